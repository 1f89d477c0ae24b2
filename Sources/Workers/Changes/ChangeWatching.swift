package import Services
internal import Synchronization
package import Telemetry

/// The lookout as a loop's work: five rounds a second.
package final class ChangeWatching: PeriodicWork {
    private struct Totals {
        var newest = 0
        var lag = LoopLag()
    }

    package let name = "change_watch"
    package let interval = Duration.milliseconds(200)
    private let lookout: ChangeLookout
    private let totals = Mutex(Totals())

    package init(_ lookout: ChangeLookout) {
        self.lookout = lookout
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let newest: Int?
        do {
            newest = try await lookout.look()
        } catch {
            totals.withLock { $0.lag.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.newest = newest ?? totals.newest
            totals.lag.found(0)
        }
        return .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        return [
            .gauge(
                "change_position",
                help: "The last position in the order of commits, as it was found for those who wait for changes.",
                samples: [.init(Double(totals.newest))]
            ),
            .gauge(
                "change_watch_lag_seconds",
                help: "Whole seconds for which nobody could look for changes.",
                samples: [.init(Double(totals.lag.seconds()))]
            ),
        ]
    }
}
