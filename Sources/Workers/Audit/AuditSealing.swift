package import Services
internal import Synchronization
package import Telemetry

/// The sealer as a loop's work: once a second, so that what happens is sealed some two seconds later.
package final class AuditSealing: PeriodicWork {
    private struct Totals {
        var numbered = 0
        var seals = 0
        var sealed = 0
        var lag = LoopLag()
    }

    package let name = "audit_sealer"
    package let interval = Duration.seconds(1)
    private let sealer: AuditSealer
    private let totals = Mutex(Totals())

    package init(_ sealer: AuditSealer) {
        self.sealer = sealer
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round: AuditSealer.Round
        do {
            round = try await sealer.round()
        } catch {
            totals.withLock { $0.lag.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.numbered += round.numbered
            totals.seals += round.sealed > 0 ? 1 : 0
            totals.sealed += round.sealed
            totals.lag.found(round.lagSeconds)
        }
        return round.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        func counter(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .counter(metric, help: help, samples: [.init(Double(value))])
        }
        return [
            counter("audit_entries_numbered", "Entries of the audit this instance gave positions to.", totals.numbered),
            counter("audit_seals", "Seals this instance made.", totals.seals),
            counter("audit_rows_sealed", "Events and entries of the audit this instance sealed.", totals.sealed),
            .gauge(
                "audit_seal_lag_seconds",
                help: "Whole seconds since the oldest unsealed event or entry, as the last round found it, or at most while rounds fail.",
                samples: [.init(Double(totals.lag.seconds()))]
            ),
        ]
    }
}
