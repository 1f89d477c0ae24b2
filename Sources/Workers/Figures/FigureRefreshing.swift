internal import Domain
package import Services
internal import Synchronization
package import Telemetry

/// Keeps the figures in memory as they are counted, in every instance: a third of a second behind.
package final class FigureRefreshing: PeriodicWork {
    package let name = "figure_refresh"
    package let interval = Duration.milliseconds(300)
    private let board: FigureBoard
    private let seconds = Mutex(0.0)

    package init(_ board: FigureBoard) {
        self.board = board
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let start = ContinuousClock.now
        let hasMore = try await board.step()
        let taken = start.duration(to: .now) / .seconds(1)
        seconds.withLock { $0 = taken }
        return hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        [
            .gauge(
                "figures_held_position",
                help: "The last event that the figures in this instance's memory count; 0 until they were read.",
                samples: [.init(Double(board.position?.position ?? 0))]
            ),
            .gauge(
                "figures_refresh_seconds",
                help: "How long the last refresh of the figures in memory took.",
                samples: [.init(seconds.withLock { $0 })]
            ),
        ]
    }
}
