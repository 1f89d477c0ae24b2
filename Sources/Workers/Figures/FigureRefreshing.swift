internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Keeps the figures in memory as they are counted, in every instance: a third of a second behind. Once a minute it compares some days with the
/// database: all of them in about an hour.
package final class FigureRefreshing: PeriodicWork {
    private struct State {
        var seconds = 0.0
        var verifiedAt = ContinuousClock.now
        var differences = 0
    }

    package let name = "figure_refresh"
    package let interval = Duration.milliseconds(300)
    private let board: FigureBoard
    private let verifyingEvery: Duration
    private let logger: Logger
    private let state = Mutex(State())

    package init(_ board: FigureBoard, verifyingEvery: Duration = .seconds(60), logger: Logger) {
        self.board = board
        self.verifyingEvery = verifyingEvery
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let start = ContinuousClock.now
        let hasMore = try await board.step()
        let taken = start.duration(to: .now) / .seconds(1)
        let verifies = state.withLock { state in
            state.seconds = taken
            guard !hasMore, state.verifiedAt.duration(to: .now) >= verifyingEvery else { return false }
            state.verifiedAt = .now
            return true
        }
        if verifies { try await verify() }
        return hasMore ? .moreToDo : .idle
    }

    private func verify() async throws(ServiceError) {
        let found = try await board.verify()
        guard found > 0 else { return }
        state.withLock { $0.differences += found }
        logger.error("figures in memory were not those of the database, and are read anew", metadata: ["counts": "\(found)"])
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        return [
            .gauge(
                "figures_held_position",
                help: "The last event that the figures in this instance's memory count; 0 until they were read.",
                samples: [.init(Double(board.position?.position ?? 0))]
            ),
            .gauge(
                "figures_refresh_seconds",
                help: "How long the last refresh of the figures in memory took.",
                samples: [.init(state.seconds)]
            ),
            .counter(
                "figures_memory_differences",
                help: "Counts in this instance's memory that were not those of the database, and were read anew: each is a defect.",
                samples: [.init(Double(state.differences))]
            ),
        ]
    }
}
