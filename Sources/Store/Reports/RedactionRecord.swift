internal import Domain
internal import FoundationEssentials
internal import JSON

/// What was left out of a published text, as the JSON it is stored as; places count the Unicode scalars of what was written.
enum RedactionRecord {
    /// `{"spans":[{"kind":"phone","from":12,"to":22}]}`, in order.
    static func text(_ spans: [Redaction.Span]) -> String {
        JSONWriter.text(Wires(spans: spans.map { Wire(kind: $0.kind.rawValue, from: $0.range.lowerBound, to: $0.range.upperBound) }))
    }

    /// Reads such a list.
    static func spans(_ text: String) throws -> [Redaction.Span] {
        try JSONDecoder().decode(Wires.self, from: Data(text.utf8)).spans.map { wire in
            guard let kind = PersonalDatum(rawValue: wire.kind), wire.from <= wire.to else { throw StoreError.fault("redactions") }
            return Redaction.Span(kind: kind, range: wire.from..<wire.to)
        }
    }

    /// `[[12,22]]`.
    static func text(_ ranges: [Range<Int>]) -> String {
        "[" + ranges.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]"
    }

    /// Reads such a list.
    static func ranges(_ text: String) throws -> [Range<Int>] {
        try JSONDecoder().decode([[Int]].self, from: Data(text.utf8)).map { pair in
            guard pair.count == 2, pair[0] < pair[1] else { throw StoreError.fault("hidden parts") }
            return pair[0]..<pair[1]
        }
    }

    private struct Wires: Codable, JSONWritable {
        let spans: [Wire]

        func write(to json: inout JSONWriter) {
            json.object { $0.array("spans", spans) }
        }
    }

    private struct Wire: Codable, JSONWritable {
        let kind: String
        let from: Int
        let to: Int

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("kind", kind)
                json.member("from", from)
                json.member("to", to)
            }
        }
    }
}
