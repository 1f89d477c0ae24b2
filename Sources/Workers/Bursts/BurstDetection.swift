internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Looks at new reports in every instance, once a second: what comes in bursts is marked a moment after it was filed.
package final class BurstDetection: PeriodicWork {
    package let name = "burst_detector"
    package let interval = Duration.seconds(1)
    private let detector: BurstDetector
    private let limit: Int
    private let logger: Logger
    private let marked = Mutex<[BurstKind: Int]>([:])

    /// `limit` bounds what a round looks at.
    package init(_ detector: BurstDetector, limit: Int = BurstDetector.batch, logger: Logger) {
        self.detector = detector
        self.limit = limit
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let findings = try await detector.look(limit: limit)
        for (kind, count) in findings.marked {
            logger.warning("reports come in a burst", metadata: ["common": "\(kind.rawValue)", "marked": "\(count)"])
        }
        marked.withLock { $0.merge(findings.marked) { $0 + $1 } }
        return findings.checked < limit ? .idle : .moreToDo
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let marked = marked.withLock { $0 }
        return [
            .counter(
                "reports_in_bursts",
                help: "Reports that this instance marked for coming with many others, by what they have in common.",
                samples: BurstKind.allCases.map { .init(Double(marked[$0, default: 0]), labels: [("common", $0.rawValue)]) }
            )
        ]
    }
}
