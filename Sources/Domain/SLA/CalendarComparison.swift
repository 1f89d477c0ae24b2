/// What a new version of a calendar changes, day by day.
package struct CalendarComparison: Hashable, Sendable {
    /// A day on which the two versions differ.
    package struct Day: Hashable, Sendable {
        /// The day, by the local time of the new version.
        package let date: CivilDate
        /// Hours before; nil when the older version did not reach the day.
        package let before: [DayInterval]?
        /// Hours after; nil when the newer version no longer reaches the day.
        package let after: [DayInterval]?
    }

    /// How the change may come into force (R15).
    package enum Kind: Hashable, Sendable {
        /// No day's hours differ.
        case unchanged
        /// Only days after the publication differ: what has been counted stays right.
        case futureDated
        /// What has been counted changes: needs a reason and a second person.
        case correction
    }

    /// Days whose hours differ, in order. Other names or decisions for the same hours are no difference.
    package let days: [Day]
    private let utcOffsetSeconds: Int

    /// Compares a version with the one after it; with another UTC offset every worked day differs.
    package init(from older: CalendarDefinition, to newer: CalendarDefinition) {
        let first = min(older.firstDay, newer.firstDay).daysSince1970
        let last = max(older.lastDay, newer.lastDay).daysSince1970
        let sameOffset = older.utcOffsetSeconds == newer.utcOffsetSeconds
        days =
            first > last
            ? []
            : (first...last).compactMap { number in
                let date = CivilDate(daysSince1970: number)
                let (before, after) = (older.knownHours(on: date), newer.knownHours(on: date))
                if before == after, sameOffset || before?.isEmpty ?? true { return nil }
                return Day(date: date, before: before, after: after)
            }
        utcOffsetSeconds = newer.utcOffsetSeconds
    }

    /// What the change is when it is published at an instant.
    package func kind(publishedAt now: Instant) -> Kind {
        guard let first = days.first else { return .unchanged }
        return first.date > CivilDate(at: now, utcOffsetSeconds: utcOffsetSeconds) ? .futureDated : .correction
    }
}

extension CalendarDefinition {
    fileprivate func knownHours(on date: CivilDate) -> [DayInterval]? {
        firstDay <= date && date <= lastDay ? hours(on: date) : nil
    }
}
