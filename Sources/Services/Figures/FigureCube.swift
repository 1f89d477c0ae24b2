internal import Domain
internal import FoundationEssentials
internal import Store

/// Figures in memory, a series of days for each object and measure. Pure: a copy shares all that is not changed in it.
struct FigureCube: Sendable {
    /// What series are of.
    private struct Name: Hashable {
        let basis: FigureBasis
        let object: FigureObject
    }

    /// Names of a kind.
    private struct Kind: Hashable {
        let basis: FigureBasis
        let kind: FigureObject.Kind
    }

    private struct Day: Hashable {
        let basis: FigureBasis
        let day: Int
    }

    /// Which series of which object.
    private struct Place: Hashable {
        let object: Int
        let series: Int
    }

    /// The days that are held by themselves; of those before only stocks are.
    let days: Range<Int>
    /// Categories that are never listed in public.
    let unlisted: Set<UUID>
    private var objects: [FigureCubeObject] = []
    private var places: [Name: Int] = [:]
    private var ofKind: [Kind: [Int]] = [:]
    /// The days of which there may be anything.
    private var filledDays: Set<Day> = []

    init(days: Range<Int>, unlisted: Set<UUID>) {
        self.days = days
        self.unlisted = unlisted
    }

    /// Takes days as they are now for what there was of them, and adds what has come.
    mutating func apply(_ reading: FigureReading) {
        let rows = Dictionary(grouping: reading.rows) { Day(basis: $0.basis, day: $0.day) }
        for (basis, number) in reading.days {
            let day = Day(basis: basis, day: number)
            replace(day, by: rows[day] ?? [])
        }
        for row in reading.additions { add(row) }
    }

    /// How many counts of days are others than they are.
    func differences(from reading: FigureReading) -> Int {
        let rows = Dictionary(grouping: reading.rows) { Day(basis: $0.basis, day: $0.day) }
        return reading.days.reduce(0) { differences, changed in
            let day = Day(basis: changed.basis, day: changed.day)
            var left = Set(filledPlaces(on: day))
            let different = (rows[day] ?? []).count { row in
                guard let place = knownPlace(of: row) else { return row.count != 0 }
                left.remove(place)
                return count(on: day, place) != row.count
            }
            return differences + different + left.count
        }
    }

    /// Whether it tells apart what is asked; where it does not only the database knows.
    func tells(_ dimension: FigureDimension, _ scope: FigureScope) -> Bool {
        cut(dimension, scope) != nil && (scope.leavingOut.isEmpty || scope.leavingOut == unlisted)
    }

    /// What was counted in stretches of days, one behind the other, for each object of a dimension within a scope that it tells apart.
    func tallies(
        by dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ stretches: [Range<Int>]
    ) -> [[UUID?: Tally]] {
        var tallies = stretches.map { _ in [UUID?: Tally]() }
        for (key, object) in selected(dimension, scope, basis) {
            var own = stretches.map { _ in Tally() }
            for counted in object.series {
                counted.days.sums(stretches) { stretch, count in
                    if count != 0 { own[stretch].add(count, of: counted.measure, bucket: counted.bucket) }
                }
            }
            for (stretch, tally) in own.enumerated() where !tally.isEmpty { tallies[stretch][key, default: Tally()].add(tally) }
        }
        return tallies
    }

    /// What entered stocks and left them before a day, for each object of a dimension within a scope that it tells apart.
    func moves(by dimension: FigureDimension, _ scope: FigureScope, _ basis: FigureBasis, before day: Int) -> [UUID?: Tally] {
        selected(dimension, scope, basis).reduce(into: [:]) { moves, entry in
            for counted in entry.object.series where counted.measure.isMove {
                let count = counted.days.sum(before: day)
                if count != 0 { moves[entry.key, default: Tally()].add(count, of: counted.measure) }
            }
        }
    }

    /// The kind of objects that answer, and which of them if not all; nil where a scope cuts two ways, or by what no series is kept of.
    private func cut(_ dimension: FigureDimension, _ scope: FigureScope) -> (kind: FigureObject.Kind, ids: Set<UUID?>?)? {
        guard scope.severity == nil, scope.channel == nil else { return nil }
        let unitKind: FigureObject.Kind = scope.era == .today ? .todayUnit : .filedUnit
        func cut(_ kind: FigureObject.Kind, _ ids: Set<UUID>?) -> (FigureObject.Kind, Set<UUID?>)? {
            ids.map { (kind, Set($0.map(Optional.some))) }
        }
        let cuts: [(kind: FigureObject.Kind, ids: Set<UUID?>)] = [
            cut(unitKind, scope.units), scope.isOfUnknownUnit ? (unitKind, [nil]) : nil, cut(.category, scope.categories),
            cut(.agency, scope.agencies),
        ].compactMap(\.self)
        let kind: FigureObject.Kind
        switch dimension {
        case .city: kind = cuts.first?.kind ?? .city
        case .unit: kind = unitKind
        case .category: kind = .category
        case .agency: kind = .agency
        case .severity, .channel: return nil
        }
        guard cuts.count <= 1, cuts.allSatisfy({ $0.kind == kind }) else { return nil }
        return (kind, cuts.first?.ids)
    }

    /// Each object with what it is counted for.
    private func selected(
        _ dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis
    ) -> [(key: UUID?, object: FigureCubeObject)] {
        guard let (kind, ids) = cut(dimension, scope) else { return [] }
        return (ofKind[Kind(basis: basis, kind: kind)] ?? []).map { objects[$0] }
            .filter { (scope.leavingOut.isEmpty || !$0.object.isUnlisted) && ids?.contains($0.object.id) != false }
            .map { (key: dimension == .city ? nil : $0.object.id, object: $0) }
    }

    private mutating func replace(_ day: Day, by rows: [FigureRow]) {
        let there = Set(
            rows.map { row in
                let place = place(of: row)
                set(row.count, on: day, place)
                return place
            }
        )
        if filledDays.contains(day) {
            for place in filledPlaces(on: day) where !there.contains(place) { set(0, on: day, place) }
        }
        filledDays.insert(day)
    }

    private mutating func add(_ row: FigureRow) {
        let (day, place) = (Day(basis: row.basis, day: row.day), place(of: row))
        set(count(on: day, place) + row.count, on: day, place)
        filledDays.insert(day)
    }

    private func count(on day: Day, _ place: Place) -> Int {
        objects[place.object].series[place.series].days.sum(day.day..<day.day + 1)
    }

    /// What is as it was is not touched: else all of its object would be copied.
    private mutating func set(_ count: Int, on day: Day, _ place: Place) {
        guard self.count(on: day, place) != count else { return }
        objects[place.object].series[place.series].days.set(count, on: day.day)
    }

    private func filledPlaces(on day: Day) -> [Place] {
        ofKind.filter { $0.key.basis == day.basis }.values.joined().flatMap { object in
            objects[object].series.indices.lazy.map { Place(object: object, series: $0) }.filter { count(on: day, $0) != 0 }
        }
    }

    private func knownPlace(of row: FigureRow) -> Place? {
        guard let object = places[Name(basis: row.basis, object: row.series)] else { return nil }
        return objects[object].knownPlace(of: row.measure, bucket: row.bucket).map { Place(object: object, series: $0) }
    }

    private mutating func place(of row: FigureRow) -> Place {
        let name = Name(basis: row.basis, object: row.series)
        let object = places[name] ?? objects.count
        if object == objects.count {
            places[name] = object
            objects.append(FigureCubeObject(object: row.series))
            ofKind[Kind(basis: row.basis, kind: row.series.kind), default: []].append(object)
        }
        let series = objects[object].place(of: row.measure, bucket: row.bucket)
        return Place(object: object, series: series)
    }
}

/// The series of an object: one for each measure that was counted, of durations one for each bucket.
struct FigureCubeObject: Sendable {
    struct Series: Sendable {
        let measure: Measure
        let bucket: Int
        var days = FigureSeries()
    }

    private struct Name: Hashable {
        let measure: Measure
        let bucket: Int
    }

    let object: FigureObject
    fileprivate(set) var series: [Series] = []
    private var places: [Name: Int] = [:]

    init(object: FigureObject) {
        self.object = object
    }

    /// Where a series is; nil if there is none.
    fileprivate func knownPlace(of measure: Measure, bucket: Int) -> Int? {
        places[Name(measure: measure, bucket: bucket)]
    }

    /// Where a series is, a new one if there was none.
    fileprivate mutating func place(of measure: Measure, bucket: Int) -> Int {
        if let place = knownPlace(of: measure, bucket: bucket) { return place }
        places[Name(measure: measure, bucket: bucket)] = series.count
        series.append(Series(measure: measure, bucket: bucket))
        return series.count - 1
    }
}

extension Measure {
    /// Whether it tells how a stock changes.
    fileprivate var isMove: Bool {
        switch self {
        case .entered, .left: true
        default: false
        }
    }
}
