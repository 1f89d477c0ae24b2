import Synchronization
package import Telemetry

/// Counts what everybody does, in this process alone: with n instances the limits are n times as high.
package final class RateLimiter: Sendable {
    private struct Shared {
        var state: RateLimitState
        var refused: [RatedActivity: Int] = [:]
    }

    let policy: RatePolicy
    private let shared: Mutex<Shared>

    /// `capacity` charges of each activity are remembered, of about 100 bytes each, and at most twice as many: 13 MB.
    package init(policy: RatePolicy, capacity: Int = 32_768) {
        self.policy = policy
        shared = Mutex(Shared(state: RateLimitState(capacity: capacity)))
    }

    /// nil when the charges are taken, else the whole seconds after which they can be.
    func take(_ charges: [RateCharge], for activity: RatedActivity) -> Int? {
        shared.withLock { shared in
            guard let wait = shared.state.take(charges, at: .now) else { return nil }
            shared.refused[activity, default: 0] += 1
            return Int((wait / .seconds(1)).rounded(.up))
        }
    }

    func giveBack(_ charges: [RateCharge]) {
        shared.withLock { $0.state.giveBack(charges) }
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let refused = shared.withLock { $0.refused }
        let samples = RatedActivity.allCases.map {
            MetricFamily.Sample(Double(refused[$0, default: 0]), labels: [("activity", "\($0)")])
        }
        return [.counter("rate_limited", help: "Requests refused because somebody sent too many.", samples: samples)]
    }
}
