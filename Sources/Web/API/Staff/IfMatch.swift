import HTTPTypes
import Hummingbird

/// Which versions of a report a write is meant for, by the header `If-Match` (RFC 9110, section 13.1.1). A version is all of the report, and
/// only it counts: a tag that was made weak by a proxy that compresses names it as well, and so does the version alone.
enum IfMatch {
    /// The versions named; a tag that is not of a report names none. Without the header, and
    /// for "*", which keeps nobody from undoing what they have not seen, 428; for what is no list of entity tags, 400.
    static func versions(_ request: Request) throws -> Set<Int> {
        guard let header = request.headers[.ifMatch], header.contains(where: { !$0.isWhitespace && $0 != "*" }) else {
            throw Problem(.ifMatchRequired)
        }
        var text = Substring(header).utf8
        var versions: Set<Int> = []
        while true {
            skip(&text, "\t ,")
            guard !text.isEmpty else { return versions }
            if text.starts(with: "W/".utf8) { text = text.dropFirst(2) }
            let tag = try tag(&text)
            if let version = version(of: tag) { versions.insert(version) }
            skip(&text, "\t ")
            guard text.isEmpty || text.first == UInt8(ascii: ",") else { throw Problem(.ifMatchInvalid) }
        }
    }

    /// Takes what stands between quotes.
    private static func tag(_ text: inout Substring.UTF8View) throws -> Substring.UTF8View {
        guard text.popFirst() == UInt8(ascii: "\""), let end = text.firstIndex(of: UInt8(ascii: "\"")) else {
            throw Problem(.ifMatchInvalid)
        }
        let tag = text[..<end]
        // %x21, %x23-7E and obs-text.
        guard tag.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw Problem(.ifMatchInvalid) }
        text = text[text.index(after: end)...]
        return tag
    }

    /// The version is what stands before the first hyphen, if there is one.
    private static func version(of tag: Substring.UTF8View) -> Int? {
        guard tag.first.map(isDigit) == true else { return nil }
        return Int(Substring(tag.prefix { $0 != UInt8(ascii: "-") }))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func skip(_ text: inout Substring.UTF8View, _ bytes: StaticString) {
        bytes.withUTF8Buffer { bytes in text = text.drop { bytes.contains($0) } }
    }
}
