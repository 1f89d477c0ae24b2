/// The dimensions of a series as they stand between the braces: `method="GET",status="200"`.
///
/// Sorted by name, so the order in which a caller gives dimensions does not make another series.
enum LabelText {
    /// Renders and escapes `dimensions`. An empty value means no label, as in Prometheus; of two equal names the first counts.
    static func render(_ dimensions: [(String, String)]) -> String {
        var values: [String: String] = [:]
        for (label, value) in dimensions where !value.isEmpty {
            let name = labelName(label)
            if values[name] == nil { values[name] = ExpositionText.label(value) }
        }
        return values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
    }

    /// `le` belongs to histogram buckets, `quantile` to summaries and `__…` to Prometheus itself.
    private static func labelName(_ label: String) -> String {
        let name = MetricName.plain(label)
        let isReserved = name == "le" || name == "quantile" || name.hasPrefix("__")
        return isReserved ? "exported_" + name : name
    }
}
