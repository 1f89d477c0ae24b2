internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Counting as a loop's work: five looks a second, so that figures are less than half a second behind the events' positions.
package final class FigureRolling: PeriodicWork {
    private struct Totals {
        var position: Int64 = 0
        var lag = LoopLag()
        var faults = 0
    }

    package let name = "figures"
    package let interval = Duration.milliseconds(200)
    private let counting: FigureCounting
    private let logger: Logger
    private let totals = Mutex(Totals())

    package init(_ counting: FigureCounting, logger: Logger) {
        self.counting = counting
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let step: FigureCounting.Step
        do {
            step = try await counting.step()
        } catch {
            totals.withLock { $0.lag.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.position = step.position ?? totals.position
            totals.lag.found(step.lagSeconds)
            totals.faults += step.faults.count
        }
        for fault in step.faults {
            logger.error("a report cannot be counted for now", metadata: ["report": "\(fault.report)", "reason": "\(fault.reason)"])
        }
        return step.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        return [
            .gauge(
                "figures_position",
                help: "The position up to which this instance last saw events counted.",
                samples: [.init(Double(totals.position))]
            ),
            .gauge(
                "figures_lag_seconds",
                help: "Whole seconds since the first event that is not counted, as the last round found it, or at most while rounds fail.",
                samples: [.init(Double(totals.lag.seconds()))]
            ),
            .counter(
                "figures_faults",
                help: "Times this instance could not count a report, and put it off.",
                samples: [.init(Double(totals.faults))]
            ),
        ]
    }
}
