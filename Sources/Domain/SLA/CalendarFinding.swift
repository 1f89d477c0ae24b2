/// Something a check before publication found in a calendar.
package enum CalendarFinding: Hashable, Sendable {
    /// The UTC offset is beyond ±18 hours.
    case offsetOutOfRange
    /// The nominal working day is not within 1…86,400 seconds.
    case nominalDayOutOfRange
    /// A key of the week is not an ISO weekday 1…7.
    case unknownWeekday(Int)
    /// An interval is empty, reversed, or leaves its day (work past midnight is written as two intervals).
    case intervalOutsideDay(Place)
    /// The intervals of a day are not in order of time.
    case intervalsUnsorted(Place)
    /// Two intervals of a day overlap.
    case intervalsOverlap(Place)
    /// The first day covered is after the last.
    case horizonReversed
    /// More than `CalendarDefinition.longestHorizonDays` days are covered.
    case horizonTooLong
    /// Fewer than 200 days are left between now and the last day covered.
    case horizonTooNear(daysAhead: Int)
    /// Fewer than 400 days are left: official holidays are announced a year at a time.
    case horizonNear(daysAhead: Int)
    /// 31 days in a row without work, from this day on.
    case noWorkFor31Days(from: CivilDate)
    /// A `swap_work` day without its own `swap_off` day at most 60 days away.
    case swapUnpaired(CivilDate)
    /// A holiday, observed or swap_off day with hours, or a swap_work day without; a half day is `special`.
    case hoursContradictKind(CivilDate)
    /// The exception lies outside the days covered and has no effect.
    case exceptionOutsideHorizon(CivilDate)
    /// A year that no version before covered has not one holiday, though others have.
    case yearWithoutHolidays(Int)

    /// The day whose hours are meant.
    package enum Place: Hashable, Sendable {
        case weekday(Int)
        case date(CivilDate)
    }

    /// Whether the finding forbids publication; the others are warnings.
    package var isError: Bool {
        switch self {
        case .horizonNear, .exceptionOutsideHorizon: false
        default: true
        }
    }

    /// A stable code for clients.
    package var code: String {
        switch self {
        case .offsetOutOfRange: "offset_out_of_range"
        case .nominalDayOutOfRange: "nominal_day_out_of_range"
        case .unknownWeekday: "unknown_weekday"
        case .intervalOutsideDay: "interval_outside_day"
        case .intervalsUnsorted: "intervals_unsorted"
        case .intervalsOverlap: "intervals_overlap"
        case .horizonReversed: "horizon_reversed"
        case .horizonTooLong: "horizon_too_long"
        case .horizonTooNear: "horizon_too_near"
        case .horizonNear: "horizon_near"
        case .noWorkFor31Days: "no_work_for_31_days"
        case .swapUnpaired: "swap_unpaired"
        case .hoursContradictKind: "hours_contradict_kind"
        case .exceptionOutsideHorizon: "exception_outside_horizon"
        case .yearWithoutHolidays: "year_without_holidays"
        }
    }
}
