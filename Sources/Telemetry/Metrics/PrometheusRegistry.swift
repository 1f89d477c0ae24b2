package import Logging
internal import Synchronization

/// A swift-metrics backend that keeps every series in memory and shows them in the Prometheus text format.
///
/// Recording is a few relaxed atomic operations. Making a metric takes a short lock and finds the series of the same name and
/// dimensions again, so making one for each request is sound. Any label and any dimension is accepted: names are brought into the
/// Prometheus grammar, a family holds a bounded number of series, and a name asked for as two kinds keeps the first.
package final class PrometheusRegistry: Sendable {
    /// Called at each scrape, on the thread of the scrape and outside of the registry's lock; should not block.
    package typealias Collector = @Sendable () -> [MetricFamily]

    /// The media type of what ``render()`` gives.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    // Code names its metrics one by one; a thousand of them means that a name was made from input.
    private static let familyLimit = 1_000

    private let descriptions: [String: MetricDescription]
    private let logger: Logger
    private let state: Mutex<RegistryState>
    private let collectors = Mutex<[Collector]>([])

    /// An empty registry.
    /// - Parameters:
    ///   - descriptions: help and buckets by exposed family name, that is with `_total` or `_seconds` at its end.
    ///   - seriesLimit: series one family may have; what comes after them is counted together in a series labelled `overflow="true"`.
    ///   - logger: hears once about each family that is full or whose name is taken.
    package init(descriptions: [String: MetricDescription] = [:], seriesLimit: Int = 1_000, logger: Logger) {
        self.descriptions = descriptions
        self.logger = logger
        self.state = Mutex(RegistryState(familyLimit: Self.familyLimit, seriesLimit: seriesLimit))
    }

    /// Adds values that are read when a scrape asks for them. Families of the same name and kind, from whatever collectors, become one;
    /// of two samples with equal labels the first is shown.
    package func register(collector: @escaping Collector) {
        collectors.withLock { $0.append(collector) }
    }

    /// The whole exposition, ordered by family name and labels.
    package func render() -> String {
        var text = ""
        render(into: &text)
        return text
    }

    /// Appends the whole exposition to `text`.
    package func render(into text: inout String) {
        var families = recorded()
        for collector in collectors.withLock({ $0 }) {
            for family in collector() { merge(family, into: &families) }
        }
        for family in families.values.sorted(by: { $0.name < $1.name }) { family.write(into: &text) }
    }

    /// The series `dimensions` of the family `name`; `label` is what the caller called it.
    func series<S: Series>(_ name: String, _ dimensions: [(String, String)], label: String, make: (SeriesID) -> S) -> S {
        let id = SeriesID(family: name, labels: LabelText.render(dimensions))
        let (series, notice) = state.withLock { state in
            state.series(id, help: ExpositionText.help(descriptions[name]?.help ?? label), make: make)
        }
        notice?.log(to: logger)
        return series
    }

    /// A histogram with the described buckets, else those suited to the unit in its name.
    func histogram(_ name: String, _ dimensions: [(String, String)], label: String) -> HistogramSeries {
        let bounds = descriptions[name]?.buckets ?? BucketBounds.suited(to: name)
        return series(name, dimensions, label: label) { HistogramSeries(id: $0, bounds: bounds) }
    }

    /// Ignores what is not a series of this registry.
    func remove(_ handler: any Sendable) {
        guard let series = handler as? any Series else { return }
        state.withLock { $0.remove(series) }
    }

    private func recorded() -> [String: FamilySnapshot] {
        let families = state.withLock { $0.families }
        return Dictionary(
            uniqueKeysWithValues: families.map { name, family in
                let readings = family.series.mapValues { $0.reading() }
                return (name, FamilySnapshot(name: name, kind: family.kind, help: family.help, readings: readings))
            }
        )
    }

    private func merge(_ family: MetricFamily, into families: inout [String: FamilySnapshot]) {
        guard !family.samples.isEmpty else { return }
        var merged = families[family.name] ?? FamilySnapshot(name: family.name, kind: family.kind, help: family.help, readings: [:])
        let kept = state.withLock { $0.refusal(of: family.name, kind: family.kind) }
        if let refusal = merged.kind == family.kind ? kept : .nameTaken(family: family.name, by: family.name) {
            return report(refusal)
        }
        for sample in family.samples {
            let labels = LabelText.render(sample.labels)
            if merged.readings[labels] == nil { merged.readings[labels] = .value(sample.value) }
        }
        families[family.name] = merged
    }

    private func report(_ notice: RegistryNotice) {
        let unnoticed = state.withLock { $0.unnoticed(notice) }
        unnoticed?.log(to: logger)
    }
}
