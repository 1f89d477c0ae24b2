internal import Synchronization
package import Telemetry

/// How a loop gets on: for the watchdog and for metrics.
package final class LoopProgress: Sendable {
    private struct State {
        var rounds = 0
        var failures = 0
        var stalls = 0
        var ticksSinceRound = 0
        var lastRound = SuspendingClock.now
    }

    let name: String
    private let state = Mutex(State())

    init(name: String) {
        self.name = name
    }

    /// A round is over. One that failed is over too: the loop lives.
    func roundEnded(failed: Bool) {
        state.withLock { state in
            state.rounds += 1
            if failed { state.failures += 1 }
            state.ticksSinceRound = 0
            state.lastRound = .now
        }
    }

    /// The watchdog looks; returns how often it has since the last round was over.
    func tick() -> Int {
        state.withLock { state in
            state.ticksSinceRound += 1
            return state.ticksSinceRound
        }
    }

    func stalled() {
        state.withLock { $0.stalls += 1 }
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        let labels = [("loop", name)]
        func counter(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .counter("worker_\(metric)", help: help, samples: [.init(Double(value), labels: labels)])
        }
        return [
            counter("rounds", "Rounds of a loop that are over, failed ones too.", state.rounds),
            counter("round_failures", "Rounds of a loop that failed.", state.failures),
            counter("stalls", "Times the watchdog found that a loop had stopped.", state.stalls),
            .gauge(
                "worker_last_round_age_seconds",
                help: "Seconds since a loop's last round was over; the watchdog ends the process when they are too many.",
                samples: [.init(state.lastRound.duration(to: .now) / .seconds(1), labels: labels)]
            ),
        ]
    }
}
