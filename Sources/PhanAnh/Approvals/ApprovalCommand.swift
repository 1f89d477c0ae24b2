import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct ApprovalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval",
        abstract: "What two people have to agree on.",
        discussion: "Nobody decides on their own proposal; they may withdraw it. A decision stands, and nothing is deleted.",
        subcommands: [List.self, Show.self, Approve.self, Reject.self, Withdraw.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What waits for a decision, the newest first.")

        @Flag(help: "Also what was decided.")
        var all = false

        func run() async throws {
            try await Administration.run { administration in
                for approval in try await administration.approvals.list(all: all, limit: 200) { print(ApprovalText.line(approval)) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What is proposed, by whom and why.")

        @Argument(help: "The proposal's id.")
        var id: String

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            let id = try UUID.argument(id)
            try await Administration.run { administration in
                let approval = try await administration.approvals.show(id)
                print(ApprovalText.line(approval))
                guard approval.decision == nil else { return }
                let change: CalendarChange
                switch approval.proposal {
                case .policy(.publish(let policy)): return print(policy.text(in: english ? .en : .vi))
                case .policy(.retire(let code)): return print("policy \(code) would go, and its reports fall to the next best one")
                case .policy(.migrate(let code)):
                    return print("open reports with an older version of policy \(code) would get the one in force")
                case .erasure(let erasure):
                    return print(
                        "data of the person of request \(erasure.request.uuidString.lowercased()) would go: \(erasure.reports.joined(separator: ", "))"
                    )
                case .calendar(let proposed): change = proposed
                }
                let (version, _) = try await administration.calendars.show(change.calendar)
                let text = CalendarText(language: english ? .en : .vi)
                guard version.number == approval.baseVersion else {
                    return print(ApprovalRefusal.outdated.text[text.language])
                }
                print(text.preview(try await administration.calendars.preview(change), from: version, unit: change.unit))
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Agree: the proposal is carried out.")

        @Argument(help: "The proposal's id.")
        var id: String

        @Option(help: "Who decides: not who proposed it.")
        var by: String

        @Option(help: "What to say of it.")
        var comment: String?

        func run() async throws {
            try await ApprovalCommand.decide(id, .approved, by: by, comment: comment)
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disagree: nothing changes.")

        @Argument(help: "The proposal's id.")
        var id: String

        @Option(help: "Who decides: not who proposed it.")
        var by: String

        @Option(help: "Why not.")
        var comment: String

        func run() async throws {
            try await ApprovalCommand.decide(id, .rejected, by: by, comment: comment)
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take one's own proposal back.")

        @Argument(help: "The proposal's id.")
        var id: String

        @Option(help: "Who proposed it.")
        var by: String

        @Option(help: "What to say of it.")
        var comment: String?

        func run() async throws {
            try await ApprovalCommand.decide(id, .withdrawn, by: by, comment: comment)
        }
    }

    private static func decide(_ id: String, _ verdict: ApprovalVerdict, by: String, comment: String?) async throws {
        let (id, editor) = (try UUID.argument(id), try Editor.argument(by))
        try await Administration.run { administration in
            print(ApprovalText.line(try await administration.approvals.decide(id, verdict, by: editor, comment: comment)))
        }
    }
}

/// An approval as lines for a terminal.
enum ApprovalText {
    static func line(_ approval: Approval) -> String {
        let head = """
            \(approval.id.uuidString.lowercased())  \(approval.proposal.kind.rawValue) \(approval.proposal.subject), \
            on version \(approval.baseVersion)  proposed by \(approval.proposedBy) \(approval.proposedAt): \(approval.reason.printable)
            """
        guard let decision = approval.decision else { return head }
        let comment = decision.comment.map { ": \($0.printable)" } ?? ""
        return "\(head)\n  \(decision.verdict.rawValue) by \(decision.by) \(decision.at)\(comment)"
    }
}

extension Administration {
    var approvals: Approvals { Approvals(store: ApprovalStore(database)) }
}

extension UUID {
    /// An id given as an argument.
    static func argument(_ text: String) throws -> UUID {
        guard let id = UUID(uuidString: text) else { throw ValidationError("\(text) is no id") }
        return id
    }
}
