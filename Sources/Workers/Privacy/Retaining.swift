internal import Domain
package import Services
internal import Synchronization
package import Telemetry

/// Retention as a loop's work: what is over its time goes within some minutes.
package final class Retaining: PeriodicWork {
    package let name = "retention"
    package let interval = Duration.seconds(15)
    private let retention: Retention
    private let totals = Mutex(RetentionStep())

    package init(_ retention: Retention) {
        self.retention = retention
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let step = try await retention.round()
        totals.withLock { totals in
            totals.persons += step.persons
            totals.words += step.words
            totals.keys += step.keys
            totals.requesters += step.requesters
        }
        return step.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        let kinds = [
            ("person", totals.persons), ("words", totals.words), ("idempotency_key", totals.keys), ("requester", totals.requesters),
        ]
        return [
            .counter(
                "retention_erased",
                help: "Rows that this instance let go of because they were over their time, by what went.",
                samples: kinds.map { .init(Double($0.1), labels: [("kind", $0.0)]) }
            )
        ]
    }
}
