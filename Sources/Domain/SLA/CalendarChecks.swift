extension CalendarDefinition {
    /// Bounds the memory of an expanded calendar: 50 years of two intervals a day are under 1 MB.
    package static let longestHorizonDays = 18_300

    /// Everything to say before publication; it is allowed when no finding `isError`. Order is stable. `last` is the last day that the
    /// version before covers; nil: there is none.
    package func publishFindings(at now: Instant, after last: CivilDate?) -> [CalendarFinding] {
        let structure = structuralFindings()
        // Walking the days makes sense only over a sound horizon.
        guard structure.isEmpty else { return structure }
        return horizonFindings(at: now) + closedStretchFindings() + exceptionFindings() + yearFindings(after: last)
    }

    /// What makes the calendar impossible to compute with; empty for one that `WorkingCalendar` accepts.
    package func structuralFindings() -> [CalendarFinding] {
        var findings: [CalendarFinding] = []
        if !(-64_800...64_800).contains(utcOffsetSeconds) { findings.append(.offsetOutOfRange) }
        if !(1...86_400).contains(nominalDaySeconds) { findings.append(.nominalDayOutOfRange) }
        if firstDay > lastDay { findings.append(.horizonReversed) }
        if lastDay.daysSince1970 - firstDay.daysSince1970 >= Self.longestHorizonDays { findings.append(.horizonTooLong) }
        for (_, week) in weeks.templates(from: firstDay) {
            for (weekday, hours) in week.sorted(by: { $0.key < $1.key }) {
                let unknown: [CalendarFinding] = (1...7).contains(weekday) ? [] : [.unknownWeekday(weekday)]
                // What one template has from the one before is said once.
                findings += (unknown + Self.findings(in: hours, at: .weekday(weekday))).filter { !findings.contains($0) }
            }
        }
        for (date, exception) in sortedExceptions {
            findings += Self.findings(in: exception.hours, at: .date(date))
        }
        return findings
    }

    private var sortedExceptions: [(key: CivilDate, value: CalendarException)] {
        exceptions.sorted { $0.key < $1.key }
    }

    private static func findings(in hours: [DayInterval], at place: CalendarFinding.Place) -> [CalendarFinding] {
        guard hours.allSatisfy(\.isWithinOneDay) else { return [.intervalOutsideDay(place)] }
        let neighbours = zip(hours, hours.dropFirst())
        if neighbours.contains(where: { $0.start > $1.start }) { return [.intervalsUnsorted(place)] }
        if neighbours.contains(where: { $0.end > $1.start }) { return [.intervalsOverlap(place)] }
        return []
    }

    private func horizonFindings(at now: Instant) -> [CalendarFinding] {
        let today = CivilDate(at: now, utcOffsetSeconds: utcOffsetSeconds)
        let daysAhead = lastDay.daysSince1970 - today.daysSince1970
        return switch daysAhead {
        case ..<200: [.horizonTooNear(daysAhead: daysAhead)]
        case ..<400: [.horizonNear(daysAhead: daysAhead)]
        default: []
        }
    }

    private func closedStretchFindings() -> [CalendarFinding] {
        var findings: [CalendarFinding] = []
        var closedDays = 0
        for number in firstDay.daysSince1970...lastDay.daysSince1970 {
            let date = CivilDate(daysSince1970: number)
            closedDays = hours(on: date).isEmpty ? closedDays + 1 : 0
            if closedDays == 31 { findings.append(.noWorkFor31Days(from: date.adding(days: -30))) }
        }
        return findings
    }

    private func exceptionFindings() -> [CalendarFinding] {
        var findings: [CalendarFinding] = unpairedSwaps().map { .swapUnpaired($0) }
        for (date, exception) in sortedExceptions {
            if date < firstDay || date > lastDay { findings.append(.exceptionOutsideHorizon(date)) }
            if !exception.hoursFitKind { findings.append(.hoursContradictKind(date)) }
        }
        return findings
    }

    /// Years that come in without one holiday were forgotten, unless the calendar knows none at all.
    private func yearFindings(after last: CivilDate?) -> [CalendarFinding] {
        let years = Set(exceptions.filter { $0.value.kind == .holiday }.keys.map(\.year))
        let first = last?.adding(days: 1) ?? firstDay
        guard !years.isEmpty, first <= lastDay else { return [] }
        return (first.year...lastDay.year).filter { !years.contains($0) }.map { .yearWithoutHolidays($0) }
    }

    /// Decisions name the day worked for each day off; the calendar does not repeat that link, so pairs are
    /// made by count: each swap_work takes the earliest free swap_off at most 60 days before or after it.
    /// As all windows are equally wide, taking the earliest pairs as many days as any other choice.
    private func unpairedSwaps() -> [CivilDate] {
        var free = sortedExceptions.filter { $0.value.kind == .swapOff }.map(\.key.daysSince1970)[...]
        return sortedExceptions.filter { $0.value.kind == .swapWork }.map(\.key).filter { worked in
            let day = worked.daysSince1970
            free = free.drop { $0 < day - 60 }
            guard let off = free.first, off <= day + 60 else { return true }
            free.removeFirst()
            return false
        }
    }
}
