import Domain
import Synchronization
package import Telemetry

/// Counts what everybody asks, in this process alone: with n instances the limits are n times as high.
package final class RateLimiter: Sendable {
    private struct Shared {
        var state: RateLimitState
        var refused = 0
    }

    let policy: RatePolicy
    private let now: @Sendable () -> ContinuousClock.Instant
    private let shared: Mutex<Shared>

    /// `capacity` charges are remembered, of about 100 bytes each, and at most twice as many: 7 MB.
    package init(
        policy: RatePolicy,
        capacity: Int = 32_768,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.policy = policy
        self.now = now
        shared = Mutex(Shared(state: RateLimitState(capacity: capacity)))
    }

    /// Takes all charges, or none.
    func take(_ charges: [RateCharge]) -> Result<[QuotaStanding], QuotaRefusal> {
        shared.withLock { shared in
            let now = self.now()
            let wait = shared.state.take(charges, at: now)
            let standings = shared.state.standings(charges, at: now)
            guard let wait else { return .success(standings) }
            shared.refused += 1
            return .failure(QuotaRefusal(wait: wait, standings: standings))
        }
    }

    func giveBack(_ charges: [RateCharge]) {
        shared.withLock { $0.state.giveBack(charges) }
    }

    /// For a scrape; `filings` are those that were refused.
    package func metrics(filings: Int) -> [MetricFamily] {
        let reads = shared.withLock { $0.refused }
        let samples = [("reads", reads), ("filings", filings)].map {
            MetricFamily.Sample(Double($1), labels: [("activity", $0)])
        }
        return [.counter("rate_limited", help: "Requests refused because somebody sent too many.", samples: samples)]
    }
}
