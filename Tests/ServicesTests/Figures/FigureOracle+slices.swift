import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

extension FigureOracle {
    /// A question for a figure; what is nil is not asked for.
    struct Slice {
        let basis: FigureBasis
        let measure: Measure
        let from: CivilDate
        let to: CivilDate
        var filedUnit: UUID?
        var todayUnit: UUID?
        var agency: UUID?
        var category: UUID?
        var channel: String?
    }

    /// One like those of some fact, so that there is mostly something to count.
    func randomSlice(_ random: inout some RandomNumberGenerator) async throws -> Slice {
        let rows = try await database.pool(.superuser).query(
            """
            SELECT
                measure, filed_unit, today_unit, agency_id, category, channel, extract(epoch FROM at)::bigint, extract(epoch FROM filed_at)::bigint
            FROM oracle_fact
            ORDER BY report_id, measure
            OFFSET \(Int.random(in: 0..<1_000_000, using: &random)) % (SELECT count(*) FROM oracle_fact)
            LIMIT 1
            """,
            as: (String, UUID?, UUID?, UUID, UUID, String, Int64, Int64).self
        )
        let row = try #require(rows.first)
        let basis = FigureBasis.allCases[Int.random(in: 0...1, using: &random)]
        let day = HanoiDay(containing: Instant(secondsSince1970: basis == .activity ? row.6 : row.7)).date
        var slice = Slice(
            basis: basis,
            measure: try #require(Measure(rawValue: row.0)),
            from: day.adding(days: -Int.random(in: 0...20, using: &random)),
            to: day.adding(days: Int.random(in: 1...20, using: &random))
        )
        switch Int.random(in: 0..<3, using: &random) {
        case 0: slice.filedUnit = row.1
        case 1: slice.todayUnit = row.2
        default: break
        }
        if Bool.random(using: &random) { slice.agency = row.3 }
        if Bool.random(using: &random) { slice.category = row.4 }
        if Bool.random(using: &random) { slice.channel = row.5 }
        return slice
    }

    /// By the figures.
    func kept(_ slice: Slice) async throws -> Histogram {
        let rows = try await database.pool(.superuser).query(
            """
            SELECT day.bucket, sum(day.n)::bigint
            FROM figure_day AS day
            JOIN figure_slice AS slice ON slice.id = day.slice_id
            WHERE day.basis = \(slice.basis.rawValue)
                AND day.measure = \(slice.measure.rawValue)
                AND day.day >= \(slice.from.description)::date
                AND day.day < \(slice.to.description)::date
                AND (\(slice.filedUnit) IS NULL OR slice.filed_unit_id = \(slice.filedUnit))
                AND (\(slice.todayUnit) IS NULL OR slice.today_unit_id = \(slice.todayUnit))
                AND (\(slice.agency) IS NULL OR slice.agency_id = \(slice.agency))
                AND (\(slice.category) IS NULL OR slice.category_id = \(slice.category))
                AND (\(slice.channel)::text IS NULL OR slice.channel = \(slice.channel))
            GROUP BY day.bucket
            """,
            as: (Int, Int).self
        )
        return rows.reduce(into: Histogram()) { $0.add($1.1, inBucket: $1.0) }
    }

    /// By the facts: how long each was, in order; those that are no durations 0.
    func should(_ slice: Slice) async throws -> [Int] {
        try await database.pool(.superuser).query(
            """
            SELECT coalesce(fact.seconds, 0)
            FROM oracle_fact AS fact
            WHERE fact.measure = \(slice.measure.rawValue)
                AND CASE \(slice.basis.rawValue)::text WHEN 'activity' THEN fact.at ELSE fact.filed_at END
                    >= \(slice.from.description)::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
                AND CASE \(slice.basis.rawValue)::text WHEN 'activity' THEN fact.at ELSE fact.filed_at END
                    < \(slice.to.description)::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
                AND (\(slice.filedUnit) IS NULL OR fact.filed_unit = \(slice.filedUnit))
                AND (\(slice.todayUnit) IS NULL OR fact.today_unit = \(slice.todayUnit))
                AND (\(slice.agency) IS NULL OR fact.agency_id = \(slice.agency))
                AND (\(slice.category) IS NULL OR fact.category = \(slice.category))
                AND (\(slice.channel)::text IS NULL OR fact.channel = \(slice.channel))
            ORDER BY 1
            """,
            as: Int.self
        )
    }
}
