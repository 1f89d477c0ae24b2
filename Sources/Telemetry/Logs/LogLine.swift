internal import Logging

/// One log line being written: a JSON object (RFC 8259) in which no input can end the line, end a string or move the cursor of a terminal.
///
/// Every leaf is a string, as in swift-log itself, so that a field has one type in whatever stores the lines.
struct LogLine {
    // 8 KB, escaped, is more than any message of ours; 24 KB leaves room for one more key and value below the 48 KB
    // at which journald cuts a line in two.
    static let valueLimit = 8 * 1024
    static let entriesLimit = 24 * 1024
    static let depthLimit = 8
    static let mark = "…[truncated]"

    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(512)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Adds a field; the caller sees to it that no key comes twice.
    mutating func add(_ key: String, _ value: Logger.MetadataValue) {
        appendMember(key, value, isFirst: bytes.count == 1, depth: 0)
    }

    /// Adds an object; no key comes twice.
    mutating func add(_ key: String, _ entries: [(key: String, value: Logger.MetadataValue)]) {
        beginMember(key, isFirst: bytes.count == 1)
        append(entries, depth: 1)
    }

    /// Closes the object and the line.
    mutating func finish() {
        bytes.append(contentsOf: "}\n".utf8)
    }

    private mutating func append(_ value: Logger.MetadataValue, depth: Int) {
        switch value {
        case .string(let text): append(text)
        case .stringConvertible(let convertible): append(convertible.description)
        case .dictionary(let entries): append(Array(entries), depth: depth + 1)
        case .array(let elements): append(elements, depth: depth + 1)
        }
    }

    private mutating func append(_ entries: [(key: String, value: Logger.MetadataValue)], depth: Int) {
        guard depth <= Self.depthLimit else { return append(Self.mark) }
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
            guard bytes.count < Self.entriesLimit else {
                appendMember(Self.mark, "", isFirst: isFirst, depth: depth)
                break
            }
            appendMember(key, value, isFirst: isFirst, depth: depth)
            isFirst = false
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ elements: [Logger.MetadataValue], depth: Int) {
        guard depth <= Self.depthLimit else { return append(Self.mark) }
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard bytes.count < Self.entriesLimit else {
                append(Self.mark)
                break
            }
            append(element, depth: depth)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func appendMember(_ key: String, _ value: Logger.MetadataValue, isFirst: Bool, depth: Int) {
        beginMember(key, isFirst: isFirst)
        append(value, depth: depth)
    }

    private mutating func beginMember(_ key: String, isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        append(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        // Nearly all that is logged.
        if text.utf8.count <= Self.valueLimit, text.utf8.allSatisfy(JSONEscape.isPlain) { return bytes.append(contentsOf: text.utf8) }
        let end = bytes.count + Self.valueLimit
        for scalar in text.unicodeScalars {
            guard bytes.count < end else {
                bytes.append(contentsOf: Self.mark.utf8)
                break
            }
            JSONEscape.append(scalar, to: &bytes)
        }
    }
}
