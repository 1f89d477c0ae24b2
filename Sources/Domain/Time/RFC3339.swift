extension Instant {
    /// Reads an RFC 3339 date-time, which must carry `Z` or a numeric offset.
    ///
    /// Fractions of a second are cut off; `t` and `z` may be lower case; `-00:00` is UTC. A leap second
    /// (`:60`) is read as `:59` where one can be, in the last minute of a UTC day, and refused elsewhere.
    /// `nil` for anything else, for years outside 0001–9999 and for instants outside `earliest…latest`.
    package init?(rfc3339 text: String) {
        var digits = DigitReader(text)
        guard let date = digits.date(), digits.take("T", "t") != nil,
            let hour = digits.number(digits: 2), hour < 24, digits.take(":") != nil,
            let minute = digits.number(digits: 2), minute < 60, digits.take(":") != nil,
            let second = digits.number(digits: 2), second <= 60
        else { return nil }
        if digits.take(".") != nil, !digits.skipDigits() { return nil }
        guard let offset = Self.offset(&digits), digits.isAtEnd else { return nil }

        let minuteStart = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3_600 + minute * 60 - offset)
        if second == 60, (minuteStart + 60) % 86_400 != 0 { return nil }
        let seconds = minuteStart + Int64(min(second, 59))
        self.init(secondsSince1970: seconds)
        guard secondsSince1970 == seconds else { return nil }
    }

    /// The RFC 3339 form at +07:00, whole seconds: `2026-02-13T16:30:00+07:00`.
    package var rfc3339: String {
        let date = CivilDate(at: self, utcOffsetSeconds: HanoiDay.utcOffsetSeconds)
        let time = Int(date.midnight(utcOffsetSeconds: HanoiDay.utcOffsetSeconds).seconds(to: self))
        let numbers = [date.year / 100, date.year % 100, date.month, date.day, time / 3_600, time / 60 % 60, time % 60]
        // Lists hold hundreds of instants: joining texts of the parts took eight times as long.
        return String(unsafeUninitializedCapacity: Self.pattern.utf8CodeUnitCount) { text in
            Self.pattern.withUTF8Buffer { _ = text.initialize(from: $0) }
            for (number, place) in zip(numbers, [0, 2, 5, 8, 11, 14, 17]) {
                text[place] += UInt8(number / 10)
                text[place + 1] += UInt8(number % 10)
            }
            return Self.pattern.utf8CodeUnitCount
        }
    }

    private static let pattern: StaticString = "0000-00-00T00:00:00+07:00"

    private static func offset(_ digits: inout DigitReader) -> Int? {
        guard let sign = digits.take("Z", "z", "+", "-") else { return nil }
        if sign == "Z" || sign == "z" { return 0 }
        guard let hours = digits.number(digits: 2), hours < 24, digits.take(":") != nil,
            let minutes = digits.number(digits: 2), minutes < 60
        else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return sign == "-" ? -offset : offset
    }
}
