internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Writes by how much figures change.
struct FigureDayWrite {
    private let counts: FigureCounts
    private let slices: [FigureSlice: Int]

    /// `slices` tells the numbers of all slices named.
    init(_ counts: FigureCounts, _ slices: [FigureSlice: Int]) {
        self.counts = counts
        self.slices = slices
    }

    /// At most six; none where nothing changes.
    func statements(_ revision: Int64) throws -> [SQL] {
        let more = counts.days.filter { $0.value > 0 }
        let fewer = counts.days.filter { $0.value < 0 }
        let moreHours = counts.hours.filter { $0.value > 0 }
        let fewerHours = counts.hours.filter { $0.value < 0 }
        var statements: [SQL] = []
        if !more.isEmpty { statements.append(Self.addDays(try rows(more))) }
        if !fewer.isEmpty { statements.append(Self.takeDays(try rows(fewer))) }
        if !moreHours.isEmpty { statements.append(Self.addHours(try rows(moreHours))) }
        if !fewerHours.isEmpty { statements.append(Self.takeHours(try rows(fewerHours))) }
        if !counts.days.isEmpty {
            statements.append(Self.change(counts.changedDays, revision))
            statements.append(try FigureChange.keep(counts.days, slices, revision))
        }
        return statements
    }

    /// As a set of rows `change (basis, day, slice_id, measure, bucket, n)`, `n` being how many more or fewer.
    private func rows(_ days: [FigureCounts.Day: Int]) throws -> SQL {
        let keys = Array(days.keys)
        return """
            unnest(
                \(keys.map(\.basis.rawValue))::text[], \(keys.map(\.day.description))::date[],
                \(try keys.map { try slices.number($0.slice) })::integer[], \(keys.map(\.measure.rawValue))::text[],
                \(keys.map(\.bucket))::smallint[], \(keys.map { abs(days[$0] ?? 0) })::integer[]
            ) AS change (basis, day, slice_id, measure, bucket, n)
            """
    }

    /// As a set of rows `change (hour, slice_id, measure, bucket, n)`.
    private func rows(_ hours: [FigureCounts.Hour: Int]) throws -> SQL {
        let keys = Array(hours.keys)
        return """
            unnest(
                \(keys.map(\.hour)), \(try keys.map { try slices.number($0.slice) })::integer[], \(keys.map(\.measure.rawValue))::text[],
                \(keys.map(\.bucket))::smallint[], \(keys.map { abs(hours[$0] ?? 0) })::integer[]
            ) AS change (hour, slice_id, measure, bucket, n)
            """
    }

    private static func addDays(_ rows: SQL) -> SQL {
        """
        INSERT INTO figure_day AS kept (basis, day, slice_id, measure, bucket, n)
        SELECT basis, day, slice_id, measure, bucket, n
        FROM \(rows)
        ON CONFLICT (basis, day, slice_id, measure, bucket) DO UPDATE
        SET n = kept.n + excluded.n
        """
    }

    private static func addHours(_ rows: SQL) -> SQL {
        """
        INSERT INTO figure_hour AS kept (hour, slice_id, measure, bucket, n)
        SELECT hour, slice_id, measure, bucket, n
        FROM \(rows)
        ON CONFLICT (hour, slice_id, measure, bucket) DO UPDATE
        SET n = kept.n + excluded.n
        """
    }

    /// What comes to nothing goes. Never less than nothing: where rows were lost, reconciliation says so, and counting goes on.
    private static func takeDays(_ rows: SQL) -> SQL {
        """
        WITH change AS MATERIALIZED (SELECT * FROM \(rows)),
        gone AS (
            DELETE FROM figure_day AS kept
            USING change
            WHERE (kept.basis, kept.day, kept.slice_id, kept.measure, kept.bucket)
                    = (change.basis, change.day, change.slice_id, change.measure, change.bucket)
                AND kept.n <= change.n
        )
        UPDATE figure_day AS kept
        SET n = kept.n - change.n
        FROM change
        WHERE (kept.basis, kept.day, kept.slice_id, kept.measure, kept.bucket)
                = (change.basis, change.day, change.slice_id, change.measure, change.bucket)
            AND kept.n > change.n
        """
    }

    private static func takeHours(_ rows: SQL) -> SQL {
        """
        WITH change AS MATERIALIZED (SELECT * FROM \(rows)),
        gone AS (
            DELETE FROM figure_hour AS kept
            USING change
            WHERE (kept.hour, kept.slice_id, kept.measure, kept.bucket) = (change.hour, change.slice_id, change.measure, change.bucket)
                AND kept.n <= change.n
        )
        UPDATE figure_hour AS kept
        SET n = kept.n - change.n
        FROM change
        WHERE (kept.hour, kept.slice_id, kept.measure, kept.bucket) = (change.hour, change.slice_id, change.measure, change.bucket)
            AND kept.n > change.n
        """
    }

    /// Notes of days that they changed.
    static func change(_ days: Set<FigureCounts.ChangedDay>, _ revision: Int64) -> SQL {
        let days = Array(days)
        return """
            INSERT INTO figure_changed_day (basis, day, revision)
            SELECT basis, day, \(revision)
            FROM unnest(\(days.map(\.basis.rawValue))::text[], \(days.map(\.day.description))::date[]) AS changed (basis, day)
            ON CONFLICT (basis, day) DO UPDATE SET revision = excluded.revision
            """
    }
}
