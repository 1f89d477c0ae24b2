import ArgumentParser
import Domain
import Foundation
import JSON
import Services
import Store
import Web

struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy",
        abstract: "What people ask about their own data, and what must not be erased.",
        discussion: """
            Requests are registered with POST /v1/admin/data-requests, or by citizens who have signed in with POST /v1/me/data-requests; \
            both say when each is due.
            """,
        subcommands: [Export.self, Erase.self, Hold.self, Lift.self, Holds.self]
    )

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print all that is kept of the person of a request, as JSON.")

        @Argument(help: "The request's id.")
        var request: String

        @Option(help: "Who takes it out: the name of an account, for the audit.")
        var by: String

        func run() async throws {
            let (id, person) = (try UUID.argument(request), try PrincipalName.argument(by))
            try await Administration.run { administration in
                let export = try await administration.dataRequests().export(id, for: person)
                print(JSONWriter.text(PersonalExportBody(export: export, language: .vi)))
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose to carry a request for erasure out; somebody else approves it with `phananh approval`."
        )

        @Argument(help: "The request's id.")
        var request: String

        @Option(help: "Who proposes it.")
        var by: String

        func run() async throws {
            let (id, editor) = (try UUID.argument(request), try Editor.argument(by))
            try await Administration.run { administration in
                let requests = try administration.dataRequests()
                guard try await requests.show(id, to: editor.name).request.kind == .erasure else {
                    throw ValidationError("the request is not for erasure")
                }
                switch try await requests.perform(.fulfil, on: id, by: editor, reason: nil) {
                case .done: print("nothing is kept of the person: the request is fulfilled")
                case .proposed(_, let approval): print("proposed as approval \(approval.id.uuidString.lowercased())")
                }
            }
        }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a report's data whatever their age, and whoever asks for their erasure."
        )

        @Argument(help: "The report's code.")
        var code: String

        @OptionGroup var proposal: ProposalOptions

        @Option(help: "An RFC 3339 time after which it is over; without, it lasts until it is lifted.")
        var until: String?

        func run() async throws {
            guard case .code(let code) = ReportCode.read(code) else { throw ValidationError("\(code) is not a report's code") }
            let until = try until.map { text in
                guard let instant = Instant(rfc3339: text) else { throw ValidationError("\(text) is no RFC 3339 time") }
                return instant
            }
            let editor = try proposal.editor
            try await Administration.run { administration in
                let placed = try await administration.holds.place(
                    UUID(),
                    on: code,
                    reason: proposal.reason,
                    by: editor,
                    until: until
                )
                print("held as \(placed.hold.id.uuidString.lowercased())")
            }
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a hold.")

        @Argument(help: "The hold's id.")
        var hold: String

        @OptionGroup var proposal: ProposalOptions

        func run() async throws {
            let (id, editor) = (try UUID.argument(hold), try proposal.editor)
            try await Administration.run { administration in
                try await administration.holds.lift(id, reason: proposal.reason, by: editor)
            }
        }
    }

    struct Holds: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The holds in force, the newest first, a thousand at most.")

        func run() async throws {
            try await Administration.run { administration in
                for hold in try await administration.holds.list(limit: 1_000) {
                    let end = hold.until.map { " until \($0)" } ?? ""
                    print(
                        "\(hold.id.uuidString.lowercased())  \(hold.report)  by \(hold.placedBy) \(hold.placedAt)\(end): \(hold.reason.printable)"
                    )
                }
            }
        }
    }
}

extension Administration {
    fileprivate var holds: LegalHolds { LegalHolds(store: HoldStore(database)) }

    fileprivate func dataRequests() throws -> DataRequests {
        let keys = try SecretKeys(folder: settings.secretsFolder)
        return DataRequests(
            store: DataRequestStore(database),
            concerned: ConcernedReader(database),
            reader: StaffReader(database),
            catalogs: CatalogCache(store: CatalogStore(database)),
            vault: ContactVault(keys: keys.contact, lookup: keys.lookup),
            citizens: CitizenVault(keys: keys.citizen)
        )
    }
}
