import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct ClientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients",
        abstract: "Applications that are registered, and what they show to be known by.",
        discussion: "A token is printed once, when it is made. A revoked client or token opens nothing once that is printed.",
        subcommands: [List.self, Create.self, Rotate.self, Revoke.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All clients and their tokens, without what is shown.")

        func run() async throws {
            try await Administration.run { administration in
                for client in try await administration.everyClient() {
                    print(ClientText.line(client))
                    for token in try await administration.clientTokens.list(of: client.id, limit: 1_000) {
                        print("  \(ClientText.line(token))")
                    }
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a client, if there is none of the name, and print a new token of it."
        )

        @Argument(help: "The client's name: 1 to 32 of a-z, 0-9 and -.")
        var name: String

        @Option(help: "What the token opens, by comma: \(ClientScope.allCases.map(\.rawValue).joined(separator: ", ")).")
        var scopes: String

        @OptionGroup var order: ClientOrderOptions

        func run() async throws {
            let (name, editor, scopes) = (try PrincipalName.argument(name), try order.editor, try ClientScope.list(scopes))
            let expiresAt = try order.expiresAt
            try await Administration.run { administration in
                let client = try await administration.client(name, registeredBy: editor)
                let issued = try await administration.clientTokens.create(
                    for: client.id,
                    scopes: scopes,
                    expiresAt: expiresAt,
                    by: editor
                )
                ClientText.print(issued)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new token in place of another, which goes on for a while."
        )

        @Argument(help: "The token's id, as `list` prints it.")
        var id: String

        @Option(help: "Hours that the old one goes on: 0 to 168.")
        var graceHours = ClientTokens.graceHours

        @OptionGroup var order: ClientOrderOptions

        func validate() throws {
            guard ClientTokens.graceRange.contains(graceHours) else { throw ValidationError("--grace-hours is from 0 to 168") }
        }

        func run() async throws {
            let (id, editor, expiresAt) = (try UUID.argument(id), try order.editor, try order.expiresAt)
            try await Administration.run { administration in
                ClientText.print(
                    try await administration.clientTokens.rotate(id, expiresAt: expiresAt, graceHours: graceHours, by: editor)
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token, or a client with all of its tokens, for good.")

        @Argument(help: "A token's id, or a client's name.")
        var subject: String

        @Option(help: "Who does it: the name of an account.")
        var by: String

        func run() async throws {
            let editor = try Editor.argument(by)
            try await Administration.run { administration in
                if let id = UUID(uuidString: subject) {
                    print(ClientText.line(try await administration.clientTokens.revoke(id, by: editor)))
                } else {
                    let client = try await administration.clients.client(named: try PrincipalName.argument(subject))
                    print(ClientText.line(try await administration.clients.revoke(client.id, by: editor)))
                }
            }
        }
    }
}

/// Who makes a token, and for how long.
struct ClientOrderOptions: ParsableArguments {
    @Option(help: "Who does it: the name of an account.")
    var by: String

    @Option(help: "Days after which the token expires; without, it holds until it is revoked.")
    var days: Int?

    var editor: Editor {
        get throws { try Editor.argument(by) }
    }

    var expiresAt: Instant? {
        get throws {
            guard let days else { return nil }
            guard (1...3_650).contains(days) else { throw ValidationError("--days is from 1 to 3650") }
            return .machineClock.adding(seconds: Int64(days) * 86_400)
        }
    }
}

extension ClientScope {
    /// Scopes given as an argument.
    fileprivate static func list(_ text: String) throws -> Set<ClientScope> {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        let scopes = names.compactMap { ClientScope(rawValue: String($0)) }
        guard scopes.count == names.count else {
            throw ValidationError("scopes are \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return Set(scopes)
    }
}

extension Administration {
    fileprivate var clients: Clients { Clients(store: ClientStore(database)) }
    fileprivate var clientTokens: ClientTokens { ClientTokens(store: ClientTokenStore(database)) }

    fileprivate func everyClient() async throws -> [APIClient] {
        var all: [APIClient] = []
        while true {
            let page = try await clients.list(after: all.last?.id, limit: 200)
            all += page
            if page.count < 200 { return all }
        }
    }

    /// The client of a name, registered now if there is none; a name is given once.
    fileprivate func client(_ name: PrincipalName, registeredBy editor: Editor) async throws -> APIClient {
        do {
            let client = try await clients.client(named: name)
            guard client.revoked == nil else { throw ValidationError("\(name) was revoked: register it under another name") }
            return client
        } catch ServiceError.notFound {
            return try await clients.create(name, by: editor)
        }
    }
}
