internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// The sweeper as a loop's work: once a second, so that what falls due is recorded, and told, about a second later.
package final class ClockSweeping: PeriodicWork {
    private struct Totals {
        var levels: [String: Int] = [:]
        var clocks = 0
        var faults = 0
        var lag = LoopLag()
        /// Reports put off, and until when.
        var putOff: [(until: SuspendingClock.Instant, reports: Int)] = []
    }

    package let name = "sla_sweeper"
    package let interval = Duration.seconds(1)
    private let sweeper: SLASweeper
    private let limit: Int
    private let logger: Logger
    private let totals = Mutex(Totals())

    /// `limit` bounds the clocks of a round.
    package init(_ sweeper: SLASweeper, limit: Int = SLASweeper.batch, logger: Logger) {
        self.sweeper = sweeper
        self.limit = limit
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let swept: SweepResult
        do {
            let lagSeconds = try await sweeper.lagSeconds()
            // Before the sweep: if that fails the lag is all the more worth knowing.
            totals.withLock { $0.lag.found(lagSeconds) }
            swept = try await sweeper.sweep(limit: limit)
        } catch {
            totals.withLock { $0.lag.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.levels.merge(swept.levels) { $0 + $1 }
            totals.clocks += swept.clocks
            totals.faults += swept.faults.count
            totals.putOff.removeAll { $0.until <= .now }
            if !swept.faults.isEmpty { totals.putOff.append((SuspendingClock.now + SweepResult.putOff, swept.faults.count)) }
        }
        for (report, fault) in swept.faults {
            logger.error("a report's clocks cannot be computed", metadata: ["report": "\(report)", "reason": "\(fault)"])
        }
        return swept.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        let levels = totals.levels.sorted { $0.key < $1.key }
        return [
            .counter(
                "sla_levels_passed",
                help: "Levels of clocks that this instance recorded as passed.",
                samples: levels.map { .init(Double($0.value), labels: [("level", $0.key)]) }
            ),
            .counter(
                "sla_clocks_swept",
                help: "Due clocks that this instance brought up to date.",
                samples: [.init(Double(totals.clocks))]
            ),
            .counter(
                "sla_clock_faults",
                help: "Times a report's clocks could not be computed and were put off.",
                samples: [.init(Double(totals.faults))]
            ),
            .gauge(
                "sla_reports_put_off",
                help: "Reports that this instance put off in the hour before because their clocks cannot be computed: in no lag.",
                samples: [.init(Double(totals.putOff.reduce(0) { $0 + ($1.until > .now ? $1.reports : 0) }))]
            ),
            .gauge(
                "sla_fire_lag_seconds",
                help: "Whole seconds that the longest overdue moment has waited, as the last round found it, or at most while rounds fail.",
                samples: [.init(Double(totals.lag.seconds()))]
            ),
        ]
    }
}
