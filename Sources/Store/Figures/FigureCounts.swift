internal import Domain
internal import FoundationEssentials

/// By how much figures change; what comes to nothing is no change.
struct FigureCounts: Sendable {
    /// A row of `figure_day`.
    struct Day: Hashable, Sendable {
        let basis: FigureBasis
        let day: CivilDate
        let slice: FigureSlice
        let measure: Measure
        let bucket: Int
    }

    /// A row of `figure_hour`.
    struct Hour: Hashable, Sendable {
        let hour: Instant
        let slice: FigureSlice
        let measure: Measure
        let bucket: Int
    }

    private(set) var days: [Day: Int] = [:]
    private(set) var hours: [Hour: Int] = [:]
    /// Earlier hours are not kept.
    private let hoursFrom: Instant

    init(hoursFrom: Instant) {
        self.hoursFrom = hoursFrom
    }

    /// Counts the facts of a report so often: once, or once less.
    mutating func add(_ facts: [FigureRecord.CountedFact], filedAt: Instant, times: Int) {
        let filed = HanoiDay(containing: filedAt).date
        for counted in facts {
            let fact = counted.fact
            add(.activity, HanoiDay(containing: fact.at).date, counted, times)
            add(.cohort, filed, counted, times)
            guard fact.at >= hoursFrom else { continue }
            let hour = Hour(hour: fact.at.hour, slice: counted.slice, measure: fact.measure, bucket: counted.bucket)
            let sum = hours[hour, default: 0] + times
            hours[hour] = sum == 0 ? nil : sum
        }
    }

    private mutating func add(_ basis: FigureBasis, _ day: CivilDate, _ counted: FigureRecord.CountedFact, _ times: Int) {
        let row = Day(basis: basis, day: day, slice: counted.slice, measure: counted.fact.measure, bucket: counted.bucket)
        let sum = days[row, default: 0] + times
        days[row] = sum == 0 ? nil : sum
    }

    /// The days of which anything changes.
    var changedDays: Set<ChangedDay> {
        Set(days.keys.map { ChangedDay(basis: $0.basis, day: $0.day) })
    }

    /// A day by one way of counting.
    struct ChangedDay: Hashable {
        let basis: FigureBasis
        let day: CivilDate
    }
}

extension Instant {
    /// The beginning of its hour, which is the same in Hanoi.
    fileprivate var hour: Instant {
        let past = secondsSince1970 % 3_600
        return adding(seconds: past < 0 ? -past - 3_600 : -past)
    }
}
