package import Domain
internal import FoundationEssentials
internal import Postgres

/// A report in a list.
package struct ListedReport: Sendable {
    /// Without what was reported.
    package let view: ReportView
    /// The beginning of what was reported.
    package let excerpt: String
    package let place: ReportPlace
    /// The first limit that runs out.
    package let due: Instant?
    /// Why it should be looked at twice.
    package let moderation: Moderation?
}

extension StaffReader {
    /// Characters of an excerpt.
    private static let excerpt = 200

    /// The next reports of a list after a place, at most `limit`.
    package func list(
        _ filter: ReportFilter,
        by order: ReportOrder,
        after place: ReportPlace?,
        limit: Int,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> [ListedReport] {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                var keys: [(UUID, Instant?, Instant?)] = []
                for walk in ListWalk.walks(order, after: place) where keys.count < limit {
                    keys += try connection.query(walk.query(filter, limit: limit - keys.count), as: (UUID, Instant?, Instant?).self)
                }
                let answers = try connection.pipeline([
                    TextRows.naming(keys.map(\.0)),
                    ReportReader.view(for: .staff, "report.id = ANY (\(keys.map(\.0)))"),
                    """
                    SELECT report.id, left(content.description, \(Self.excerpt)::integer), report.moderation
                    FROM report
                    JOIN report_content AS content ON content.report_id = report.id
                    WHERE report.id = ANY (\(keys.map(\.0)))
                    """,
                ])
                let views = Dictionary(uniqueKeysWithValues: try answers[1].decode(ViewRow.Columns.self).map { ($0.0, ViewRow($0)) })
                let contents = try answers[2].decode((UUID, String, String?).self)
                let excerpts = Dictionary(uniqueKeysWithValues: contents.map { ($0.0, (text: $0.1, moderation: $0.2)) })
                return try keys.map { id, at, due in
                    guard let view = views[id] else { throw StoreError.fault("view of a listed report") }
                    return ListedReport(
                        view: try view.view(own: nil, catalog: catalog),
                        excerpt: excerpts[id]?.text ?? "",
                        place: ReportPlace(at: at, id: id),
                        due: due,
                        moderation: excerpts[id]?.moderation.flatMap(Moderation.init)
                    )
                }
            }
        }
    }
}

/// One walk along an index of `report`. An order has one, or two where what has no limit stands last though the latest come first.
struct ListWalk {
    private enum Part {
        case all
        case limited
        case unlimited
    }

    private let order: ReportOrder
    private let part: Part
    private let place: ReportPlace?

    static func walks(_ order: ReportOrder, after place: ReportPlace?) -> [ListWalk] {
        guard order.key == .due, order.isReversed else { return [ListWalk(order: order, part: .all, place: place)] }
        let last = ListWalk(order: order, part: .unlimited, place: place?.at == nil ? place : nil)
        return place != nil && place?.at == nil ? [last] : [ListWalk(order: order, part: .limited, place: place), last]
    }

    /// The ids on the way, with the key of the order and the first limit that runs out.
    func query(_ filter: ReportFilter, limit: Int) -> SQL {
        let key = Self.column(order.key)
        return """
            SELECT report.id, nullif(\(key), 'infinity'), nullif(report.due_at, 'infinity')
            FROM report
            WHERE \(partition)\(beyond)\(Self.condition(filter))
            ORDER BY \(key)\(direction), report.id\(direction)
            LIMIT \(limit)
            """
    }

    private var direction: SQL { order.isReversed ? " DESC" : "" }

    private var partition: SQL {
        switch part {
        case .all: "true"
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

    /// One desk is compared as one, so that its own index is walked. What is overdue is due, which bounds the walk.
    private static func condition(_ filter: ReportFilter) -> SQL {
        let parts: [SQL?] = [
            filter.isPractice ? "report.is_training AND report.words_reduced_at IS NULL" : SQL.isCounted,
            filter.statuses.map { "report.status = ANY (\($0.map(\.rawValue))::text[])" },
            filter.units.map { "report.unit_id = ANY (\($0))" },
            filter.agencies.map { $0.count == 1 ? "report.agency_id = \($0[0])" : "report.agency_id = ANY (\($0))" },
            filter.categories.map { "report.category_id = ANY (\($0))" },
            filter.severities.map { "report.severity = ANY (\($0.map(\.rawValue))::text[])" },
            // Named besides, so that the index of these few is used.
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
}
