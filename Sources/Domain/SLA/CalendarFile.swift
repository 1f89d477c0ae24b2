/// Bounds of a calendar file: any input is refused or read in time linear in its size.
package enum CalendarFile {
    /// UTF-8 bytes of a file; thirty years of days off are under 100 KB.
    package static let longestBytes = 1_000_000
    /// Lines of a table, events of a feed.
    package static let mostEntries = 5_000
    /// Days of one event; the longest Tết break has nine.
    package static let longestEventDays = 31

    /// Of a day's name and its decision, a calendar's name and source.
    package static let name = FreeTextRule(maxScalars: 200, maxBytes: 800, allowsLines: false)

    static func hasPlausibleSize(_ text: String) -> Bool { text.utf8.count <= longestBytes }

    /// Lines without their ends (`CR LF`, `LF` or `CR`), numbered from 1.
    static func lines(_ text: String) -> [(number: Int, text: Substring)] {
        var lines: [(number: Int, text: Substring)] = []
        var start = text.startIndex
        var afterReturn = false
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            defer { afterReturn = byte == 0x0D }
            guard byte == 0x0A || byte == 0x0D else { continue }
            if !(byte == 0x0A && afterReturn) { lines.append((lines.count + 1, text[start..<index])) }
            start = text.utf8.index(after: index)
        }
        if start < text.endIndex { lines.append((lines.count + 1, text[start...])) }
        return lines
    }
}
