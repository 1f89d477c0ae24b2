internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What is looked for in a list, as it is to be found.
struct ListSearch {
    /// How the reports come into the list.
    enum Way {
        /// They are few: these, in the place of the table.
        case from(SQL)
        /// There are none.
        case nothing
        /// They are met among all on the way through the list.
        case met
    }

    /// nil while it is not known which is quicker.
    private(set) var way: Way?
    /// Where they are likely to be few: how many are looked up before any is looked for on the way.
    let mostAtOnce: Int?
    /// What is asked of their words; empty where it is not about words.
    private let questions: [WordQuestion]
    /// What reports have to have besides where they are looked up.
    private let places: [String]

    /// `filter`: of the list, whose desks, units and categories are looked up with the words.
    init(_ search: ReportSearch, in filter: ReportFilter) {
        places = Self.places(filter)
        mostAtOnce =
            switch search {
            case .words(let words) where words.haveLongNumber: StaffReader.mostFound
            case .wordsLike(let words) where words.haveLongNumber: StaffReader.mostFound
            case .words(let words) where words.areRare: StaffReader.mostRare
            default: nil
            }
        switch search {
        case .code(let code):
            way = .from("(SELECT * FROM report WHERE code = \(code.description) OFFSET 0) AS report")
            questions = []
        case .phone(let digests, _):
            way = .from(Self.reports(in: "(SELECT reports_of_contact(\(digests), '{}') AS id)"))
            questions = []
        case .words(let words): questions = [words.question]
        case .wordsLike(let words): questions = words.likelyQuestions
        }
    }

    /// Looks them up, unless they are more than `most`; those that are more than the most there may be are to be met on the way.
    mutating func lookUp(most: Int, on connection: isolated Connection) throws {
        let ids = try connection.query(Self.found(questions, in: places, most: most + 1), as: UUID.self)
        if ids.count <= most {
            way = ids.isEmpty ? .nothing : .from(Self.reports(in: "unnest(\(ids))"))
        } else if most >= StaffReader.mostFound {
            way = .met
        }
    }

    /// Which of some reports of the list say it.
    func among(_ reports: [UUID], on connection: isolated Connection) throws -> Set<UUID> {
        let texts = questions.map(Self.text)
        let query: SQL = "SELECT reports_saying(\(texts)::text[]::tsquery[], \(reports), \(reports.count)::integer)"
        return Set(try connection.query(query, as: UUID.self))
    }

    /// The ids of reports that answer any of some questions, at most so many.
    static func found(_ questions: [WordQuestion], in places: [String], most: Int) -> SQL {
        let pairs = questions.map { pair($0, places) }
        return """
            SELECT reports_found(
                \(pairs.map(\.narrow))::text[]::tsquery[], \(pairs.map(\.wide))::text[]::tsquery[], \(most)::integer
            )
            """
    }

    /// The desks, units and categories of a list's filter, as they are among the words of reports.
    static func places(_ filter: ReportFilter) -> [String] {
        func any(_ kind: String, _ ids: [UUID]?) -> String? {
            ids.map { ids in
                ids.isEmpty ? "'none:'" : "(\(ids.map { "'\(kind):\($0.uuidString.lowercased())'" }.joined(separator: "|")))"
            }
        }
        return [any("agency", filter.agencies), any("unit", filter.units), any("category", filter.categories)].compactMap(\.self)
    }

    /// A question in PostgreSQL's words.
    static func text(_ question: WordQuestion) -> String {
        (question.words.map(quoted) + alternatives(question)).joined(separator: "&")
    }

    /// A question of reports in some places, as what few reports say and what very many may.
    private static func pair(_ question: WordQuestion, _ places: [String]) -> (narrow: String, wide: String?) {
        let narrow = places + question.words.filter { !addressWords.contains($0) }.map(quoted)
        let wide = question.words.filter(addressWords.contains).map(quoted) + alternatives(question)
        guard !narrow.isEmpty, !wide.isEmpty else { return ((narrow + wide).joined(separator: "&"), nil) }
        return (narrow.joined(separator: "&"), wide.joined(separator: "&"))
    }

    private static func alternatives(_ question: WordQuestion) -> [String] {
        let either = question.beginnings.map(beginning) + question.either.map { "(\($0.map(quoted).joined(separator: "&")))" }
        return either.isEmpty ? [] : ["(\(either.joined(separator: "|")))"]
    }

    /// Nothing in a word has to be escaped.
    private static func quoted(_ word: String) -> String { "'\(word)'" }

    /// Hardly an address is without one of these.
    private static let addressWords: Set = ["so", "nha", "ngo", "ngach", "pho", "duong", "phuong", "xa", "quan", "huyen", "ha", "noi"]

    /// What begins with a word, by the letter that follows. An index is walked through every report that has what is asked for, and nearly all
    /// of them may have the word itself, which was looked for before. Words of other scripts go on with letters nobody can list.
    private static func beginning(_ word: String) -> String {
        guard word.unicodeScalars.last?.isASCII == true else { return "'\(word)':*" }
        return "(\(letters.map { "'\(word)\($0)':*" }.joined(separator: "|")))"
    }

    private static let letters = "0123456789abcdefghijklmnopqrstuvwxyz"

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
