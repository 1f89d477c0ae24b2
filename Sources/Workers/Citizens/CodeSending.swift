package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Sending codes as a loop's work: whoever waits for one looks at their phone.
package final class CodeSending: PeriodicWork {
    private struct Totals {
        var delivered = 0
        var refused = 0
        var failed = 0
    }

    package let name = "code_sending"
    package let interval = Duration.milliseconds(500)
    private let dispatch: CodeDispatch
    private let logger: Logger
    private let totals = Mutex(Totals())

    package init(_ dispatch: CodeDispatch, logger: Logger) {
        self.dispatch = dispatch
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round = try await dispatch.round()
        let failed = round.failures.values.reduce(0, +)
        totals.withLock { totals in
            totals.delivered += round.delivered
            totals.refused += round.refused
            totals.failed += failed
        }
        for (reason, count) in round.failures {
            logger.warning("codes could not be sent, and are tried again", metadata: ["reason": "\(reason)", "codes": "\(count)"])
        }
        return round.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        let samples = [("delivered", totals.delivered), ("refused", totals.refused), ("failed", totals.failed)].map { outcome, count in
            MetricFamily.Sample(Double(count), labels: [("outcome", outcome)])
        }
        return [.counter("sign_in_codes", help: "Attempts to send a code, by what has become of them.", samples: samples)]
    }
}
