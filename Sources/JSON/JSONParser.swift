/// Why bytes are not an acceptable JSON document, and at which byte.
package struct MalformedJSON: Error, Equatable {
    package enum Reason: String, Sendable {
        case notUTF8 = "not_utf8"
        case byteOrderMark = "byte_order_mark"
        case syntax
        case duplicateName = "duplicate_name"
        case tooDeep = "too_deep"
        case numberOutOfRange = "number_out_of_range"
    }

    package let reason: Reason
    package let offset: Int
}

/// A strict reader of JSON (RFC 8259).
///
/// Foundation's decoder accepts UTF-16 and a byte-order mark, lets the first of two equal names win while PostgreSQL's
/// jsonb keeps the last, and nests 512 deep: here each of these is an error, so that a document means one thing only.
package struct JSONParser {
    package static let maximumDepth = 32

    private let bytes: [UInt8]
    private var index = 0

    /// Reads one document; anything after it but white space is an error.
    package static func parse(_ bytes: [UInt8]) throws(MalformedJSON) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw MalformedJSON(reason: .byteOrderMark, offset: 0)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw MalformedJSON(reason: .notUTF8, offset: 0) }
        var parser = JSONParser(bytes: bytes)
        parser.skipWhitespace()
        let value = try parser.value(depth: 0)
        parser.skipWhitespace()
        guard parser.peek == nil else { throw parser.error(.syntax) }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func error(_ reason: MalformedJSON.Reason) -> MalformedJSON {
        MalformedJSON(reason: reason, offset: index)
    }

    private mutating func skipWhitespace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(MalformedJSON) {
        guard skip(byte) else { throw error(.syntax) }
    }

    private mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
        guard depth < Self.maximumDepth else { throw error(.tooDeep) }
        switch peek {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(MalformedJSON) -> JSONValue {
        for byte in text.description.utf8 { try expect(byte) }
        return value
    }

    private mutating func members(depth: Int) throws(MalformedJSON) -> [JSONValue.Member] {
        try expect(UInt8(ascii: "{"))
        skipWhitespace()
        if skip(UInt8(ascii: "}")) { return [] }
        var members: [JSONValue.Member] = []
        // By bytes: Swift's == would take canonically equivalent names for one.
        var names: Set<[UInt8]> = []
        repeat {
            skipWhitespace()
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else { throw error(.duplicateName) }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipWhitespace()
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return members
    }

    private mutating func elements(depth: Int) throws(MalformedJSON) -> [JSONValue] {
        try expect(UInt8(ascii: "["))
        skipWhitespace()
        if skip(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        repeat {
            skipWhitespace()
            elements.append(try value(depth: depth + 1))
            skipWhitespace()
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    private mutating func string() throws(MalformedJSON) -> String {
        try expect(UInt8(ascii: "\""))
        var content: [UInt8] = []
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error(.syntax)
            default: content.append(byte)
            }
        }
        throw error(.syntax)
    }

    private mutating func escape() throws(MalformedJSON) -> Unicode.Scalar {
        guard let byte = peek else { throw error(.syntax) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw error(.syntax)
        }
    }

    /// `\u` and four hexadecimal digits, twice for a scalar beyond the basic plane; half a pair is no text.
    private mutating func escapedScalar() throws(MalformedJSON) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first) else { throw error(.syntax) }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw error(.syntax) }
        let value = 0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw error(.syntax) }
        return scalar
    }

    private mutating func codeUnit() throws(MalformedJSON) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw error(.syntax) }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    private mutating func number() throws(MalformedJSON) -> JSONValue {
        let start = index
        _ = skip(UInt8(ascii: "-"))
        let isZero = skip(UInt8(ascii: "0"))
        if !isZero { try digits() }
        var isInteger = true
        if skip(UInt8(ascii: ".")) {
            isInteger = false
            try digits()
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            isInteger = false
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw error(.numberOutOfRange) }
        return .number(number)
    }

    private mutating func digits() throws(MalformedJSON) {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        guard index > start else { throw error(.syntax) }
    }
}
