/// Comma-separated values (RFC 4180): quoted fields may hold commas, line ends and doubled quotes. Lines may end in any way, blank ones
/// are skipped, and a byte order mark is not part of the first field.
struct SeparatedValues {
    /// A row and the line it begins on, counted from 1; nil fields where its quotes are wrong.
    private(set) var rows: [(line: Int, fields: [String]?)] = []

    private var fields: [String] = []
    private var field: [UInt8] = []
    private var place = Place.start
    private var isSound = true
    private var line = 1
    private var rowLine = 1

    private enum Place {
        case start, bare, quoted, closed
    }

    /// Reads at most so many rows.
    init(_ text: String, most rows: Int) {
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var previous: UInt8 = 0
        for byte in bytes where self.rows.count < rows {
            // The LF of CR LF ends no second line.
            let isSecondHalf = byte == 0x0A && previous == 0x0D
            let endsLine = byte == 0x0D || byte == 0x0A && !isSecondHalf
            if place == .quoted || !isSecondHalf { take(byte) }
            if endsLine { line += 1 }
            if fields.isEmpty && place == .start { rowLine = line }
            previous = byte
        }
        if place == .quoted { isSound = false }
        endRow()
    }

    private mutating func take(_ byte: UInt8) {
        switch (place, byte) {
        case (.quoted, UInt8(ascii: "\"")): place = .closed
        case (.quoted, _): field.append(byte)
        case (.closed, UInt8(ascii: "\"")):
            field.append(byte)
            place = .quoted
        case (_, UInt8(ascii: ",")): endField()
        case (_, 0x0A), (_, 0x0D): endRow()
        case (.start, UInt8(ascii: "\"")): place = .quoted
        case (.closed, _), (.bare, UInt8(ascii: "\"")): isSound = false
        default:
            field.append(byte)
            place = .bare
        }
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
        place = .start
    }

    private mutating func endRow() {
        let isBlank = fields.isEmpty && place == .start
        endField()
        if !isBlank { rows.append((rowLine, isSound ? fields : nil)) }
        (fields, isSound) = ([], true)
    }
}
