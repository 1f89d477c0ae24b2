import ArgumentParser
import Domain
import Foundation
import Services
import Store

extension PolicyCommand {
    struct ProposeMigration: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose that open reports with an older version of a policy get the one in force; somebody else approves it.",
            discussion: "Limits used up already are missed at that moment. Once approved it is carried out by `phananh policy migrate`."
        )

        @Argument(help: "The policy's code.")
        var code: String

        @OptionGroup var proposal: ProposalOptions

        func run() async throws {
            let editor = try proposal.editor
            try await Administration.run { administration in
                let (policy, reports) = try await administration.migration.extent(of: code)
                let approval = try await administration.policies.proposeMigration(
                    of: code,
                    base: [policy.version],
                    reason: proposal.reason,
                    by: editor
                )
                print("\(reports) open reports would get version \(policy.version)")
                print("proposed as approval \(approval.id.uuidString.lowercased())")
            }
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Carry out an approved migration of open reports; may be broken off and begun anew."
        )

        @Argument(help: "The policy's code.")
        var code: String

        @Flag(help: "Only say how many reports would move.")
        var dryRun = false

        func run() async throws {
            try await Administration.run { administration in
                let migration = administration.migration
                let (policy, reports) = try await migration.extent(of: code)
                if dryRun { return print("\(reports) open reports would get version \(policy.version)") }
                guard let agreement = try await migration.agreement(on: policy) else {
                    print("nobody has approved a migration to version \(policy.version)")
                    throw ExitCode.failure
                }
                var (moved, left) = (0, 0)
                var last: UUID?
                repeat {
                    let round = try await migration.round(to: policy, by: agreement, after: last)
                    for (code, reason) in round.refused { print("\(code): \(reason)") }
                    moved += round.moved
                    left += round.refused.count
                    last = round.next
                } while last != nil
                print("\(moved) reports have version \(policy.version) now, \(left) could not get it")
                if left > 0 { throw ExitCode.failure }
            }
        }
    }
}

extension Administration {
    fileprivate var migration: PolicyMigration {
        let catalogs = CatalogCache(store: CatalogStore(database))
        return PolicyMigration(
            store: PolicyMigrationStore(database),
            actions: ReportActions(store: ActionStore(database), catalogs: catalogs),
            catalogs: catalogs
        )
    }
}
