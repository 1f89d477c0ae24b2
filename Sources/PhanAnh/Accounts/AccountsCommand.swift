import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Accounts of staff: the first of all, one for each desk, and what helps when nobody can sign in.",
        discussion: """
            Nobody is given a password: each owner sets it by a one-time link, good for \(ActivationStore.days) days, with \
            POST /v1/activations.
            """,
        subcommands: [Bootstrap.self, Provision.self, List.self, Disable.self, Reset.self]
    )

    struct Bootstrap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the city's first administrator, once; prints their one-time link."
        )

        @Option(help: "What they sign in with: 1 to 32 of a-z, 0-9 and -.")
        var username: String

        func run() async throws {
            let name = try PrincipalName.argument(username)
            try await Administration.run { administration in
                print(AccountText.link(try await administration.accounts.bootstrap(name, by: .commandLine(nil))))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All accounts, by name.")

        func run() async throws {
            try await Administration.run { administration in
                let desks = try await administration.catalogs.newest().agencies
                var last: PrincipalName?
                repeat {
                    let page = try await administration.accounts.all(after: last, limit: 200)
                    for account in page { print(AccountText.line(account, at: desks[account.agency]?.code ?? "?")) }
                    last = page.count == 200 ? page.last?.username : nil
                } while last != nil
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disable an account: it opens nothing from its next request on.")

        @Argument(help: "The username.")
        var username: String

        func run() async throws {
            let name = try PrincipalName.argument(username)
            try await Administration.run { administration in
                let account = try await administration.accounts.account(named: name)
                _ = try await administration.accounts.change(
                    account.id,
                    AccountChange(isDisabled: true),
                    expecting: nil,
                    by: .commandLine(nil)
                )
                print("\(name) is disabled")
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an account's password, second factor and identities away; prints a new one-time link."
        )

        @Argument(help: "The username.")
        var username: String

        func run() async throws {
            let name = try PrincipalName.argument(username)
            try await Administration.run { administration in
                let account = try await administration.accounts.account(named: name)
                print(AccountText.link(try await administration.accounts.reset(account.id, by: .commandLine(nil))))
            }
        }
    }
}

/// Accounts as lines for a terminal.
enum AccountText {
    static func line(_ account: Account, at desk: String) -> String {
        let roles = account.roles.map(\.rawValue).sorted().joined(separator: ",")
        let factor = account.hasSecondFactor ? "totp" : "no totp"
        return "\(account.username)  \(account.status.rawValue)  \(desk)  \(roles)  \(factor)"
    }

    static func link(_ invited: AccountAdministration.Invited) -> String {
        "\(invited.account.username) \(invited.token) \(invited.expiresAt)"
    }
}

extension Administration {
    var accounts: AccountAdministration { AccountAdministration(store: AccountStore(database), catalogs: catalogs) }
}
