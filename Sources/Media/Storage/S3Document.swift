internal import Foundation

/// What of a server's XML is wanted: the texts of elements that hold nothing else, and the parts of those that come more often.
struct S3Document {
    private let text: Substring

    init(_ bytes: [UInt8]) {
        text = Substring(String(decoding: bytes, as: UTF8.self))
    }

    private init(_ text: Substring) {
        self.text = text
    }

    /// The first element of a name; nil when there is none.
    func text(_ name: String) -> String? {
        parts(name, most: 1).first.map { part in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&amp;", "&")]
                .reduce(String(part.text)) { $0.replacing($1.0, with: $1.1) }
        }
    }

    /// All elements of a name, none of which lies in another.
    func parts(_ name: String, most: Int = .max) -> [S3Document] {
        var parts: [S3Document] = []
        var rest = text
        while parts.count < most, let start = rest.firstRange(of: "<\(name)>") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "</\(name)>") else { break }
            parts.append(S3Document(rest[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return parts
    }

    /// Seconds since 1970 of a time such as `2026-11-25T08:30:00.000Z`.
    func time(_ name: String) -> Int? {
        guard let text = text(name) else { return nil }
        let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        return styles.lazy.compactMap { try? $0.parse(text) }.first.map { Int($0.timeIntervalSince1970) }
    }
}
