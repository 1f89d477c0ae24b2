import ArgumentParser
import Domain
import Foundation
import Services
import Store
import Web

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Time limits: what is in force, what it would mean, and the next version.",
        subcommands: [List.self, Show.self, Simulate.self, Propose.self, Retire.self, ProposeMigration.self, Migrate.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The policies in force.")

        func run() async throws {
            try await Administration.run { administration in
                for policy in try await administration.policies.inForce().policies {
                    print("\(policy.code)  version \(policy.version)  \(policy.scope.brief)\(policy.confirmed ? "" : "  not confirmed")")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a policy says, and when each version held.")

        @Argument(help: "The policy's code.")
        var code: String

        @Option(help: "A version; the newest unless told.")
        var version: Int?

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            try await Administration.run { administration in
                let history = try await administration.policies.history(code, limit: 1_000).history
                guard let shown = history.versions.first(where: { $0.policy.version == version ?? $0.policy.version }) else {
                    throw ServiceError.notFound
                }
                print(shown.policy.text(in: english ? .en : .vi))
                print("for: \(shown.policy.scope.brief)")
                for version in history.versions {
                    let until = version.retiredAt.map { " until \($0)" } ?? ", in force"
                    let person = version.publishedBy.map { ", proposed by \($0)" } ?? ", from the reference files"
                    print("version \(version.policy.version): since \(version.publishedAt)\(until)\(person)")
                }
            }
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose a policy, or the next version of one; somebody else approves it with `phananh approval`."
        )

        @Argument(help: "A JSON file with the policy as POST /v1/admin/policies takes it.")
        var file: String

        @OptionGroup var proposal: ProposalOptions

        func run() async throws {
            let editor = try proposal.editor
            try await Administration.run { administration in
                let submission = try PolicyFile.read(file)
                let newest = try await administration.policies.newest(submission.code ?? "")
                let approval = try await administration.policies.propose(
                    PolicyProposalSubmission(policy: submission, reason: proposal.reason),
                    base: newest.map { [$0] },
                    by: editor
                )
                print("proposed as approval \(approval.id.uuidString.lowercased())")
            }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose that a policy goes without another version: its reports fall to the next best one. The default stays."
        )

        @Argument(help: "The policy's code.")
        var code: String

        @OptionGroup var proposal: ProposalOptions

        func run() async throws {
            let editor = try proposal.editor
            try await Administration.run { administration in
                let newest = try await administration.policies.newest(code)
                let approval = try await administration.policies.proposeRetirement(
                    of: code,
                    base: newest.map { [$0] },
                    reason: proposal.reason,
                    by: editor
                )
                print("proposed as approval \(approval.id.uuidString.lowercased())")
            }
        }
    }
}

/// Who proposes, and why.
struct ProposalOptions: ParsableArguments {
    @Option(help: "Who proposes it: the name of an account, such as policy-desk.")
    var by: String

    @Option(help: "Why: for whoever approves it, and kept.")
    var reason: String

    var editor: Editor {
        get throws {
            try Editor.argument(by)
        }
    }
}

/// A policy in a file.
enum PolicyFile {
    static func read(_ path: String) throws -> PolicySubmission {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        guard let submission = PolicySubmission.read(file: bytes) else { throw ValidationError("\(path) is not JSON") }
        return submission
    }
}

extension Administration {
    var policies: Policies { Policies(store: PolicyStore(database), catalogs: CatalogCache(store: CatalogStore(database))) }
}
