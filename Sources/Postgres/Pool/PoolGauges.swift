/// A pool's state and totals at one moment.
package struct PoolGauges: Sendable, Equatable {
    /// The most connections the pool may have.
    package var size = 0
    /// Connections to the server now, leased or idle.
    package var open = 0
    /// Connections lent to callers now.
    package var leased = 0
    /// Callers waiting for a connection now.
    package var waiting = 0
    /// Callers that got no connection within `PoolOptions.waitTimeout`, since the start.
    package var timeouts = 0
    /// Connections made since the start.
    package var connects = 0
    /// Attempts to connect that failed since the start.
    package var connectFailures = 0
    /// How long callers waited that got a connection, since the start.
    package var waits = WaitHistogram()
}

/// Waiting times in cumulative buckets, as Prometheus wants them.
package struct WaitHistogram: Sendable, Equatable {
    /// The buckets' upper bounds in seconds; the last bucket, without a bound, is `count`.
    package static let bounds = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2]
    /// How many waits were no longer than the bound of the same index.
    package private(set) var cumulative = [Int](repeating: 0, count: bounds.count)
    /// The seconds waited in all.
    package private(set) var sum = 0.0
    /// How many waits there were.
    package private(set) var count = 0

    mutating func record(_ wait: Duration) {
        let seconds = wait / .seconds(1)
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
            cumulative[index] += 1
        }
        sum += seconds
        count += 1
    }
}
