/// One family as a scrape shows it, in the Prometheus text format 0.0.4.
struct FamilySnapshot {
    let name: String
    let kind: MetricKind
    /// Escaped.
    let help: String
    /// By rendered labels.
    var readings: [String: Reading]

    /// Appends the help and type lines, then the series in the order of their labels.
    func write(into text: inout String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, reading) in readings.sorted(by: { $0.key < $1.key }) {
            switch reading {
            case .value(let value):
                writeSample(name, labels, number(value), into: &text)
            case .distribution(let bounds, let counts, let sum):
                writeDistribution(labels, bounds, counts, sum, into: &text)
            }
        }
    }

    /// Buckets are cumulative, and `_count` is the last of them, so both agree even while values are recorded.
    private func writeDistribution(_ labels: String, _ bounds: [Double], _ counts: [UInt64], _ sum: Double, into text: inout String) {
        let separator = labels.isEmpty ? "" : ","
        var cumulative: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], counts) {
            cumulative &+= count
            writeSample(name + "_bucket", "\(labels)\(separator)le=\"\(number(bound))\"", "\(cumulative)", into: &text)
        }
        writeSample(name + "_sum", labels, number(sum), into: &text)
        writeSample(name + "_count", labels, "\(cumulative)", into: &text)
    }

    private func writeSample(_ name: String, _ labels: String, _ value: String, into text: inout String) {
        text += name
        if !labels.isEmpty { text += "{\(labels)}" }
        text += " \(value)\n"
    }

    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
