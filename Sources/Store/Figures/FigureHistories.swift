internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What histories say of some reports up to a position; those for practice are not among them.
struct FigureHistories {
    /// What an entry says that only figures read.
    fileprivate typealias DetailColumns = (UUID, Int, String?, String?, Bool, UUID?, Int?, String?, UUID?, String?, Instant?)

    /// One report's facts, and what tells where it lies.
    struct Report {
        let facts: ReportFacts
        let channel: Channel
        /// The boundaries by which its last unit was found; nil: a desk named it, or there is none.
        let boundaryVersion: UUID?
    }

    let reports: [UUID: Result<Report, SLAFault>]

    /// The four queries of all these reports.
    static func queries(of reports: [UUID], to position: Int64) -> [SQL] {
        [
            "SELECT id FROM report WHERE id = ANY (\(reports)) AND \(SQL.isCounted)",
            "SELECT category_id, version FROM category_version WHERE evidence_required",
            CourseRead.entries(of: reports, to: position),
            """
            SELECT
                report_id, seq, data ->> 'channel', data ->> 'rating', coalesce((data ->> 'hasPictures')::boolean, false),
                (data ->> 'boundaryVersion')::uuid, (data ->> 'cycle')::integer, data ->> 'clock', (data ->> 'handler')::uuid,
                data ->> 'level', to_timestamp((data ->> 'occurredAt')::bigint)
            FROM report_event
            WHERE report_id = ANY (\(reports))
                AND position <= \(position)
                AND type IN ('filed', 'routed', 'rerouted', 'rated', 'disputed', 'resolved', 'sla_breached', 'sla_voided')
            """,
        ]
    }

    /// What they returned.
    init(_ answers: ArraySlice<Rows>, by rules: SLARules) throws {
        let answers = Array(answers)
        let counted = Set(try answers[0].decode(UUID.self))
        let asking = Set(try answers[1].decode((UUID, Int).self).map { CategoryVersion(category: $0.0, version: $0.1) })
        var details: [UUID: [Int: DetailColumns]] = [:]
        for row in try answers[3].decode(DetailColumns.self) where counted.contains(row.0) { details[row.0, default: [:]][row.1] = row }
        var entries: [UUID: [CourseRead.EntryColumns]] = [:]
        for row in try answers[2].decode(CourseRead.EntryColumns.self) where counted.contains(row.0) {
            entries[row.0, default: []].append(row)
        }
        reports = entries.reduce(into: [:]) { reports, history in
            reports[history.key] = Result { () throws(SLAFault) in
                try Self.report(history.value, details[history.key] ?? [:], asking, by: rules)
            }
        }
    }

    private struct CategoryVersion: Hashable {
        let category: UUID
        let version: Int
    }

    private static func report(
        _ rows: [CourseRead.EntryColumns],
        _ details: [Int: DetailColumns],
        _ asking: Set<CategoryVersion>,
        by rules: SLARules
    ) throws(SLAFault) -> Report {
        var entries: [HistoryEntry] = []
        for row in rows {
            let entry = try HistoryEntry(row)
            entries.append(details[entry.seq].map(entry.saying) ?? entry)
        }
        let facts = try ReportFacts(
            entries,
            asksForPictures: { asking.contains(CategoryVersion(category: $0.category, version: $0.version)) },
            by: rules
        )
        guard let channel = details[1]?.2.flatMap(Channel.init) else { throw .notFiled }
        return Report(facts: facts, channel: channel, boundaryVersion: facts.lastPlaced.flatMap { details[$0.seq]?.5 })
    }
}

extension HistoryEntry {
    fileprivate func saying(_ said: FigureHistories.DetailColumns) -> HistoryEntry {
        var details = details
        details.rating = said.3.flatMap(Rating.init)
        details.hasPictures = said.4
        if let cycle = said.6, let clock = said.7.flatMap({ ClockKind(name: $0, handler: said.8) }), let level = said.9, let at = said.10 {
            let key = LevelEvent.Key(cycle: cycle, clock: clock, level: level)
            details.level = LevelNote(key: key, occurredAt: at, agency: details.clock.agency, byReclassification: false, isNotified: false)
        }
        return HistoryEntry(seq: seq, at: at, type: type, actor: actor, holder: holder, isPublic: isPublic, details: details)
    }
}
