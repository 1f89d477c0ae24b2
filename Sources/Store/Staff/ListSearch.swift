internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What is looked for in a list, as it is to be found.
struct ListSearch {
    /// What so many say that each of them is soon met on the way through all.
    struct Common {
        let patterns: [String]?
        let alike: String?

        /// Which of some reports say it.
        func among(_ reports: [UUID], on connection: isolated Connection) throws -> Set<UUID> {
            Set(try connection.query(ListSearch.saying(patterns, alike, among: reports, most: reports.count), as: UUID.self))
        }
    }

    /// The reports in question, in the place of the table; nil with `common`.
    let source: SQL?
    let common: Common?

    /// Looks for it in the transaction that `connection` is in.
    init(_ search: ReportSearch, mostFound: Int, on connection: isolated Connection) throws {
        switch search {
        case .code(let code):
            source = "(SELECT * FROM report WHERE code = \(code.description) OFFSET 0) AS report"
            common = nil
        case .phone(let digests, _):
            source = Self.reports(in: "(SELECT reports_of_contact(\(digests), '{}') AS id)")
            common = nil
        case .words(let words):
            (source, common) = try Self.found(Common(patterns: words.patterns, alike: nil), mostFound, on: connection)
        case .wordsLike(let words):
            (source, common) = try Self.found(Common(patterns: nil, alike: words.text), mostFound, on: connection)
        }
    }

    private static func found(
        _ wanted: Common,
        _ most: Int,
        on connection: isolated Connection
    ) throws -> (source: SQL?, common: Common?) {
        let ids = try connection.query(saying(wanted.patterns, wanted.alike, among: nil, most: most + 1), as: UUID.self)
        return ids.count > most ? (nil, wanted) : (reports(in: "unnest(\(ids))"), nil)
    }

    static func saying(_ patterns: [String]?, _ alike: String?, among reports: [UUID]?, most: Int) -> SQL {
        "SELECT reports_saying(\(patterns)::text[], \(alike)::text, \(reports), \(most)::integer)"
    }

    /// One by one: told how few there are the planner would still rather walk through all in the order of the list.
    private static func reports(in ids: SQL) -> SQL {
        """
        (
            SELECT report.*
            FROM \(ids) AS named (id)
            CROSS JOIN LATERAL (SELECT * FROM report WHERE report.id = named.id OFFSET 0) AS report
            OFFSET 0
        ) AS report
        """
    }
}
