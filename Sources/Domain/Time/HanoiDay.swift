/// A civil day in Hanoi as the half-open range of instants `[from, to)`.
///
/// Vietnam has kept UTC+7 without summer time since 1975-06-13, so the offset is a constant here.
package struct HanoiDay: Hashable, Sendable {
    /// +07:00.
    package static let utcOffsetSeconds = 25_200

    /// The civil day.
    package let date: CivilDate

    /// The day of that date.
    package init(_ date: CivilDate) {
        self.date = date
    }

    /// The day on which an instant falls.
    package init(containing instant: Instant) {
        date = CivilDate(at: instant, utcOffsetSeconds: Self.utcOffsetSeconds)
    }

    /// 00:00 of the day.
    package var from: Instant { date.midnight(utcOffsetSeconds: Self.utcOffsetSeconds) }

    /// 00:00 of the next day; the day does not contain it.
    package var to: Instant { from.adding(seconds: 86_400) }
}
