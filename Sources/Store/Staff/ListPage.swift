internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A row of `report` as a list tells it.
struct ListedRow {
    let report: ReportColumns
    let due: Instant?
    let moderation: Moderation?
    let assignee: UUID?
    let team: UUID?
    let original: UUID?
    let followers: Int
    let attention: [ReportConcern]

    init(_ row: inout RowReader) throws {
        report = try ReportColumns(&row)
        due = try row.next()
        moderation = try row.next(String?.self).flatMap(Moderation.init)
        assignee = try row.next()
        team = try row.next()
        original = try row.next()
        followers = try row.next()
        attention = try ReportConcern.listed.filter { _ in try row.next() }
    }

    /// As a desk sees it.
    static func columns(for desk: UUID) -> SQL {
        let concerns = ReportConcern.listed.map { $0.column(for: desk) }
        return """
            \(ReportColumns.list(for: .staff)), nullif(report.due_at, 'infinity'), report.moderation, report.assignee_id, report.team_id,
                report.duplicate_of, report.followers, \(concerns.dropFirst().reduce(concerns[0]) { "\($0), \($1)" })
            """
    }

    static func query(_ ids: [UUID], for desk: UUID) -> SQL {
        "SELECT \(columns(for: desk)) FROM report WHERE report.id = ANY (\(ids))"
    }
}

extension ReportConcern {
    /// In the order in which they are told.
    fileprivate static let listed: [ReportConcern] = [
        .sentBack, .askedForOpinion, .awaitingApproval, .disputed, .flagged, .arrived, .newMessage, .held,
    ]

    /// Whether a report asks for it of a desk that lists it.
    fileprivate func column(for desk: UUID) -> SQL {
        switch self {
        case .sentBack: "report.is_sent_back"
        case .askedForOpinion: "report.asked @> ARRAY[\(desk)::uuid]"
        case .awaitingApproval: "report.awaits IS NOT NULL"
        case .disputed: "report.is_disputed"
        case .flagged: "report.flags > 0"
        case .arrived: "report.is_arrived"
        case .newMessage: "report.has_message"
        case .held: "report.known_to @> ARRAY[\(desk)::uuid]"
        }
    }
}

/// A page of a list. What stands in other tables is looked up for all its reports at once: joins look it up for each, and cost the database
/// nearly half as much again.
struct ListPage {
    /// Characters of an excerpt.
    private static let excerpt = 200
    /// Bytes of a text that is short enough to be read as it is: to count its characters takes longer.
    private static let mostBytes = 1_200

    private let rows: [ListedRow]
    private let order: ReportOrder
    /// Of the reports, encoded once for all statements.
    private let ids: SQL

    init(_ rows: [ListedRow], by order: ReportOrder) {
        self.rows = rows
        self.order = order
        ids = "\(rows.map(\.report.id))"
    }

    /// The reports as a desk sees them, in their order; `isLast` in a transaction in which nothing is done after it.
    func read(for desk: UUID, _ catalog: ReferenceCatalog, isLast: Bool, on connection: isolated Connection) throws -> [ListedReport] {
        guard !rows.isEmpty else { return [] }
        let statements = statements(for: desk)
        let asked = statements.compactMap(\.self)
        var answered = try (isLast ? connection.finishReading(asked) : connection.pipeline(asked)).makeIterator()
        let answers = statements.map { $0 == nil ? nil : answered.next() }
        let clocks = try Self.clocks(answers[1])
        let texts = try Dictionary(uniqueKeysWithValues: answers[2]?.decode((UUID, String).self) ?? [])
        let duplicates = try answers[3]?.decode((UUID, Int, Int).self).reduce(into: [UUID: (count: Int, followers: Int)]()) { counts, row in
            counts[row.0] = (row.1, row.2)
        }
        let originals = try answers[4]?.decode((UUID, String?, String?, Int?).self).reduce(into: [UUID: ReportView.Original]()) {
            $0[$1.0] = ReportView.Original(code: $1.1, status: $1.2, version: $1.3)
        }
        let names = try Dictionary(uniqueKeysWithValues: answers[5]?.decode((UUID, String).self) ?? [])
        let flags = try Self.flags(answers[6])
        let questions = try answers[7]?.decode((UUID, Instant, String).self).reduce(into: [UUID: OpinionQuestion]()) {
            $0[$1.0] = OpinionQuestion(text: Redaction($1.2).text, at: $1.1)
        }
        return try rows.map { row in
            let id = row.report.id
            guard let acknowledge = clocks[id]?.acknowledge, let resolve = clocks[id]?.resolve, let text = texts[id] else {
                throw StoreError.fault("view of a listed report")
            }
            let view = try row.report.view(
                acknowledge: acknowledge.columns,
                resolve: resolve.columns,
                original: row.original.flatMap { originals?[$0] },
                followers: row.followers + (duplicates?[id]?.followers ?? 0),
                flags: flags[id] ?? [:],
                catalog
            )
            return ListedReport(
                view: view,
                excerpt: Redaction.beginning(of: text, scalars: Self.excerpt),
                place: ReportPlace(at: at(row), id: id),
                due: row.due,
                moderation: row.moderation,
                work: ReportWork(
                    assignee: row.assignee,
                    username: row.assignee.flatMap { names[$0] },
                    team: row.team,
                    name: row.team.flatMap { names[$0] }
                ),
                duplicates: duplicates?[id]?.count ?? 0,
                attention: row.attention,
                question: questions?[id]
            )
        }
    }

    private func at(_ row: ListedRow) -> Instant? {
        switch order.key {
        case .due: row.due
        case .created: row.report.createdAt
        case .updated: row.report.updatedAt
        }
    }

    // MARK: Statements

    /// What is looked up; nil where nothing is.
    func statements(for desk: UUID) -> [SQL?] {
        [TextRows.naming(reports: ids), clocks, texts, duplicates, originals, names, flags, questions(to: desk)]
    }

    private var clocks: SQL {
        """
        SELECT clock.report_id, clock.clock, clock.cycle, \(ClockColumns.list("clock"))
        FROM sla_clock AS clock
        WHERE clock.report_id = ANY (\(ids))
            AND clock.clock IN ('acknowledge', 'resolve')
        """
    }

    private var texts: SQL {
        """
        SELECT
            report_id,
            CASE WHEN octet_length(description) > \(Self.mostBytes) THEN left(description, \(2 * Self.excerpt)::integer) ELSE description END
        FROM report_content
        WHERE report_id = ANY (\(ids))
        """
    }

    private var duplicates: SQL {
        """
        SELECT duplicate_of, count(*), sum(followers)
        FROM report
        WHERE duplicate_of = ANY (\(ids))
        GROUP BY duplicate_of
        """
    }

    private var originals: SQL? {
        let ids = rows.compactMap(\.original)
        return ids.isEmpty ? nil : "SELECT id, code, status, version FROM report WHERE id = ANY (\(ids))"
    }

    /// Of those whose work the reports are.
    private var names: SQL? {
        let (accounts, teams) = (rows.compactMap(\.assignee), rows.compactMap(\.team))
        guard !accounts.isEmpty || !teams.isEmpty else { return nil }
        return """
            SELECT id, username
            FROM account
            WHERE id = ANY (\(accounts))
            UNION ALL
            SELECT id, name
            FROM team
            WHERE id = ANY (\(teams))
            """
    }

    private var flags: SQL? {
        let flagged = rows.filter { $0.attention.contains(.flagged) }.map(\.report.id)
        guard !flagged.isEmpty else { return nil }
        return """
            SELECT report_id, reason, count(*)
            FROM report_flag
            WHERE report_id = ANY (\(flagged))
            GROUP BY report_id, reason
            """
    }

    /// The last one to the desk.
    private func questions(to desk: UUID) -> SQL? {
        let asked = rows.filter { $0.attention.contains(.askedForOpinion) }.map(\.report.id)
        guard !asked.isEmpty else { return nil }
        return """
            SELECT DISTINCT ON (event.report_id) event.report_id, event.at, said.text
            FROM report_event AS event
            JOIN report_event_text AS said ON said.report_id = event.report_id AND said.seq = event.seq AND said.role = 'question'
            WHERE event.report_id = ANY (\(asked))
                AND event.type = 'opinion_requested'
                AND (event.data ->> 'agency')::uuid = \(desk)
            ORDER BY event.report_id, event.seq DESC
            """
    }

    // MARK: Answers

    /// Those of a report's last cycle.
    private struct Clocks {
        var acknowledge: Clock?
        var resolve: Clock?
    }

    private typealias Clock = (cycle: Int, columns: ClockColumns)

    private static func clocks(_ rows: Rows?) throws -> [UUID: Clocks] {
        let read = try rows?.map { (report: try $0.next(UUID.self), name: try $0.next(String.self), clock: try clock(&$0)) }
        return (read ?? []).reduce(into: [:]) { clocks, row in
            func isLater(than other: Clock?) -> Bool { row.clock.cycle > other?.cycle ?? 0 }
            if row.name == "acknowledge" {
                if isLater(than: clocks[row.report]?.acknowledge) { clocks[row.report, default: Clocks()].acknowledge = row.clock }
            } else if isLater(than: clocks[row.report]?.resolve) {
                clocks[row.report, default: Clocks()].resolve = row.clock
            }
        }
    }

    private static func clock(_ row: inout RowReader) throws -> Clock { (try row.next(), try ClockColumns(&row)) }

    private static func flags(_ rows: Rows?) throws -> [UUID: [FlagReason: Int]] {
        try (rows?.decode((UUID, String, Int).self) ?? []).reduce(into: [:]) { flags, row in
            guard let reason = FlagReason(rawValue: row.1) else { throw StoreError.fault("reason of a flag") }
            flags[row.0, default: [:]][reason] = row.2
        }
    }
}
