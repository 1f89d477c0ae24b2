internal import Domain
package import Services
internal import Synchronization
package import Telemetry

/// Retention as a loop's work: what is over its time goes within some minutes.
package final class Retaining: PeriodicWork {
    package let name = "retention"
    package let interval = Duration.seconds(15)
    private let retention: Retention
    private let totals = Mutex(RetentionStep().counts)

    package init(_ retention: Retention) {
        self.retention = retention
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let step = try await retention.round()
        totals.withLock { $0.merge(step.counts, uniquingKeysWith: +) }
        return step.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        let kinds = totals.sorted { $0.key < $1.key }
        return [
            .counter(
                "retention_erased",
                help: "Rows that this instance let go of because they were over their time, by what went.",
                samples: kinds.map { .init(Double($0.value), labels: [("kind", $0.key)]) }
            )
        ]
    }
}
