import Domain
import Foundation
import Store
import Testing

@testable import Services

/// Figures in memory against sums over their rows.
@Suite struct FigureCubeTests {
    private static let units = [UUID(), UUID(), UUID()]
    private static let categories = [UUID(), UUID()]
    private static let position = FigurePosition(
        position: 1,
        eventAt: nil,
        revision: 1,
        changedAt: Instant(secondsSince1970: 0),
        hoursFrom: Instant(secondsSince1970: 0)
    )

    @Test func aSeriesIsSummedOverAnyStretch() {
        var generator = SplitMix64(seed: 8)
        var (series, days): (FigureSeries, [Int: Int]) = (FigureSeries(), [:])
        for _ in 0..<2_000 {
            let day = Int.random(in: 100..<160, using: &generator)
            if Int.random(in: 0..<10, using: &generator) == 0 {
                series.clear(day)
                days[day] = nil
            } else {
                let count = Int.random(in: -3...9, using: &generator)
                series.add(count, on: day)
                days[day, default: 0] += count
            }
            let from = Int.random(in: 90..<170, using: &generator)
            let stretch = from..<Int.random(in: from...170, using: &generator)
            #expect(series.sum(stretch) == days.filter { stretch.contains($0.key) }.values.reduce(0, +))
        }
        #expect(series.total == days.values.reduce(0, +))
    }

    private static func rows(of facts: [(day: Int, unit: Int, category: Int, measure: Measure)]) -> [FigureRow] {
        var counts: [FigureObject: [Int: [Measure: Int]]] = [:]
        for fact in facts {
            let isUnlisted = fact.category == 1
            for object in [
                FigureObject(.city, nil, isUnlisted: isUnlisted), FigureObject(.todayUnit, units[fact.unit], isUnlisted: isUnlisted),
                FigureObject(.category, categories[fact.category], isUnlisted: isUnlisted),
            ] {
                counts[object, default: [:]][fact.day, default: [:]][fact.measure, default: 0] += 1
            }
        }
        return counts.flatMap { object, days in
            days.flatMap { day, measures in
                measures.map { FigureRow(basis: .activity, day: day, series: object, measure: $0.key, bucket: 0, count: $0.value) }
            }
        }
    }

    @Test func figuresOfAnyObjectAreSumsOfItsRows() throws {
        var generator = SplitMix64(seed: 9)
        let measures: [Measure] = [.filed, .resolved, .met(.resolve)]
        let facts = (0..<500).map { _ in
            (
                day: Int.random(in: 100..<140, using: &generator), unit: Int.random(in: 0..<3, using: &generator),
                category: Int.random(in: 0..<2, using: &generator), measure: measures[Int.random(in: 0..<3, using: &generator)]
            )
        }
        var cube = FigureCube(days: 90..<1_000, unlisted: [Self.categories[1]])
        let days = (100..<140).map { (basis: FigureBasis.activity, day: $0) }
        // Read twice, as after a change: what there was is replaced.
        for _ in 0..<2 {
            cube.apply(FigureReading(position: Self.position, days: days, rows: Self.rows(of: facts), stocks: nil))
        }
        for _ in 0..<200 {
            let from = Int.random(in: 95..<145, using: &generator)
            let stretch = from..<Int.random(in: from...145, using: &generator)
            let inside = facts.filter { stretch.contains($0.day) }
            let city = try #require(cube.tallies(by: .city, FigureScope(), .activity, stretch))
            for measure in measures {
                #expect((city[nil] ?? Tally())[measure] == inside.count { $0.measure == measure })
            }
            var scope = FigureScope()
            scope.units = [Self.units[0], Self.units[2]]
            scope.leavingOut = [Self.categories[1]]
            let some = try #require(cube.tallies(by: .unit, scope, .activity, stretch))
            for (number, unit) in Self.units.enumerated() {
                let expected = number == 1 ? 0 : inside.count { $0.unit == number && $0.category == 0 && $0.measure == .filed }
                #expect((some[unit] ?? Tally())[.filed] == expected)
            }
        }
    }

    @Test func whatItDoesNotTellApartItDoesNotAnswer() {
        let cube = FigureCube(days: 90..<1_000, unlisted: [Self.categories[1]])
        var both = FigureScope()
        both.units = [Self.units[0]]
        both.categories = [Self.categories[0]]
        #expect(cube.tallies(by: .city, both, .activity, 100..<110) == nil)
        var unit = FigureScope()
        unit.units = [Self.units[0]]
        #expect(cube.tallies(by: .category, unit, .activity, 100..<110) == nil)
        #expect(cube.tallies(by: .unit, unit, .activity, 100..<110) == [:])
        #expect(cube.tallies(by: .unit, unit, .activity, 80..<110) == nil)
        #expect(cube.tallies(by: .channel, FigureScope(), .activity, 100..<110) == nil)
        #expect(cube.stock(.open, by: .city, both, .activity, 100..<110) == nil)
    }

    @Test func stocksAreWhatEnteredAndHasNotLeft() {
        var cube = FigureCube(days: 100..<1_000, unlisted: [])
        func row(_ day: Int, _ measure: Measure, _ count: Int) -> FigureRow {
            FigureRow(
                basis: .activity,
                day: day,
                series: FigureObject(.city, nil, isUnlisted: false),
                measure: measure,
                bucket: 0,
                count: count
            )
        }
        cube.apply(
            FigureReading(
                position: Self.position,
                days: [(.activity, 101), (.activity, 103)],
                rows: [row(101, .entered(.open), 5), row(103, .left(.open), 2)],
                stocks: [row(99, .entered(.open), 10), row(99, .left(.open), 4)]
            )
        )
        let stocks = [100, 101, 102, 103, 104, 900].map { cube.stock(.open, by: .city, FigureScope(), .activity, 90..<$0)?[nil] }
        #expect(stocks == [6, 6, 11, 11, 9, 9])
        // Nothing was filed in these days.
        #expect(cube.stock(.open, by: .city, FigureScope(), .cohort, 101..<104) == [:])
        #expect(cube.stock(.open, by: .city, FigureScope(), .activity, 90..<99) == nil)
    }

    @Test(arguments: [
        (FigureInterval.day, "2026-03-01", "2026-03-04", ["2026-03-01", "2026-03-02", "2026-03-03"]),
        (FigureInterval.week, "2026-02-28", "2026-03-12", ["2026-02-28", "2026-03-02", "2026-03-09"]),
        (FigureInterval.month, "2025-12-15", "2026-02-10", ["2025-12-15", "2026-01-01", "2026-02-01"]),
    ])
    func periodsAreCutAtMondaysAndMonths(interval: FigureInterval, from: String, to: String, starts: [String]) throws {
        let (first, end) = (try #require(CivilDate(from)), try #require(CivilDate(to)))
        let period = try #require(FigurePeriod(from: first, to: end))
        let stretches = interval.cut(period)
        #expect(stretches.map(\.from.description) == starts)
        #expect(stretches.last?.to == period.to && zip(stretches, stretches.dropFirst()).allSatisfy { $0.to == $1.from })
    }
}
