/// A content line: `NAME;PARAMETER=…:value`, unfolded.
struct FeedProperty {
    let line: Int
    /// Upper case.
    let name: String
    let value: String

    var upperValue: String { value.utf8.count <= 64 ? value.uppercased() : "" }

    /// All content lines of a text. A line that begins with a space or tab goes on with the one before.
    static func all(in text: String) -> [FeedProperty] {
        var unfolded: [(line: Int, bytes: [UInt8])] = []
        for (number, line) in CalendarFile.lines(text) {
            if let first = line.utf8.first, first == 0x20 || first == 0x09, !unfolded.isEmpty {
                unfolded[unfolded.count - 1].bytes += line.utf8.dropFirst()
            } else if !line.isEmpty {
                unfolded.append((number, Array(line.utf8)))
            }
        }
        return unfolded.map { FeedProperty(line: $0.line, bytes: $0.bytes[...]) }
    }

    /// The value begins after the first colon outside quotes, the parameters after the first semicolon.
    private init(line: Int, bytes: ArraySlice<UInt8>) {
        var isQuoted = false
        let colon = bytes.firstIndex { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return byte == UInt8(ascii: ":") && !isQuoted
        }
        let head = bytes[..<(colon ?? bytes.endIndex)]
        let name = head.prefix { $0 != UInt8(ascii: ";") }
        self.line = line
        self.name = name.count <= 64 ? String(decoding: name, as: UTF8.self).uppercased() : ""
        value = colon.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) } ?? ""
    }
}

/// The properties of an event that matter here.
struct FeedEvent {
    let line: Int
    private var properties: [String: FeedProperty] = [:]

    private static let known: Set<String> = ["DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "RRULE", "RDATE"]

    init(line: Int) {
        self.line = line
    }

    mutating func take(_ property: FeedProperty) {
        if Self.known.contains(property.name), properties[property.name] == nil { properties[property.name] = property }
    }

    /// nil for a cancelled event.
    func candidate() throws(CalendarFileProblem) -> CalendarFeed.Candidate? {
        if properties["STATUS"]?.upperValue == "CANCELLED" { return nil }
        if let rule = properties["RRULE"] ?? properties["RDATE"] { throw CalendarFileProblem(line: rule.line, .recurring, rule.value) }
        if let duration = properties["DURATION"] { throw CalendarFileProblem(line: duration.line, .span, duration.value) }
        guard let start = try day("DTSTART") else { throw CalendarFileProblem(line: line, .date) }
        // The end is the first day after.
        let end = try day("DTEND") ?? start.adding(days: 1)
        let length = end.daysSince1970 - start.daysSince1970
        guard (1...CalendarFile.longestEventDays).contains(length) else {
            throw CalendarFileProblem(line: properties["DTEND"]?.line ?? line, .span, "\(length)")
        }
        return CalendarFeed.Candidate(line: line, days: (0..<length).map { start.adding(days: $0) }, name: try name())
    }

    /// `yyyyMMdd`; a time of day is not a whole day.
    private func day(_ name: String) throws(CalendarFileProblem) -> CivilDate? {
        guard let property = properties[name] else { return nil }
        var digits = DigitReader(property.value)
        guard let year = digits.number(digits: 4), let month = digits.number(digits: 2), let day = digits.number(digits: 2), digits.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day)
        else { throw CalendarFileProblem(line: property.line, .date, property.value) }
        return date
    }

    private func name() throws(CalendarFileProblem) -> String {
        let summary = properties["SUMMARY"]
        do {
            return try CalendarFile.name.check(Self.unescaped(summary?.value ?? ""))
        } catch {
            throw CalendarFileProblem(line: summary?.line ?? line, .name, summary?.value)
        }
    }

    /// `\,`, `\;` and `\\` stand for themselves, `\n` for a line end, which in a name is a space.
    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if !isEscaped && scalar == "\\" {
                isEscaped = true
                continue
            }
            result.append(isEscaped && (scalar == "n" || scalar == "N") ? " " : scalar)
            isEscaped = false
        }
        return String(result)
    }
}
