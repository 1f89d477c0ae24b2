internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Goes over all figures again and again, some reports a second, and mends what differs from the histories: which should never be.
package final class FigureReconciling: PeriodicWork {
    private struct State {
        var place = FigureReconciliation.Place.reports(after: nil)
        var reports = 0
        var drift = 0
        var passes = 0
    }

    package let name = "figure_reconciliation"
    package let interval = Duration.seconds(1)
    private let reconciliation: FigureReconciliation
    private let logger: Logger
    private let state = Mutex(State())

    package init(_ reconciliation: FigureReconciliation, logger: Logger) {
        self.reconciliation = reconciliation
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let step = try await reconciliation.step(at: state.withLock(\.place), repair: true)
        state.withLock { state in
            state.place = step.next ?? .reports(after: nil)
            state.reports += step.reports
            state.drift += step.drifts.reduce(0) { $0 + $1.rows }
            if step.next == nil { state.passes += 1 }
        }
        for drift in step.drifts {
            logger.error("figures were not what the histories say, and are now", metadata: ["drift": "\(drift)"])
        }
        return .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        func counter(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .counter("figures_\(metric)", help: help, samples: [.init(Double(value))])
        }
        return [
            counter("reconciled_reports", "Reports whose figures this instance compared with their histories.", state.reports),
            counter("drift_rows", "Rows of figures that this instance found to be wrong, and mended: each is a defect.", state.drift),
            counter("reconciliations", "Times this instance has gone over all figures.", state.passes),
        ]
    }
}
