package import Services
internal import Synchronization
package import Telemetry

/// Lets go of attachments and files that nobody needs, in every instance.
package final class AttachmentSweeping: PeriodicWork {
    package let name = "attachment_sweeper"
    package let interval = Duration.seconds(15)
    private let sweeper: AttachmentSweeper
    private let total = Mutex(AttachmentSweeper.Sweep())

    package init(_ sweeper: AttachmentSweeper) {
        self.sweeper = sweeper
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let sweep = try await sweeper.round()
        total.withLock { total in
            total.unclaimed += sweep.unclaimed
            total.objects += sweep.objects
            total.leftovers += sweep.leftovers
        }
        return sweep.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let total = total.withLock { $0 }
        let kinds = [("leftover", total.leftovers), ("object", total.objects), ("unclaimed", total.unclaimed)]
        return [
            .counter(
                "attachments_swept",
                help: "What this instance let go of because nobody needed it, by what went.",
                samples: kinds.map { .init(Double($0.1), labels: [("kind", $0.0)]) }
            )
        ]
    }
}
