/// One version of a working calendar as it is written down: week, exceptions, and the days it covers.
package struct CalendarDefinition: Hashable, Sendable {
    /// What people call the calendar.
    package var name: String
    /// Local time minus UTC; constant over the whole calendar.
    package var utcOffsetSeconds: Int
    /// What "one working day" is worth when a limit is stated in days.
    package var nominalDaySeconds: Int64
    /// Working hours by weekday; one that is missing is closed.
    package var weeks: WorkingWeeks
    /// Days whose hours differ from the week. An exception replaces the whole day.
    package var exceptions: [CivilDate: CalendarException]
    /// First civil day covered.
    package var firstDay: CivilDate
    /// Last civil day covered.
    package var lastDay: CivilDate

    /// Takes anything; `structuralFindings` and `publishFindings(at:after:)` judge it.
    package init(
        name: String,
        utcOffsetSeconds: Int = HanoiDay.utcOffsetSeconds,
        nominalDaySeconds: Int64,
        week: WorkingWeeks.Week,
        laterWeeks: [CivilDate: WorkingWeeks.Week] = [:],
        exceptions: [CivilDate: CalendarException] = [:],
        firstDay: CivilDate,
        lastDay: CivilDate
    ) {
        self.name = name
        self.utcOffsetSeconds = utcOffsetSeconds
        self.nominalDaySeconds = nominalDaySeconds
        weeks = WorkingWeeks(week, later: laterWeeks)
        self.exceptions = exceptions
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The hours worked on a day, whether or not the calendar covers it; empty when closed.
    package func hours(on date: CivilDate) -> [DayInterval] {
        exceptions[date]?.hours ?? weeks.week(on: date)[date.weekday] ?? []
    }

    /// This calendar of the city with the changes of one unit laid over it. From strongest to weakest:
    /// unit exception, city exception, unit week, city week.
    package func applying(_ overlay: CalendarOverlay) -> CalendarDefinition {
        var merged = self
        merged.weeks = weeks.overlaid(with: overlay.weeks)
        merged.exceptions.merge(overlay.exceptions) { _, unit in unit }
        return merged
    }
}

/// A day whose hours differ from the week.
package struct CalendarException: Hashable, Sendable {
    /// Why the day is exceptional; raw values are stored.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A public holiday (Labour Code 2019, article 112).
        case holiday
        /// The day off given for a holiday that falls on a weekend (article 111, clause 3).
        case observed
        /// A working day made free, its work done on a `swapWork` day.
        case swapOff = "swap_off"
        /// A day off that is worked instead of a `swapOff` day (*làm bù*).
        case swapWork = "swap_work"
        /// Anything else, half days included.
        case special
    }

    /// Why the day is exceptional.
    package let kind: Kind
    /// The hours worked instead of the week's; empty when closed.
    package let hours: [DayInterval]
    /// What people call the day.
    package let name: String
    /// Number of the decision or notice that ordered it.
    package let decision: String?

    /// Closed unless hours are given.
    package init(kind: Kind, hours: [DayInterval] = [], name: String, decision: String? = nil) {
        self.kind = kind
        self.hours = hours
        self.name = name
        self.decision = decision
    }

    /// Whether a day off is closed and a day worked instead is not; a half day is `special`.
    package var hoursFitKind: Bool {
        switch kind {
        case .holiday, .observed, .swapOff: hours.isEmpty
        case .swapWork: !hours.isEmpty
        case .special: true
        }
    }
}

/// What one unit does differently from the city's calendar.
package struct CalendarOverlay: Hashable, Sendable {
    /// Hours by weekday; one that is missing keeps the city's hours, an empty list closes it.
    package let weeks: WorkingWeeks
    /// Days on which the unit differs, also from the city's exceptions.
    package let exceptions: [CivilDate: CalendarException]

    /// Changes nothing unless told.
    package init(
        week: WorkingWeeks.Week = [:],
        laterWeeks: [CivilDate: WorkingWeeks.Week] = [:],
        exceptions: [CivilDate: CalendarException] = [:]
    ) {
        self.init(weeks: WorkingWeeks(week, later: laterWeeks), exceptions: exceptions)
    }

    init(weeks: WorkingWeeks, exceptions: [CivilDate: CalendarException]) {
        self.weeks = weeks
        self.exceptions = exceptions
    }
}
