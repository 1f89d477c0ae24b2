/// What came of publishing a change of a calendar.
package enum CalendarPublication: Hashable, Sendable {
    /// Such a version is there already; nothing was done.
    case unchanged
    /// The checks forbid it; nothing was done.
    case unfit(CalendarReview)
    /// It is in force, and open clocks are being counted anew.
    case published(CalendarVersion, CalendarReview)
    /// It changes days already counted: it waits for a second person.
    case proposed(Approval, CalendarReview)
}
