package import Domain
package import FoundationEssentials
internal import Postgres

/// A report in a list.
package struct ListedReport: Sendable {
    /// Without what was reported, and without attachments.
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
    /// Reports that say something are looked up one by one if there are no more than so many; what more say is soon met on the way.
    static let mostFound = 4_000
    /// Where they are likely to be rare they are looked up at once, if they are no more than so many.
    static let mostRare = 500
    /// Reports passed on the way to a page, or eight for each row of a long one: where none of them says what many others do, the next page goes
    /// on behind them.
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
                let (rows, passed) = try Self.rows(filter, saying: search, by: order, after: place, limit: limit, for: desk, on: connection)
                let reports = try ListPage(rows, by: order).read(for: desk, catalog, isLast: entry == nil, on: connection)
                if let entry { try connection.audit(entry(reports)) }
                return (reports, passed)
            }
        }
    }

    /// Those of a search by their ids, once it is known which they are: many are looked at for each that is found.
    private static func rows(
        _ filter: ReportFilter,
        saying search: ReportSearch?,
        by order: ReportOrder,
        after place: ReportPlace?,
        limit: Int,
        for desk: UUID,
        on connection: isolated Connection
    ) throws -> (rows: [ListedRow], passed: ReportPlace?) {
        let walks = ListWalk.walks(filter, by: order, after: place)
        guard let search else {
            var rows: [ListedRow] = []
            for walk in walks where rows.count < limit {
                let query = walk.query(filter, ListedRow.columns(for: desk), limit: limit - rows.count)
                rows += try connection.query(query).map(ListedRow.init)
            }
            return (rows, nil)
        }
        var (wanted, keys, passed): (ListSearch, [ListWalk.Key], ReportPlace?) = (ListSearch(search, in: filter), [], nil)
        for walk in walks where keys.count < limit && passed == nil {
            let met = try walk.keys(filter, &wanted, limit: limit - keys.count, on: connection)
            keys += met.keys
            passed = met.passed
        }
        let ids = keys.map(\.id)
        let rows = ids.isEmpty ? [] : try connection.query(ListedRow.query(ids, for: desk)).map(ListedRow.init)
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        return (rows.sorted { places[$0.report.id, default: 0] < places[$1.report.id, default: 0] }, passed)
    }
}

/// One walk along an index of `report`. An order has one, or two where what has no limit stands last though the latest come first, or where
/// all that is open would stand before what is at its end.
struct ListWalk {
    /// A report on the way, with the key of the order.
    typealias Key = (id: UUID, at: Instant?)

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

    /// What is found of a search. What is likely to be rare is looked up at once. Else a first stretch of the way shows how soon the page is
    /// full: if not soon, it is looked up after all, or met on the way where it is too much, until too many were passed: then with the last of
    /// them.
    func keys(
        _ filter: ReportFilter,
        _ wanted: inout ListSearch,
        limit: Int,
        on connection: isolated Connection
    ) throws -> (keys: [Key], passed: ReportPlace?) {
        if wanted.way == nil, let most = wanted.mostAtOnce { try wanted.lookUp(most: most, on: connection) }
        var (found, walk, stretch, passed): ([Key], ListWalk, Int, Int) = ([], self, max(2 * limit, Self.firstStretch), 0)
        while true {
            switch wanted.way {
            case .from(let source): return (try next(filter, source, limit: limit, on: connection), nil)
            case .nothing: return ([], nil)
            case .met, nil: break
            }
            let met = try walk.next(filter, "report", limit: stretch, on: connection)
            let saying = try wanted.among(met.map(\.id), on: connection)
            found += met.filter { saying.contains($0.id) }
            guard found.count < limit, met.count == stretch, let last = met.last else { return (Array(found.prefix(limit)), nil) }
            passed += met.count
            let place = ReportPlace(at: last.at, id: last.id)
            if passed >= max(StaffReader.mostPassed, 8 * limit) { return (found, place) }
            // At this rate the page is full before so many have been passed as would be looked up, which takes longer. A few among the
            // first are too few to tell.
            let isSoonFull = found.count * StaffReader.mostFound >= limit * passed
            let isTold = found.isEmpty || passed >= min(8 * limit, StaffReader.mostFound)
            if wanted.way == nil, isTold, !isSoonFull { try wanted.lookUp(most: StaffReader.mostFound, on: connection) }
            walk = ListWalk(order: order, part: part, place: place)
            stretch = Self.stretch(after: stretch, missing: limit - found.count, found: found.count, of: passed)
        }
    }

    /// At least: of a page of one or two reports as many would tell nothing.
    static let firstStretch = 100

    /// A quarter more than what is missing takes at the rate of before; at least twice the last one, as words are said at some times more
    /// than at others and another look costs as much as some hundred reports, and at most four times. None beyond the most that is looked
    /// up, but as long as the first.
    static func stretch(after last: Int, missing: Int, found: Int, of passed: Int) -> Int {
        let likely = found > 0 ? missing * passed * 5 / (4 * found) : .max
        return min(max(likely, 2 * last), 4 * last, max(last, StaffReader.mostFound))
    }

    private func next(_ filter: ReportFilter, _ source: SQL, limit: Int, on connection: isolated Connection) throws -> [Key] {
        let columns: SQL = "report.id, nullif(\(Self.column(order.key)), 'infinity')"
        return try connection.query(query(filter, columns, from: source, limit: limit), as: (UUID, Instant?).self)
            .map { (id: $0.0, at: $0.1) }
    }

    /// Columns of the reports on the way.
    func query(_ filter: ReportFilter, _ columns: SQL, from source: SQL = "report", limit: Int) -> SQL {
        let key = Self.column(order.key)
        return """
            SELECT \(columns)
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
