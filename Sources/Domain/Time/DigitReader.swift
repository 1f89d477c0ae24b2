/// Reads the fixed-width ASCII fields of ISO 8601 forms from the front of a text.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Exactly so many ASCII digits.
    mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, let digit = Self.digit(byte) else { return nil }
            value = value * 10 + digit
            rest.removeFirst()
        }
        return value
    }

    /// One byte out of the given ones.
    mutating func take(_ characters: Unicode.Scalar...) -> Unicode.Scalar? {
        guard let byte = rest.first, let found = characters.first(where: { $0.value == UInt32(byte) }) else { return nil }
        rest.removeFirst()
        return found
    }

    /// A run of digits of any length, dropped; false when there is none.
    mutating func skipDigits() -> Bool {
        let after = rest.drop { Self.digit($0) != nil }
        defer { rest = after }
        return after.count < rest.count
    }

    /// `yyyy-MM-dd`, an existing day.
    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), take("-") != nil,
            let month = number(digits: 2), take("-") != nil,
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte - 0x30) : nil
    }
}
