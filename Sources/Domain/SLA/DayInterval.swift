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

extension DayInterval {
    /// Reads `08:00-12:00 13:30-17:30`: sound intervals in order and apart; an empty text is no interval. nil for anything else.
    package static func list(_ text: String) -> [DayInterval]? {
        var hours: [DayInterval] = []
        for part in text.split(separator: " ") {
            guard let interval = DayInterval(clockTimes: String(part)), interval.start >= hours.last?.end ?? 0 else { return nil }
            hours.append(interval)
        }
        return hours
    }

    private init?(clockTimes text: String) {
        var digits = DigitReader(text)
        guard let start = Self.secondOfDay(&digits), digits.take("-") != nil, let end = Self.secondOfDay(&digits), digits.isAtEnd
        else { return nil }
        self.init(start: start, end: end)
        guard isWithinOneDay else { return nil }
    }

    private static func secondOfDay(_ digits: inout DigitReader) -> Int? {
        guard let hour = digits.number(digits: 2), digits.take(":") != nil, let minute = digits.number(digits: 2), minute < 60
        else { return nil }
        return hour * 3_600 + minute * 60
    }
}
