/// Scalars within a JSON string, escaped beyond what RFC 8259 demands.
enum JSONEscape {
    /// Whether a byte of UTF-8 is a character of ASCII that stands for itself.
    static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Appends `scalar` as UTF-8, or as `\u` and four hexadecimal digits where a reader of the log could take it for something else than text.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes.append(contentsOf: #"\""#.utf8)
        case "\\": bytes.append(contentsOf: #"\\"#.utf8)
        case "\n": bytes.append(contentsOf: #"\n"#.utf8)
        case "\r": bytes.append(contentsOf: #"\r"#.utf8)
        case "\t": bytes.append(contentsOf: #"\t"#.utf8)
        case _ where isControl(scalar): appendHexadecimal(scalar, to: &bytes)
        default: bytes.append(contentsOf: scalar.utf8)
        }
    }

    /// The control characters of ASCII and Latin-1 (ESC, NEL, CSI), line and paragraph separator, and the marks that turn
    /// the direction of writing, by which a line can show what it does not say.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// All of the above lie in the basic plane, so four digits do.
    private static func appendHexadecimal(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"\u"#.utf8)
        for shift in [12, 8, 4, 0] as [UInt32] {
            let digit = UInt8(truncatingIfNeeded: scalar.value >> shift & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
