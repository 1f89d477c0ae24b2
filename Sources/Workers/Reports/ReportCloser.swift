internal import Domain
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Closes resolved reports that nobody has answered, as a loop's work.
package final class ReportCloser: PeriodicWork {
    private struct State {
        var next: ReportPlace?
        var closed = 0
        var refused = 0
    }

    package let name = "report_closer"
    package let interval = Duration.seconds(15)
    private let closing: ReportClosing
    private let limit: Int
    private let logger: Logger
    private let state = Mutex(State())

    /// `limit` bounds the reports of a round.
    package init(_ closing: ReportClosing, limit: Int = ReportClosing.batch, logger: Logger) {
        self.closing = closing
        self.limit = limit
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round = try await closing.close(after: state.withLock(\.next), limit: limit)
        state.withLock { state in
            state.next = round.next
            state.closed += round.closed
            state.refused += round.refused.count
        }
        for refusal in round.refused {
            logger.error("a report cannot be closed", metadata: ["report": "\(refusal.code)", "reason": "\(refusal.reason)"])
        }
        return round.next == nil ? .idle : .moreToDo
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        return [
            .counter(
                "reports_closed",
                help: "Resolved reports that this instance closed because nobody had answered in 14 days.",
                samples: [.init(Double(state.closed))]
            ),
            .counter(
                "report_closing_refusals",
                help: "Times a report could not be closed so.",
                samples: [.init(Double(state.refused))]
            ),
        ]
    }
}
