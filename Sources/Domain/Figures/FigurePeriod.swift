/// Whole days in Hanoi: the first, and all before the last one named.
package struct FigurePeriod: Hashable, Sendable {
    /// Days it may have at most: twenty years.
    package static let mostDays = 7_305
    /// Days there are unless told.
    package static let standardDays = 30

    package let from: CivilDate
    /// The first day it does not contain.
    package let to: CivilDate

    /// nil unless it has a day, and no more than `mostDays`.
    package init?(from: CivilDate, to: CivilDate) {
        guard (1...Self.mostDays).contains(to.daysSince1970 - from.daysSince1970) else { return nil }
        (self.from, self.to) = (from, to)
    }

    /// The last full days before one.
    package init(endingBefore day: CivilDate, days: Int = standardDays) {
        (from, to) = (day.adding(days: -max(days, 1)), day)
    }

    /// How many.
    package var days: Int { to.daysSince1970 - from.daysSince1970 }

    /// As many days just before.
    package var before: FigurePeriod { FigurePeriod(endingBefore: from, days: days) }

    /// Its first instant.
    package var start: Instant { HanoiDay(from).from }

    /// The first instant after it.
    package var end: Instant { HanoiDay(to).from }

    /// As days since 1970.
    package var dayNumbers: Range<Int> { from.daysSince1970..<to.daysSince1970 }
}
