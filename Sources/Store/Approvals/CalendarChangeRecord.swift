internal import Domain
internal import FoundationEssentials

/// A change of a calendar as JSON.
struct CalendarChangeRecord: Codable {
    struct Interval: Codable {
        let opens: Int
        let closes: Int
    }

    struct Day: Codable {
        let date: String
        let kind: String
        let hours: [Interval]
        let name: String
        let decision: String?
    }

    let calendar: String
    let unit: UUID?
    /// By ISO weekday.
    let week: [String: [Interval]]?
    /// Without it a week holds from the beginning.
    let weekFrom: String?
    let exceptions: [Day]?
    let firstDay: String?
    let lastDay: String?
    let nameVi: String?
    let nameEn: String?
    let source: String?

    init(_ change: CalendarChange) {
        calendar = change.calendar
        unit = change.unit
        week = change.week.map { week in Dictionary(uniqueKeysWithValues: week.map { ("\($0.key)", $0.value.map(Interval.init)) }) }
        weekFrom = change.weekFrom?.description
        exceptions = change.exceptions.map { days in days.sorted { $0.key < $1.key }.map(Day.init) }
        firstDay = change.firstDay?.description
        lastDay = change.lastDay?.description
        nameVi = change.nameVi
        nameEn = change.nameEn
        source = change.source
    }

    /// nil when any part of it cannot be read.
    var change: CalendarChange? {
        var change = CalendarChange(calendar: calendar, unit: unit)
        if let week {
            let days = week.compactMap { key, hours in Int(key).map { ($0, hours.map(\.interval)) } }
            guard days.count == week.count else { return nil }
            change.week = Dictionary(days) { first, _ in first }
            change.weekFrom = CivilDate(weekFrom ?? "1970-01-01")
            guard change.weekFrom != nil else { return nil }
        }
        if let exceptions {
            let days = exceptions.compactMap(\.exception)
            guard days.count == exceptions.count else { return nil }
            change.exceptions = Dictionary(days) { first, _ in first }
        }
        change.firstDay = firstDay.flatMap { CivilDate($0) }
        change.lastDay = lastDay.flatMap { CivilDate($0) }
        guard (change.firstDay == nil) == (firstDay == nil), (change.lastDay == nil) == (lastDay == nil) else { return nil }
        (change.nameVi, change.nameEn, change.source) = (nameVi, nameEn, source)
        return change
    }
}

extension CalendarChangeRecord.Interval {
    init(_ interval: DayInterval) {
        opens = interval.start
        closes = interval.end
    }

    var interval: DayInterval { DayInterval(start: opens, end: closes) }
}

extension CalendarChangeRecord.Day {
    init(_ day: (key: CivilDate, value: CalendarException)) {
        date = day.key.description
        kind = day.value.kind.rawValue
        hours = day.value.hours.map(CalendarChangeRecord.Interval.init)
        name = day.value.name
        decision = day.value.decision
    }

    var exception: (CivilDate, CalendarException)? {
        guard let date = CivilDate(date), let kind = CalendarException.Kind(rawValue: kind) else { return nil }
        return (date, CalendarException(kind: kind, hours: hours.map(\.interval), name: name, decision: decision))
    }
}
