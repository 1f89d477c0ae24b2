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
                let rows = try connection.query(Self.state(period), as: (Instant, Int, Bool).self)
                guard let (now, position, isCounted) = rows.first, now >= period.period.end, isCounted else { return .running }
                let closed = try make(try Self.figures(of: period, on: connection), position, person, now)
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

    /// A closed period, its figures as they stand now, and the last event counted in them; nil if it is not closed.
    package func compare(
        _ period: ReportingPeriod
    ) async throws(StoreError) -> (closed: ClosedPeriod, now: PeriodFigures, position: Int)? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let row = try connection.query("\(PeriodRows.query) WHERE name = \(period.name)", as: PeriodRows.Columns.self).first
                guard let row, let position = try connection.query("SELECT position FROM figure_cursor", as: Int.self).first else {
                    return nil
                }
                return (try PeriodRows.closed(row), try Self.figures(of: period, on: connection), position)
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

    /// The present instant, the last event counted, and whether all that happened in a period is.
    private static func state(_ period: ReportingPeriod) -> SQL {
        """
        SELECT
            instant_now(), position,
            NOT EXISTS (SELECT FROM report_event WHERE report_event.position IS NULL AND at < \(period.period.end))
                AND NOT EXISTS (
                    SELECT
                    FROM report_event
                    WHERE report_event.position > figure_cursor.position
                        AND at < \(period.period.end)
                )
        FROM figure_cursor
        """
    }

    private static func figures(of period: ReportingPeriod, on connection: isolated Connection) throws -> PeriodFigures {
        let rows = try connection.query(
            """
            SELECT
                figure.basis, grouping (slice.today_unit_id, slice.category_id, slice.agency_id),
                coalesce(slice.today_unit_id, slice.category_id, slice.agency_id)::text, figure.measure, figure.bucket, sum(figure.n)
            FROM figure_day AS figure
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE figure.day >= \(period.period.from.description)::text::date
                AND figure.day < \(period.period.to.description)::text::date
            GROUP BY
                figure.basis, figure.measure, figure.bucket,
                GROUPING SETS ((), (slice.today_unit_id), (slice.category_id), (slice.agency_id))
            """,
            as: (String, Int32, String?, String, Int16, Int).self
        )
        // PostgreSQL sets the bits of the columns that are not grouped by, the last column's lowest.
        let kinds: [Int32: String] = [3: "unit", 5: "category", 6: "agency", 7: "city"]
        return PeriodFigures(
            rows.reduce(into: [:]) { counts, row in
                let measure = row.4 == 0 ? row.3 : "\(row.3)/\(row.4)"
                counts[.init(basis: row.0, kind: kinds[row.1] ?? "city", object: row.2 ?? "-", measure: measure)] = row.5
            }
        )
    }
}
