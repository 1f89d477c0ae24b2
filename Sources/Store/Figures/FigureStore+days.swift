package import Domain
internal import FoundationEssentials
internal import Postgres

extension FigureStore {
    /// A row of figures that is not the number of its facts; `should` nil: there are none.
    private typealias Difference = (slice: Int, measure: String, bucket: Int, should: Int?)

    /// The days that have figures or should have, both included; nil: none.
    package func days() async throws(StoreError) -> ClosedRange<CivilDate>? {
        try await reading {
            let bounds = try await pool.query(
                """
                SELECT
                    least(
                        (SELECT min(day) FROM figure_day WHERE basis = 'activity'), (SELECT min(day) FROM figure_day WHERE basis = 'cohort'),
                        (SELECT \(Self.day("min(filed_at)")) FROM figure_report)
                    )::text,
                    greatest(
                        (SELECT max(day) FROM figure_day WHERE basis = 'activity'), (SELECT max(day) FROM figure_day WHERE basis = 'cohort'),
                        \(Self.day("instant_now()"))
                    )::text
                """,
                as: (String?, String?).self
            ).first
            guard let first = bounds?.0.flatMap(CivilDate.init), let last = bounds?.1.flatMap(CivilDate.init) else { return nil }
            return first...max(first, last)
        }
    }

    /// Compares a day's figures with the facts, and if asked makes them the same. Without a repair nothing is locked, and all reads see one
    /// moment.
    package func compareDay(_ date: CivilDate, repair: Bool) async throws(StoreError) -> [FigureDrift] {
        try await storing {
            try await pool.withTransaction(isolation: repair ? .readCommitted : .repeatableRead) { connection in
                if repair { try connection.execute("SELECT pg_advisory_xact_lock(\(AdvisoryLock.figures))") }
                var cursor = try FigureCursor.read(on: connection)
                var drifts: [FigureDrift] = []
                cursor.revision += 1
                for basis in FigureBasis.allCases {
                    let rows = try connection.query(Self.dayQuery(basis, date), as: (Int, String, Int, Int?).self)
                        .map { Difference(slice: $0.0, measure: $0.1, bucket: $0.2, should: $0.3) }
                    guard !rows.isEmpty else { continue }
                    drifts.append(.day(basis, date, rows: rows.count))
                    if repair { _ = try connection.pipeline(Self.mendDay(basis, date, rows, cursor.revision)) }
                }
                let hours = try connection.query(Self.hoursQuery(date, from: cursor.hoursFrom), as: Int.self).first ?? 0
                if hours > 0 {
                    drifts.append(.hours(date, rows: hours))
                    if repair { _ = try connection.pipeline(Self.mendHours(date, from: cursor.hoursFrom, cursor.revision)) }
                }
                if repair, !drifts.isEmpty { try connection.execute(cursor.update(eventAt: nil)) }
                return drifts
            }
        }
    }

    /// A cohort's facts report by report: reading all there are looks cheaper to the planner than it is while they are few.
    static func dayQuery(_ basis: FigureBasis, _ date: CivilDate) -> SQL {
        let day = HanoiDay(date)
        let facts: SQL =
            switch basis {
            case .activity: "figure_fact AS fact WHERE \(happened(in: day))"
            case .cohort:
                """
                figure_report AS kept
                CROSS JOIN LATERAL (
                    SELECT slice_id, measure, bucket FROM figure_fact WHERE report_id = kept.report_id OFFSET 0
                ) AS fact
                WHERE kept.filed_at >= \(day.from)
                    AND kept.filed_at < \(day.to)
                """
            }
        return """
            SELECT slice_id, measure, bucket, should.n
            FROM (
                SELECT fact.slice_id, fact.measure, fact.bucket, count(*)::integer AS n
                FROM \(facts)
                GROUP BY fact.slice_id, fact.measure, fact.bucket
            ) AS should
            FULL JOIN (
                SELECT slice_id, measure, bucket, n
                FROM figure_day
                WHERE basis = \(basis.rawValue)
                    AND day = \(date.description)::date
            ) AS kept USING (slice_id, measure, bucket)
            WHERE should.n IS DISTINCT FROM kept.n
            """
    }

    /// By the index of facts, one measure after another.
    private static func happened(in day: HanoiDay) -> SQL {
        "fact.measure = ANY (\(Measure.allCases.map(\.rawValue))) AND fact.at >= \(day.from) AND fact.at < \(day.to)"
    }

    /// How many rows of a day's hours differ.
    static func hoursQuery(_ date: CivilDate, from first: Instant) -> SQL {
        """
        SELECT count(*)
        FROM (\(hours(of: date, from: first))) AS should
        FULL JOIN (
            SELECT hour, slice_id, measure, bucket, n
            FROM figure_hour
            WHERE hour >= \(HanoiDay(date).from)
                AND hour < \(HanoiDay(date).to)
        ) AS kept USING (hour, slice_id, measure, bucket)
        WHERE should.n IS DISTINCT FROM kept.n
        """
    }

    private static func hours(of date: CivilDate, from first: Instant) -> SQL {
        """
        SELECT date_trunc('hour', fact.at, 'UTC') AS hour, fact.slice_id, fact.measure, fact.bucket, count(*)::integer AS n
        FROM figure_fact AS fact
        WHERE \(happened(in: HanoiDay(date)))
            AND fact.at >= \(first)
        GROUP BY date_trunc('hour', fact.at, 'UTC'), fact.slice_id, fact.measure, fact.bucket
        """
    }

    private static func mendDay(_ basis: FigureBasis, _ date: CivilDate, _ rows: [Difference], _ revision: Int64) -> [SQL] {
        let named: SQL = """
            unnest(
                \(rows.map(\.slice))::integer[], \(rows.map(\.measure))::text[], \(rows.map(\.bucket))::smallint[],
                \(rows.map(\.should))::integer[]
            ) AS should (slice_id, measure, bucket, n)
            """
        return [
            """
            DELETE FROM figure_day AS kept
            USING \(named)
            WHERE kept.basis = \(basis.rawValue)
                AND kept.day = \(date.description)::date
                AND (kept.slice_id, kept.measure, kept.bucket) = (should.slice_id, should.measure, should.bucket)
                AND should.n IS NULL
            """,
            """
            INSERT INTO figure_day (basis, day, slice_id, measure, bucket, n)
            SELECT \(basis.rawValue), \(date.description)::date, slice_id, measure, bucket, n
            FROM \(named)
            WHERE n IS NOT NULL
            ON CONFLICT (basis, day, slice_id, measure, bucket) DO UPDATE SET n = excluded.n
            """,
            FigureDayWrite.change([FigureCounts.ChangedDay(basis: basis, day: date)], revision),
        ]
    }

    private static func mendHours(_ date: CivilDate, from first: Instant, _ revision: Int64) -> [SQL] {
        [
            "DELETE FROM figure_hour WHERE hour >= \(HanoiDay(date).from) AND hour < \(HanoiDay(date).to)",
            """
            INSERT INTO figure_hour (hour, slice_id, measure, bucket, n)
            \(hours(of: date, from: first))
            """,
            FigureDayWrite.change([FigureCounts.ChangedDay(basis: .activity, day: date)], revision),
        ]
    }

    private static func day(_ instant: SQL) -> SQL { "(\(instant) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date" }
}
