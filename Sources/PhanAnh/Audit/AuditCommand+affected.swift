import ArgumentParser
import Domain
import Foundation
import Services
import Store

extension AuditCommand {
    struct Affected: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whose private data were read or exported in a stretch of time, and by whom.",
            discussion: "What a notice of a breach has to say within 72 hours: how many reports, how many with a person's data, which."
        )

        @Option(help: "From this time or day on: 2026-03-02 or 2026-03-02T08:00:00+07:00.")
        var from: String

        @Option(help: "Before this time or day.")
        var to: String

        @Option(help: "Only what this account or token read.")
        var actor: String?

        func run() async throws {
            let (start, end) = (try Instant.argument(from), try Instant.argument(to))
            guard start < end else { throw ValidationError("--from is not before --to") }
            try await Administration.run { administration in
                let trail = AuditTrail(reader: AuditReader(administration.database))
                let affected = try await trail.affected(from: start, to: end, by: actor)
                for line in Self.lines(affected) { print(line) }
            }
        }

        private static func lines(_ affected: AffectedData) -> [String] {
            let all = "\(affected.reports.count) reports, \(affected.persons) with data of a person who reported"
            return [all]
                + affected.readers.flatMap { reader -> [String] in
                    let fields = PrivateField.allCases.compactMap { field in reader.fields[field].map { "\(field.rawValue) \($0)" } }
                    let head = "\(reader.actor.kind.rawValue) \(reader.actor.name): \(reader.readings) readings"
                    let what = "\(reader.reports.count) reports, \(reader.persons) with data of a person; \(fields.joined(separator: ", "))"
                    return ["\(head) from \(reader.first) to \(reader.last); \(what)"] + reader.reports.map { "  \($0)" }
                }
        }
    }
}

extension Instant {
    /// A time or a day (its midnight in Hanoi) given as an argument.
    static func argument(_ text: String) throws -> Instant {
        guard let instant = CivilDate(text).map({ HanoiDay($0).from }) ?? Instant(rfc3339: text) else {
            throw ValidationError("\(text) is neither a day nor a time with its offset")
        }
        return instant
    }
}
