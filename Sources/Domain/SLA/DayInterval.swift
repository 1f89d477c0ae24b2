/// A half-open span `[start, end)` of local seconds of one day.
///
/// Drafts may hold any numbers; `CalendarDefinition.structuralFindings` names what is wrong with them.
package struct DayInterval: Hashable, Sendable {
    /// Seconds after local midnight.
    package let start: Int
    /// Seconds after local midnight, not included; 86,400 is the end of the day.
    package let end: Int

    /// Takes any numbers.
    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// 00:00–24:00, every day of which makes a calendar that never closes.
    package static let wholeDay = DayInterval(start: 0, end: 86_400)

    /// Whether `0 ≤ start < end ≤ 24:00`; work past midnight is written as two intervals.
    package var isWithinOneDay: Bool { 0 <= start && start < end && end <= 86_400 }
}
