internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What is looked for in a list, as it is to be found.
struct ListSearch {
    /// How the reports come into the list.
    enum Way {
        /// They are few: these, in the place of the table.
        case from(SQL)
        /// They are met among all on the way through the list.
        case met
    }

    /// nil while it is not known which is quicker.
    private(set) var way: Way?
    /// What is asked of their words; empty where it is not about words.
    private let questions: [String]

    /// `filter`: of the list, whose desks, units and categories are looked up with the words.
    init(_ search: ReportSearch, in filter: ReportFilter) {
        switch search {
        case .code(let code):
            way = .from("(SELECT * FROM report WHERE code = \(code.description) OFFSET 0) AS report")
            questions = []
        case .phone(let digests, _):
            way = .from(Self.reports(in: "(SELECT reports_of_contact(\(digests), '{}') AS id)"))
            questions = []
        case .words(let words): questions = [Self.text(words.question, filter)]
        case .wordsLike(let words): questions = words.likelyQuestions.map { Self.text($0, filter) }
        }
    }

    /// Looks them up, unless they are more than `most`, who are soon met on the way.
    mutating func lookUp(most: Int, on connection: isolated Connection) throws {
        let ids = try connection.query(Self.saying(questions, among: nil, most: most + 1), as: UUID.self)
        way = ids.count > most ? .met : .from(Self.reports(in: "unnest(\(ids))"))
    }

    /// Which of some reports say it.
    func among(_ reports: [UUID], on connection: isolated Connection) throws -> Set<UUID> {
        Set(try connection.query(Self.saying(questions, among: reports, most: reports.count), as: UUID.self))
    }

    static func saying(_ questions: [String], among reports: [UUID]?, most: Int) -> SQL {
        "SELECT reports_saying(\(questions)::text[]::tsquery[], \(reports), \(most)::integer)"
    }

    /// A question in PostgreSQL's words. Nothing in it has to be quoted but for the signs of what is asked beside.
    static func text(_ question: WordQuestion, _ filter: ReportFilter) -> String {
        func any(_ kind: String, _ ids: [UUID]?) -> String? {
            ids.map { ids in
                ids.isEmpty ? "'none:'" : "(\(ids.map { "'\(kind):\($0.uuidString.lowercased())'" }.joined(separator: "|")))"
            }
        }
        let beside = [any("agency", filter.agencies), any("unit", filter.units), any("category", filter.categories)].compactMap(\.self)
        let either = question.either.map { "(\($0.map { "'\($0)'" }.joined(separator: "&")))" }.joined(separator: "|")
        let words = question.words.map { "'\($0)'" } + question.beginnings.map { "'\($0)':*" }
        return (beside + words + (either.isEmpty ? [] : ["(\(either))"])).joined(separator: "&")
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
