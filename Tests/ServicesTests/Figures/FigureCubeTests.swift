import Domain
import Foundation
import RandomTesting
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
            let count = max(0, Int.random(in: -3...9, using: &generator))
            series.set(count, on: day)
            days[day] = count
            let from = Int.random(in: 90..<170, using: &generator)
            let stretch = from..<Int.random(in: from...170, using: &generator)
            #expect(series.sum(stretch) == days.filter { stretch.contains($0.key) }.values.reduce(0, +))
            let ends = (0..<6).map { _ in Int.random(in: 90..<170, using: &generator) }.sorted()
            let stretches = zip(ends, ends.dropFirst()).map { $0..<$1 }
            var sums = stretches.map { _ in 0 }
            series.sums(stretches) { sums[$0] += $1 }
            #expect(sums == stretches.map(series.sum))
        }
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
            cube.apply(FigureReading(position: Self.position, days: days, rows: Self.rows(of: facts)))
        }
        for _ in 0..<200 {
            let from = Int.random(in: 95..<145, using: &generator)
            let stretch = from..<Int.random(in: from...145, using: &generator)
            let inside = facts.filter { stretch.contains($0.day) }
            #expect(cube.tells(.city, FigureScope()))
            let city = cube.tallies(by: .city, FigureScope(), .activity, [stretch])[0]
            for measure in measures {
                #expect((city[nil] ?? Tally())[measure] == inside.count { $0.measure == measure })
            }
            var scope = FigureScope()
            scope.units = [Self.units[0], Self.units[2]]
            scope.leavingOut = [Self.categories[1]]
            #expect(cube.tells(.unit, scope))
            let some = cube.tallies(by: .unit, scope, .activity, [stretch])[0]
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
        var unit = FigureScope()
        unit.units = [Self.units[0]]
        #expect(!cube.tells(.city, both) && !cube.tells(.category, unit) && cube.tells(.unit, unit))
        #expect(!cube.tells(.channel, FigureScope()) && !cube.tells(.severity, FigureScope()))
        var urgent = FigureScope()
        urgent.severity = .urgent
        #expect(!cube.tells(.city, urgent))
        var others = FigureScope()
        others.leavingOut = [Self.categories[0]]
        #expect(!cube.tells(.unit, others))
        // Days before its own are for the database.
        func queries(_ scope: FigureScope, _ days: Range<Int>) -> Int {
            FigureLookup(dimension: .city, scope: scope, basis: .activity, stretches: [days]).queries(cube).count
        }
        #expect(queries(FigureScope(), 90..<110) == 0 && queries(FigureScope(), 80..<110) == 1)
        #expect(queries(FigureScope(), 70..<80) == 2 && queries(both, 90..<110) == 2)
        #expect(queries(unit, 90..<110) == 0)
    }

    /// Days that are read anew and changes that are added come to the same, durations among them.
    @Test func whatIsAddedIsAsIfItWereReadAnew() {
        var generator = SplitMix64(seed: 10)
        let measures: [Measure] = [.filed, .used(.resolve)]
        var (anew, added) = (FigureCube(days: 90..<1_000, unlisted: []), FigureCube(days: 90..<1_000, unlisted: []))
        var counts: [FigureRow: Int] = [:]
        for _ in 0..<200 {
            let additions = (0..<5).map { _ in
                let measure = measures[Int.random(in: 0..<2, using: &generator)]
                let row = FigureRow(
                    basis: FigureBasis.allCases[Int.random(in: 0..<2, using: &generator)],
                    day: Int.random(in: 100..<110, using: &generator),
                    series: FigureObject(.todayUnit, Self.units[Int.random(in: 0..<3, using: &generator)], isUnlisted: false),
                    measure: measure,
                    bucket: measure.isDuration ? Int.random(in: 0..<4, using: &generator) : 0,
                    count: 0
                )
                let count = max(-counts[row, default: 0], Int.random(in: -2...3, using: &generator))
                counts[row, default: 0] += count
                return row.times(count)
            }
            added.apply(FigureReading(position: Self.position, additions: additions))
            let changed = Set(additions.map { FigureDay(basis: $0.basis, day: $0.day) })
            let rows = counts.filter { changed.contains(FigureDay(basis: $0.key.basis, day: $0.key.day)) && $0.value > 0 }
            anew.apply(
                FigureReading(
                    position: Self.position,
                    days: changed.map { ($0.basis, $0.day) },
                    rows: rows.map { $0.key.times($0.value) }
                )
            )
            let days = (100..<110).map { $0..<$0 + 1 }
            for basis in FigureBasis.allCases {
                let told = added.tallies(by: .unit, FigureScope(), basis, days)
                #expect(told == anew.tallies(by: .unit, FigureScope(), basis, days))
            }
        }
        let days = counts.filter { $0.key.basis == .cohort && $0.key.measure.isDuration }.values.reduce(0, +)
        let told = added.tallies(by: .city, Self.units(Self.units), .cohort, [90..<200])[0][nil]?.durations(.resolve).total
        #expect(told == days && days > 0)
    }

    private struct FigureDay: Hashable {
        let basis: FigureBasis
        let day: Int
    }

    private static func units(_ units: [UUID]) -> FigureScope {
        var scope = FigureScope()
        scope.units = Set(units)
        return scope
    }

    @Test func aCopyKeepsWhatItHad() {
        var cube = FigureCube(days: 90..<1_000, unlisted: [])
        func reading(_ count: Int?) -> FigureReading {
            let object = FigureObject(.city, nil, isUnlisted: false)
            let row = count.map { FigureRow(basis: .activity, day: 100, series: object, measure: .filed, bucket: 0, count: $0) }
            return FigureReading(position: Self.position, days: [(.activity, 100)], rows: row.map { [$0] } ?? [])
        }
        func filed(_ cube: FigureCube) -> Int {
            (cube.tallies(by: .city, FigureScope(), .activity, [90..<110])[0][nil] ?? Tally())[.filed]
        }
        cube.apply(reading(3))
        let copy = cube
        cube.apply(reading(5))
        #expect(filed(copy) == 3 && filed(cube) == 5)
        cube.apply(reading(nil))
        #expect(filed(copy) == 3 && filed(cube) == 0)
        #expect(cube.tallies(by: .city, FigureScope(), .activity, [90..<110]) == [[:]])
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
                days: [(.activity, 99), (.activity, 101), (.activity, 103)],
                rows: [
                    row(99, .entered(.open), 10), row(99, .left(.open), 4), row(101, .entered(.open), 5), row(103, .left(.open), 2),
                ]
            )
        )
        func open(_ basis: FigureBasis, _ stretches: [Range<Int>]) -> [Int] {
            FigureLookup(dimension: .city, scope: FigureScope(), basis: basis, stretches: stretches).sets(cube, [])
                .map { ($0[nil] ?? FigureSet()).open }
        }
        #expect(open(.activity, [100..<101, 101..<102, 102..<103, 103..<104, 104..<900]) == [6, 11, 11, 9, 9])
        #expect(open(.activity, [100..<103]) == [11] && open(.activity, [901..<902]) == [9])
        // Nothing was filed in these days.
        #expect(open(.cohort, [101..<104]) == [0])
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

extension FigureRow {
    fileprivate func times(_ count: Int) -> FigureRow {
        FigureRow(basis: basis, day: day, series: series, measure: measure, bucket: bucket, count: count)
    }
}
