package import Domain
package import FoundationEssentials
internal import Postgres

/// A report in a list.
package struct ListedReport: Sendable {
    /// Without what was reported.
    package let view: ReportView
    /// The beginning of what was reported, without what tells who somebody is.
    package let excerpt: String
    package let place: ReportPlace
    /// The first limit that runs out.
    package let due: Instant?
    /// Why it should be looked at twice.
    package let moderation: Moderation?
    package let work: ReportWork
    /// How many are duplicates of it.
    package let duplicates: Int
    /// What it asks for, of the desk that lists it.
    package let attention: [ReportConcern]
    /// What that desk was asked.
    package let question: OpinionQuestion?
}

/// Which reports are looked for, as they are found.
package enum ReportSearch: Sendable {
    case code(ReportCode)
    /// By digests of a phone; the audit keeps who has asked.
    case phone([Data], by: AuditActor)
    /// That have all these words.
    case words(SearchWords)
    /// That have what somebody may have meant by these.
    case wordsLike(SearchWords)

    /// Whether what is found says something like what was asked for.
    package var isAlike: Bool { if case .wordsLike = self { true } else { false } }
}

extension StaffReader {
    /// Characters of an excerpt.
    private static let excerpt = 200
    /// Reports that say something are looked up one by one if there are no more than so many; what more say is soon met on the way.
    static let mostFound = 4_000
    /// Where they are likely to be rare they are looked up at once, if they are no more than so many.
    static let mostRare = 500
    /// Reports passed on the way to a page: where none of them says what many others do, the next page goes on behind them.
    static let mostPassed = 4 * mostFound

    /// The next reports of a list after a place, at most `limit`, as a desk sees them; where they are fewer and others may follow, the place
    /// behind which those are.
    package func list(
        _ filter: ReportFilter,
        saying search: ReportSearch? = nil,
        by order: ReportOrder,
        after place: ReportPlace?,
        limit: Int,
        for desk: UUID,
        catalog: ReferenceCatalog,
        auditing entry: (@Sendable ([ListedReport]) -> [AuditRecord])? = nil
    ) async throws(StoreError) -> (reports: [ListedReport], passed: ReportPlace?) {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                var search = search.map { ListSearch($0, in: filter) }
                var (keys, passed): ([ListWalk.Key], ReportPlace?) = ([], nil)
                for walk in ListWalk.walks(filter, by: order, after: place) where keys.count < limit && passed == nil {
                    let met = try walk.keys(filter, &search, limit: limit - keys.count, on: connection)
                    keys += met.keys
                    passed = met.passed
                }
                let reports = try Self.reports(keys, for: desk, catalog, on: connection)
                if let entry { try connection.audit(entry(reports)) }
                return (reports, passed)
            }
        }
    }

    private static func reports(
        _ keys: [ListWalk.Key],
        for desk: UUID,
        _ catalog: ReferenceCatalog,
        on connection: isolated Connection
    ) throws -> [ListedReport] {
        guard !keys.isEmpty else { return [] }
        let ids = keys.map(\.id)
        let answers = try connection.pipeline([
            TextRows.naming(ids),
            ReportReader.view(for: .staff, "report.id = ANY (\(ids))"),
            """
            SELECT
                report.id, left(content.description, \(2 * excerpt)::integer), report.moderation, \(WorkRows.columns),
                (SELECT count(*) FROM report AS duplicate WHERE duplicate.duplicate_of = report.id), \(ConcernRows.columns(for: desk))
            FROM report
            JOIN report_content AS content ON content.report_id = report.id
            \(WorkRows.joins)
            \(ConcernRows.join(for: desk))
            WHERE report.id = ANY (\(ids))
            """,
        ])
        let views = try answers[1].decode(ViewRow.Columns.self)
        let besides = try answers[2].decode(
            (UUID, String, String?, UUID?, String?, UUID?, String?, Int, [String], Instant?, String?).self
        )
        // In no order: sorting wide rows by an array costs the database more than looking them up here.
        let viewNumbers = Dictionary(uniqueKeysWithValues: views.indices.map { (views[$0].0, $0) })
        let besideNumbers = Dictionary(uniqueKeysWithValues: besides.indices.map { (besides[$0].0, $0) })
        return try keys.map { key in
            guard let viewNumber = viewNumbers[key.id], let besideNumber = besideNumbers[key.id] else {
                throw StoreError.fault("view of a listed report")
            }
            let row = besides[besideNumber]
            return ListedReport(
                view: try ViewRow(views[viewNumber]).view(own: nil, catalog: catalog),
                excerpt: Redaction.beginning(of: row.1, scalars: excerpt),
                place: ReportPlace(at: key.at, id: key.id),
                due: key.due,
                moderation: row.2.flatMap(Moderation.init),
                work: ReportWork(assignee: row.3, username: row.4, team: row.5, name: row.6),
                duplicates: row.7,
                attention: try ConcernRows.attention(row.8),
                question: row.9.flatMap { at in row.10.map { OpinionQuestion(text: Redaction($0).text, at: at) } }
            )
        }
    }
}

/// One walk along an index of `report`. An order has one, or two where what has no limit stands last though the latest come first, or where
/// all that is open would stand before what is at its end.
struct ListWalk {
    /// A report on the way, with the key of the order and the first limit that runs out.
    typealias Key = (id: UUID, at: Instant?, due: Instant?)

    private enum Part {
        case all
        case limited
        case unlimited
    }

    private let order: ReportOrder
    private let part: Part
    private let place: ReportPlace?

    static func walks(_ filter: ReportFilter, by order: ReportOrder, after place: ReportPlace?) -> [ListWalk] {
        guard order.key == .due, order.isReversed || isOfEnded(filter) else { return [ListWalk(order: order, part: .all, place: place)] }
        let limited = ListWalk(order: order, part: .limited, place: place)
        if filter.isOverdue == true || filter.dueBefore != nil { return [limited] }
        let last = ListWalk(order: order, part: .unlimited, place: place?.at == nil ? place : nil)
        return place != nil && place?.at == nil ? [last] : [limited, last]
    }

    private static func isOfEnded(_ filter: ReportFilter) -> Bool { filter.statuses?.allSatisfy { !$0.isOpen } ?? false }

    /// What is met on the way. What is looked for is met soon, is looked up, or is met on the way after all, in ever longer stretches, until too
    /// many were passed: then with the last of them. What is likely to be rare is looked up at once.
    func keys(
        _ filter: ReportFilter,
        _ search: inout ListSearch?,
        limit: Int,
        on connection: isolated Connection
    ) throws -> (keys: [Key], passed: ReportPlace?) {
        guard var wanted = search else { return (try next(filter, "report", limit: limit, on: connection), nil) }
        defer { search = wanted }
        if wanted.way == nil, wanted.areRare { try wanted.lookUp(most: StaffReader.mostRare, on: connection) }
        var (found, walk, stretch, passed): ([Key], ListWalk, Int, Int) = ([], self, 8 * limit, 0)
        while true {
            if case .from(let source) = wanted.way { return (try next(filter, source, limit: limit, on: connection), nil) }
            let met = try walk.next(filter, "report", limit: stretch, on: connection)
            let saying = try wanted.among(met.map(\.id), on: connection)
            found += met.filter { saying.contains($0.id) }
            guard found.count < limit, met.count == stretch, let last = met.last else { return (Array(found.prefix(limit)), nil) }
            // At this rate the page is full before so many have been passed as would be looked up, which takes longer.
            passed += met.count
            let isSoonFull = found.count * StaffReader.mostFound >= limit * passed
            if wanted.way == nil, !isSoonFull {
                try wanted.lookUp(most: StaffReader.mostFound, on: connection)
                if wanted.way == nil { wanted.meet() }
            }
            let place = ReportPlace(at: last.at, id: last.id)
            if passed >= StaffReader.mostPassed { return (found, place) }
            walk = ListWalk(order: order, part: part, place: place)
            stretch = min(2 * stretch, StaffReader.mostFound)
        }
    }

    private func next(_ filter: ReportFilter, _ source: SQL, limit: Int, on connection: isolated Connection) throws -> [Key] {
        try connection.query(query(filter, from: source, limit: limit), as: (UUID, Instant?, Instant?).self)
            .map { (id: $0.0, at: $0.1, due: $0.2) }
    }

    /// The ids on the way, with the key of the order and the first limit that runs out.
    func query(_ filter: ReportFilter, from source: SQL = "report", limit: Int) -> SQL {
        let key = Self.column(order.key)
        return """
            SELECT report.id, nullif(\(key), 'infinity'), nullif(report.due_at, 'infinity')
            FROM \(source)
            WHERE \(partition(filter))\(beyond)\(Self.condition(filter))
            ORDER BY \(key)\(direction), report.id\(direction)
            LIMIT \(limit)
            """
    }

    private var direction: SQL { order.isReversed ? " DESC" : "" }

    /// Of what is at its end only what the city looks at once more has a limit.
    private func partition(_ filter: ReportFilter) -> SQL {
        switch part {
        case .all: "true"
        case .limited where Self.isOfEnded(filter): "report.due_at < 'infinity' AND report.is_disputed AND \(StaffReader.isNoticed)"
        case .limited: "report.due_at < 'infinity'"
        case .unlimited: "report.due_at = 'infinity'"
        }
    }

    private var beyond: SQL {
        guard let place else { return "" }
        let (key, at): (SQL, SQL) = (Self.column(order.key), place.at.map { "\($0)" } ?? "'infinity'::timestamptz")
        return order.isReversed
            ? "\n    AND (\(key), report.id) < (\(at), \(place.id))"
            : "\n    AND (\(key), report.id) > (\(at), \(place.id))"
    }

    private static func column(_ key: ReportOrder.Key) -> SQL {
        switch key {
        case .due: "report.due_at"
        case .created: "report.created_at"
        case .updated: "report.updated_at"
        }
    }

    /// One desk, unit or category is compared as one, so that its own index is walked. What is overdue is due, which bounds the walk.
    private static func condition(_ filter: ReportFilter) -> SQL {
        let parts: [SQL?] = [
            filter.isPractice ? "report.is_training AND report.words_reduced_at IS NULL" : SQL.isCounted,
            filter.withSecrets ? nil : "NOT report.is_secret",
            filter.statuses.map { "report.status = ANY (\($0.map(\.rawValue))::text[])" },
            filter.units.map { isOne(of: $0, "report.unit_id") },
            filter.agencies.map { isOne(of: $0, "report.agency_id") },
            filter.categories.map { isOne(of: $0, "report.category_id") },
            filter.severities.map { "report.severity = ANY (\($0.map(\.rawValue))::text[])" },
            // Named besides, so that the index of these few is used; as for what is to be looked at twice.
            filter.confidences.flatMap { $0.contains(.high) ? nil : "report.routing_confidence <> 'high'" },
            filter.confidences.map { "report.routing_confidence = ANY (\($0.map(\.rawValue))::text[])" },
            filter.workers.map(condition),
            filter.teams.map { "report.team_id = ANY (\($0))" },
            filter.attention.map(condition),
            filter.asked.map(StaffReader.isAsked),
            filter.knownTo.map(StaffReader.isKnown),
            filter.readableBy.map { "(report.agency_id = \($0) OR report.known_to @> ARRAY[\($0)::uuid])" },
            filter.moderations.map { "report.moderation IS NOT NULL AND report.moderation = ANY (\($0.map(\.rawValue))::text[])" },
            filter.isOverdue.map { isOverdue in
                isOverdue
                    ? "report.due_at < (SELECT instant_now()) AND report.breach_at < (SELECT instant_now())"
                    : "report.breach_at >= (SELECT instant_now())"
            },
            filter.dueBefore.map { "report.due_at < \($0)" },
            filter.from.map { "report.created_at >= \($0)" },
            filter.to.map { "report.created_at < \($0)" },
            filter.updatedSince.map { "report.updated_at >= \($0)" },
        ]
        return parts.compactMap(\.self).reduce("") { "\($0)\n    AND \($1)" }
    }

    private static func isOne(of ids: [UUID], _ column: SQL) -> SQL {
        ids.count == 1 ? "\(column) = \(ids[0])" : "\(column) = ANY (\(ids))"
    }

    private static func condition(_ workers: [ReportWorker]) -> SQL {
        let accounts = workers.compactMap { if case .account(let id) = $0 { id } else { nil } }
        guard workers.contains(.nobody) else { return "report.assignee_id = ANY (\(accounts))" }
        return "(report.assignee_id = ANY (\(accounts)) OR (report.assignee_id IS NULL AND report.team_id IS NULL))"
    }

    private static func condition(_ concern: ReportConcern) -> SQL {
        switch concern {
        case .sentBack: "report.is_sent_back AND \(StaffReader.isNoticed)"
        case .awaitingApproval: "report.awaits IS NOT NULL AND \(StaffReader.isNoticed)"
        case .disputed: "report.is_disputed AND \(StaffReader.isNoticed)"
        case .askedForOpinion: "report.asked <> '{}'"
        case .flagged: "report.flags > 0"
        case .arrived: "report.is_arrived AND \(StaffReader.isUnread)"
        case .newMessage: "report.has_message AND \(StaffReader.isUnread)"
        case .held: "report.known_to <> '{}'"
        }
    }
}
