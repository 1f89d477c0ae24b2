package import Domain
package import FoundationEssentials
internal import Postgres

/// What closing a period led to.
package enum PeriodClosing: Sendable {
    case closed(ClosedPeriod)
    /// The same was closed before under its id.
    case replayed(ClosedPeriod)
    /// Another was.
    case idTaken
    /// It was closed before under another id.
    case closedBefore
    /// It is not over, or not everything in it is counted.
    case running
}

/// Keeps the figures of reporting periods. Nothing is changed or deleted.
package struct PeriodStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Closes a period with its figures as they stand, as `make` signs them at the last event counted and the database's time.
    package func close(
        _ period: ReportingPeriod,
        id: UUID,
        by editor: Editor,
        _ make: @Sendable (PeriodFigures, Int, PrincipalName, Instant) throws -> ClosedPeriod
    ) async throws(StoreError) -> PeriodClosing {
        try await storing {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let known = try connection.query(
                    "\(PeriodRows.query) WHERE id = \(id) OR name = \(period.name)",
                    as: PeriodRows.Columns.self
                )
                .map(PeriodRows.closed)
                if let same = known.first(where: { $0.id == id }) { return same.period == period ? .replayed(same) : .idTaken }
                if !known.isEmpty { return .closedBefore }
                let ground = try FigureGround.read(on: connection)
                guard ground.now >= period.period.end, try Self.isCounted(period, ground, on: connection) else { return .running }
                let (figures, position) = (try Self.figures(of: period, on: connection), Int(ground.cursor.position))
                let closed = try make(figures, position, person, ground.now)
                guard try connection.execute(PeriodRows.insert(closed)) == 1 else { return .closedBefore }
                try connection.audit(
                    AuditRecord(
                        AuditActor(person),
                        .periodClosed,
                        AuditObject(.reportingPeriod, period.name),
                        ["position": .number(position)]
                    )
                )
                return .closed(closed)
            }
        }
    }

    /// A closed period, its figures as they stand now, and how far those are counted; nil if it is not closed.
    package func compare(
        _ period: ReportingPeriod
    ) async throws(StoreError) -> (closed: ClosedPeriod, now: PeriodFigures, position: FigurePosition)? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let row = try connection.query("\(PeriodRows.query) WHERE name = \(period.name)", as: PeriodRows.Columns.self).first
                guard let row else { return nil }
                let figures = try Self.figures(of: period, on: connection)
                return (try PeriodRows.closed(row), figures, try FigureReader.position(on: connection))
            }
        }
    }

    /// The latest end first, of several the longest, at most `limit`, after one of them if told.
    package func list(after name: String?, limit: Int) async throws(StoreError) -> [ClosedPeriod] {
        try await reading {
            try await pool.query(
                """
                \(PeriodRows.query)
                WHERE \(name)::text IS NULL
                    OR (to_day, to_day - from_day, name) < (SELECT to_day, to_day - from_day, name FROM closed_period WHERE name = \(name))
                ORDER BY to_day DESC, to_day - from_day DESC, name DESC
                LIMIT \(limit)
                """,
                as: PeriodRows.Columns.self
            ).map(PeriodRows.closed)
        }
    }

    /// Whether all that happened in a period is counted, by the boundaries and calendars in force, and of every report that it may be of.
    private static func isCounted(_ period: ReportingPeriod, _ ground: FigureGround, on connection: isolated Connection) throws -> Bool {
        guard !ground.isRemapping, !ground.isRecounting else { return false }
        let end = period.period.end
        return try connection.query(
            """
            SELECT
                NOT EXISTS (SELECT FROM report_event WHERE position IS NULL AND at < \(end))
                AND NOT EXISTS (SELECT FROM report_event WHERE position > \(ground.cursor.position) AND at < \(end))
                AND NOT EXISTS (
                    SELECT
                    FROM figure_stale AS stale
                    JOIN report ON report.id = stale.report_id
                    WHERE report.created_at < \(end)
                )
            """,
            as: Bool.self
        ).first ?? false
    }

    private static func figures(of period: ReportingPeriod, on connection: isolated Connection) throws -> PeriodFigures {
        let rows = try connection.query(
            """
            SELECT
                figure.basis, grouping (slice.filed_unit_id, slice.today_unit_id, slice.category_id, slice.agency_id),
                coalesce(slice.filed_unit_id, slice.today_unit_id, slice.category_id, slice.agency_id)::text, figure.measure, figure.bucket,
                sum(figure.n)
            FROM figure_day AS figure
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE figure.day >= \(period.period.from.description)::text::date
                AND figure.day < \(period.period.to.description)::text::date
            GROUP BY
                figure.basis, figure.measure, figure.bucket,
                GROUPING SETS ((), (slice.filed_unit_id), (slice.today_unit_id), (slice.category_id), (slice.agency_id))
            """,
            as: (String, Int32, String?, String, Int16, Int).self
        )
        // PostgreSQL sets the bits of the columns that are not grouped by, the last column's lowest.
        let kinds: [Int32: String] = [7: "filed_unit", 11: "today_unit", 13: "category", 14: "agency", 15: "city"]
        return PeriodFigures(
            rows.reduce(into: [:]) { counts, row in
                let measure = row.4 == 0 ? row.3 : "\(row.3)/\(row.4)"
                counts[.init(basis: row.0, kind: kinds[row.1] ?? "city", object: row.2 ?? "-", measure: measure)] = row.5
            }
        )
    }
}
