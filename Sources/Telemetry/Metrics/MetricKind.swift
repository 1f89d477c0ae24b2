/// The kinds of metric family this registry exposes; the raw value is the word after `# TYPE`.
enum MetricKind: String, Sendable {
    case counter
    case gauge
    case histogram

    /// Every sample name a family occupies. A gauge `x_count` would be read as part of a histogram `x`, so both may not exist.
    func sampleNames(of family: String) -> [String] {
        switch self {
        case .counter, .gauge: [family]
        case .histogram: [family, family + "_bucket", family + "_sum", family + "_count"]
        }
    }
}
