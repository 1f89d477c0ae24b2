internal import Domain
internal import FoundationEssentials
internal import Store

/// Figures in memory, a series of days for each object and measure. Pure: who holds it keeps it apart from other threads.
struct FigureCube {
    /// What a series is of.
    private struct Object: Hashable {
        let basis: FigureBasis
        let object: FigureObject
    }

    /// Durations of the whole city, by their bucket.
    private struct Length: Hashable {
        let basis: FigureBasis
        let clock: MeasuredClock
        let isUnlisted: Bool
        let bucket: Int
    }

    private static let places = Dictionary(uniqueKeysWithValues: Measure.allCases.enumerated().map { ($1, $0) })

    /// The days it has; what is before them is in the database alone, but for stocks.
    let days: Range<Int>
    /// Categories that are never listed in public.
    let unlisted: Set<UUID>
    /// By the place of the measure.
    private var series: [Object: [FigureSeries]] = [:]
    private var lengths: [Length: FigureSeries] = [:]

    init(days: Range<Int>, unlisted: Set<UUID>) {
        self.days = days
        self.unlisted = unlisted
    }

    /// Takes what has changed for what there was.
    mutating func apply(_ reading: FigureReading) {
        for (basis, day) in reading.days { clear(day, basis) }
        if reading.stocks != nil { for basis in FigureBasis.allCases { clear(days.lowerBound - 1, basis) } }
        for row in reading.rows { add(row) }
        for row in reading.stocks ?? [] { add(row) }
    }

    /// What was counted in a stretch of days, for each object of a dimension within a scope; nil where only the database knows: of days
    /// that are not here, and where a scope cuts two ways. Durations are told of the whole city alone, and left out of all else.
    func tallies(by dimension: FigureDimension, _ scope: FigureScope, _ basis: FigureBasis, _ stretch: Range<Int>) -> [UUID?: Tally]? {
        guard stretch.lowerBound >= days.lowerBound, let objects = objects(dimension, scope, basis) else { return nil }
        var tallies: [UUID?: Tally] = [:]
        for (key, object) in objects {
            guard let ofMeasures = series[object] else { continue }
            for (place, measure) in Measure.allCases.enumerated() {
                let count = ofMeasures[place].sum(stretch)
                if count != 0 { tallies[key, default: Tally()].add(count, of: measure) }
            }
        }
        if dimension == .city, scope.isWhole {
            for (length, series) in lengths where length.basis == basis && !(length.isUnlisted && !scope.leavingOut.isEmpty) {
                let count = series.sum(stretch)
                if count != 0 { tallies[nil, default: Tally()].add(count, of: .used(length.clock), bucket: length.bucket) }
            }
        }
        return tallies
    }

    /// What there was of a stock at the end of a stretch of days, for each object of a dimension; of a cohort what there is of those filed in
    /// it. nil as of `tallies`.
    func stock(
        _ stock: FigureStock,
        by dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ stretch: Range<Int>
    ) -> [UUID?: Int]? {
        let counted = basis == .activity ? Int.min..<stretch.upperBound : stretch
        guard stretch.upperBound >= days.lowerBound, basis == .activity || stretch.lowerBound >= days.lowerBound,
            let objects = objects(dimension, scope, basis), let (entered, left) = Self.moves(stock)
        else { return nil }
        return objects.reduce(into: [:]) { stocks, entry in
            guard let series = series[entry.object] else { return }
            stocks[entry.key, default: 0] += series[entered].sum(counted) - series[left].sum(counted)
        }
    }

    private static func moves(_ stock: FigureStock) -> (Int, Int)? {
        guard let entered = places[.entered(stock)], let left = places[.left(stock)] else { return nil }
        return (entered, left)
    }

    /// Each object with what it is counted for.
    private func objects(
        _ dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis
    ) -> [(key: UUID?, object: Object)]? {
        guard scope.leavingOut.isEmpty || scope.leavingOut == unlisted else { return nil }
        let unitKind: FigureObject.Kind = scope.era == .today ? .todayUnit : .filedUnit
        let cuts: [(kind: FigureObject.Kind, ids: Set<UUID>)] =
            [scope.units.map { (unitKind, $0) }, scope.categories.map { (.category, $0) }, scope.agencies.map { (.agency, $0) }]
            .compactMap(\.self)
        let kind: FigureObject.Kind
        switch dimension {
        case .city: kind = cuts.first?.kind ?? .city
        case .unit: kind = unitKind
        case .category: kind = .category
        case .agency: kind = .agency
        case .severity, .channel: return nil
        }
        guard cuts.count <= 1, cuts.allSatisfy({ $0.kind == kind }) else { return nil }
        let ids = cuts.first?.ids
        return series.keys.filter { entry in
            entry.basis == basis && entry.object.kind == kind && (scope.leavingOut.isEmpty || !entry.object.isUnlisted)
                && (ids.map { ids in entry.object.id.map(ids.contains) ?? false } ?? true)
        }
        .map { (key: dimension == .city ? nil : $0.object.id, object: $0) }
    }

    private mutating func clear(_ day: Int, _ basis: FigureBasis) {
        // Of copies of the keys: while the keys themselves are gone through every series would be copied when it changes.
        for object in Array(series.keys) where object.basis == basis {
            for place in Measure.allCases.indices { series[object]?[place].clear(day) }
        }
        for length in Array(lengths.keys) where length.basis == basis { lengths[length]?.clear(day) }
    }

    private mutating func add(_ row: FigureRow) {
        if case .used(let clock) = row.measure {
            let length = Length(basis: row.basis, clock: clock, isUnlisted: row.series.isUnlisted, bucket: row.bucket)
            lengths[length, default: FigureSeries()].add(row.count, on: row.day)
        } else if let place = Self.places[row.measure] {
            let object = Object(basis: row.basis, object: row.series)
            series[object, default: Array(repeating: FigureSeries(), count: Measure.allCases.count)][place].add(row.count, on: row.day)
        }
    }
}
