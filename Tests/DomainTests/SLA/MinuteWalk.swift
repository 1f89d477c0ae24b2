import Domain

/// Working time by the definition: one walk over all minutes of a calendar, each open or closed.
/// It shares nothing with `WorkingCalendar` but the data it reads.
struct MinuteWalk {
    let start: Int64
    /// Working minutes before each minute of the horizon, and in all of it at the end.
    private(set) var worked: [Int32] = [0]
    /// The first and the last minute at which so many minutes have been worked.
    private(set) var first: [Int32] = [0]
    private(set) var last: [Int32] = [0]

    init(_ calendar: CalendarDefinition) {
        start = Int64(calendar.firstDay.daysSince1970) * 86_400 - Int64(calendar.utcOffsetSeconds)
        var minute: Int32 = 0
        var total: Int32 = 0
        var week = calendar.weeks.first
        for day in calendar.firstDay.daysSince1970...calendar.lastDay.daysSince1970 {
            week = calendar.weeks.later[CivilDate(daysSince1970: day)] ?? week
            for isOpen in Self.minutes(of: day, in: week, calendar.exceptions) {
                minute += 1
                if isOpen {
                    total += 1
                    first.append(minute)
                    last.append(minute)
                } else {
                    last[Int(total)] = minute
                }
                worked.append(total)
            }
        }
    }

    var minutes: Int { worked.count - 1 }
    var total: Int { first.count - 1 }

    func instant(_ minute: Int) -> Instant {
        Instant(secondsSince1970: start + Int64(minute) * 60)
    }

    /// By `addL`; `nil` beyond the horizon.
    func due(after minute: Int, working: Int) -> Instant? {
        let goal = Int(worked[minute]) + working
        if working == 0 { return instant(minute) }
        return goal <= total ? instant(Int(first[goal])) : nil
    }

    /// By `addR`; `nil` where the horizon ends before the next opening.
    func breach(after minute: Int, working: Int) -> Instant? {
        let goal = Int(worked[minute]) + working
        return goal < total ? instant(Int(last[goal])) : nil
    }

    private static func minutes(of day: Int, in week: WorkingWeeks.Week, _ exceptions: [CivilDate: CalendarException]) -> [Bool] {
        let date = CivilDate(daysSince1970: day)
        let weekday = (day + 3) % 7 + 1
        let hours = exceptions[date].map(\.hours) ?? week[weekday, default: []]
        var open = [Bool](repeating: false, count: 1_440)
        for interval in hours {
            for minute in interval.start / 60..<interval.end / 60 { open[minute] = true }
        }
        return open
    }
}
