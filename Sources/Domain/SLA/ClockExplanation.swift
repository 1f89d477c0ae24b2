package import FoundationEssentials

/// A clock made plain: which hours of which days counted or will count, which days did not and why, and what they sum to.
package struct ClockExplanation: Hashable, Sendable {
    /// A day within a stretch.
    package struct Day: Hashable, Sendable {
        /// Why no hour of the day counts, or why hours do that usually would not.
        package enum Note: Hashable, Sendable {
            /// A day like any other of its week.
            case ordinary
            /// A weekday on which nobody works.
            case closedWeekday
            /// A day with hours of its own; its name and decision say why.
            case exception(CalendarException)
            /// Worked, but before the stretch began or after it ended.
            case outsideHours
        }

        /// By the calendar's local time.
        package let date: CivilDate
        /// The hours that count, in seconds of the day; empty when none do.
        package let hours: [DayInterval]
        /// Why it is so.
        package let note: Note

        /// Working seconds of the day within the stretch.
        package var seconds: Int64 { hours.reduce(0) { $0 + Int64($1.end - $1.start) } }
    }

    /// A segment, day by day. The one that runs reaches to the due date, or to now when that is past.
    package struct Stretch: Hashable, Sendable {
        /// Included.
        package let start: Instant
        /// Not included.
        package let end: Instant
        /// Whether its working time counts.
        package let mode: ClockSegment.Mode
        /// Who was responsible throughout.
        package let agency: UUID
        /// Whether `end` is yet to come.
        package let isAhead: Bool
        /// In order; every day of the stretch.
        package let days: [Day]

        /// Working seconds of the stretch: the sum of its days.
        package var seconds: Int64 { days.reduce(0) { $0 + $1.seconds } }
    }

    /// The clock at `now`.
    package let clock: ReportClock
    /// The policy version in force for it.
    package let policy: SLAPolicy
    /// The instant of the explanation.
    package let now: Instant
    /// Working seconds used until `now`.
    package let usedSeconds: Int64
    /// Its life so far; those that run sum to `usedSeconds`, or up to the target where the last is ahead.
    package let stretches: [Stretch]
    /// What comes next, if nothing else happens.
    package let timers: [ClockTimer]

    /// Explains a clock of `ReportClocks.advanced(to: now)`.
    package init(_ clock: ReportClock, at now: Instant, by rules: SLARules) throws(SLAFault) {
        self.clock = clock
        self.now = now
        policy = try rules.policy(clock.policy)
        usedSeconds = try clock.usedSeconds(at: now, by: rules)
        timers = try clock.timers(by: rules)
        var stretches: [Stretch] = []
        for segment in clock.segments {
            let end = segment.end ?? max(now, clock.deadline?.due ?? now)
            stretches.append(
                Stretch(
                    start: segment.start,
                    end: end,
                    mode: segment.mode,
                    agency: segment.agency,
                    isAhead: end > now,
                    days: Self.days(of: try rules.calendar(segment.calendar).definition, from: segment.start, to: end)
                )
            )
        }
        self.stretches = stretches
    }

    private static func days(of calendar: CalendarDefinition, from start: Instant, to end: Instant) -> [Day] {
        let offset = calendar.utcOffsetSeconds
        let first = CivilDate(at: start, utcOffsetSeconds: offset)
        let last = CivilDate(at: end, utcOffsetSeconds: offset)
        return (first.daysSince1970...max(first, last).daysSince1970).compactMap { number in
            let date = CivilDate(daysSince1970: number)
            let midnight = date.midnight(utcOffsetSeconds: offset)
            let all = calendar.hours(on: date)
            let hours = all.compactMap { interval -> DayInterval? in
                let from = max(interval.start, Int(clamping: midnight.seconds(to: start)))
                let to = min(interval.end, Int(clamping: midnight.seconds(to: end)))
                return from < to ? DayInterval(start: from, end: to) : nil
            }
            // A stretch that ends as a day begins has nothing of that day.
            if date > first, end <= midnight { return nil }
            return Day(date: date, hours: hours, note: note(date, all, hours, calendar))
        }
    }

    private static func note(_ date: CivilDate, _ all: [DayInterval], _ hours: [DayInterval], _ calendar: CalendarDefinition) -> Day.Note {
        if let exception = calendar.exceptions[date] { return .exception(exception) }
        if all.isEmpty { return .closedWeekday }
        return hours.isEmpty ? .outsideHours : .ordinary
    }
}

extension ReportClocks {
    /// Every clock explained as of an instant, by cycle; those of the agencies only where asked for.
    package func explained(at now: Instant, withHandling: Bool = false, by rules: SLARules) throws(SLAFault) -> [ClockExplanation] {
        var explanations: [ClockExplanation] = []
        for clock in try advanced(to: now, by: rules).clocks {
            if case .handle = clock.kind, !withHandling { continue }
            explanations.append(try ClockExplanation(clock, at: now, by: rules))
        }
        return explanations
    }
}
