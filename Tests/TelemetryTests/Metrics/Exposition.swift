/// A strict reader of the Prometheus text format 0.0.4, written from its specification and not from the writer under test.
struct Exposition {
    struct Sample: Hashable {
        let name: String
        let labels: [String: String]
        let value: Double

        static func == (left: Sample, right: Sample) -> Bool { left.name == right.name && left.labels == right.labels }

        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(labels)
        }
    }

    struct Family {
        let name: String
        let help: String
        let type: String
        var samples: [Sample] = []

        /// Whether a sample of this name may stand under the family's type line.
        func owns(_ sample: String) -> Bool {
            guard type == "histogram" else { return sample == name }
            return ["_bucket", "_sum", "_count"].contains { sample == name + $0 }
        }
    }

    struct Malformed: Error {
        let line: String
        let reason: String
    }

    private(set) var families: [Family] = []

    init(parsing text: String) throws {
        guard text.isEmpty || text.utf8.last == UInt8(ascii: "\n") else { throw Malformed(line: "", reason: "no line feed at the end") }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        lines.removeLast()
        var help: (name: String, text: String)?
        for line in lines {
            if line.hasPrefix("# HELP ") {
                help = try Self.words(line, after: "# HELP ")
            } else if line.hasPrefix("# TYPE ") {
                try begin(line, help: help)
                help = nil
            } else {
                try add(line)
            }
        }
        for family in families where Set(family.samples).count != family.samples.count {
            throw Malformed(line: family.name, reason: "a series comes twice")
        }
    }

    subscript(name: String) -> Family? {
        families.first { $0.name == name }
    }

    /// The value of one series, nil if there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func begin(_ line: String, help: (name: String, text: String)?) throws {
        let (name, type) = try Self.words(line, after: "# TYPE ")
        guard let help, help.name == name else { throw Malformed(line: line, reason: "help does not precede type") }
        guard ["counter", "gauge", "histogram"].contains(type) else { throw Malformed(line: line, reason: "unknown type") }
        guard self[name] == nil else { throw Malformed(line: line, reason: "a family comes twice") }
        guard families.last?.samples.isEmpty != true else { throw Malformed(line: line, reason: "the family before is empty") }
        families.append(Family(name: name, help: help.text, type: type))
    }

    private mutating func add(_ line: String) throws {
        var reader = SampleReader(line)
        let sample = try reader.sample()
        guard let last = families.indices.last, families[last].owns(sample.name) else {
            throw Malformed(line: line, reason: "the sample does not belong to the family above")
        }
        families[last].samples.append(sample)
    }

    private static func words(_ line: String, after prefix: String) throws -> (String, String) {
        // By scalars: a combining mark after the space would make one Character with it.
        let words = line.unicodeScalars.dropFirst(prefix.unicodeScalars.count).split(
            separator: " ",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard words.count == 2 else { throw Malformed(line: line, reason: "two words expected") }
        return (String(words[0]), String(words[1]))
    }
}
