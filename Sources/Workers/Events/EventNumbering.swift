package import Services
internal import Synchronization
package import Telemetry

/// The sequencer as a loop's work: five rounds a second, so that readers of the feed are a fifth of a second behind.
package final class EventNumbering: PeriodicWork {
    private struct Totals {
        var numbered = 0
        var lag = LoopLag()
    }

    package let name = "event_sequencer"
    package let interval = Duration.milliseconds(200)
    private let sequencer: EventSequencer
    private let totals = Mutex(Totals())

    package init(_ sequencer: EventSequencer) {
        self.sequencer = sequencer
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round: EventSequencer.Round
        do {
            round = try await sequencer.round()
        } catch {
            totals.withLock { $0.lag.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.numbered += round.numbered
            totals.lag.found(round.lagSeconds)
        }
        return round.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        return [
            .counter("events_numbered", help: "Events this instance gave positions to.", samples: [.init(Double(totals.numbered))]),
            .gauge(
                "event_sequencer_lag_seconds",
                help: "Whole seconds since the first event without a position, as the last round found it, or at most while rounds fail.",
                samples: [.init(Double(totals.lag.seconds()))]
            ),
        ]
    }
}
