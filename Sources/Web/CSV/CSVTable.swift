import NIOCore

/// A table for spreadsheets (RFC 4180), in UTF-8 with a byte order mark, by which they know it. No cell is taken for a formula.
struct CSVTable {
    static let mediaType = "text/csv; charset=utf-8; header=present"

    private(set) var bytes = ByteBuffer(bytes: [0xEF, 0xBB, 0xBF])

    init(headings: [String]) {
        append(headings)
    }

    /// A row; nil is an empty cell.
    mutating func append(_ cells: [String?]) {
        bytes.writeString(cells.map { Self.cell($0 ?? "") }.joined(separator: ","))
        bytes.writeString("\r\n")
    }

    private static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'\(text)" : text
        let isPlain = safe.utf8.allSatisfy { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") && $0 != 0x0D && $0 != 0x0A }
        return isPlain ? safe : "\"\(safe.replacing("\"", with: "\"\""))\""
    }

    /// By their first characters spreadsheets tell, in full width too; an apostrophe before them makes them text.
    private static func isFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
