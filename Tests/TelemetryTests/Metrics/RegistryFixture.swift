import InMemoryLogging
import Logging

@testable import Telemetry

/// A registry and the log it writes to.
struct RegistryFixture {
    let registry: PrometheusRegistry
    private let log: InMemoryLogHandler

    init(descriptions: [String: MetricDescription] = [:], seriesLimit: Int = 1_000) {
        let log = InMemoryLogHandler()
        self.log = log
        self.registry = PrometheusRegistry(
            descriptions: descriptions,
            seriesLimit: seriesLimit,
            logger: Logger(label: "registry", factory: { _ in log })
        )
    }

    var notices: [Logger.Metadata] {
        log.entries.map(\.metadata)
    }

    func scrape() throws -> Exposition {
        try Exposition(parsing: registry.render())
    }
}
