/// When the pool may try to connect again after failures. While it may not, callers fail at once instead of queueing for nothing.
struct ConnectBackoff: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// 100 ms, a quarter longer after each failure, at most 5 s: a server that comes back is found within that time.
    static let base: Duration = .milliseconds(100)
    static let factor = 1.25
    static let limit: Duration = .seconds(5)

    private var delay: Duration?
    private(set) var retryAt: Instant?
    /// Why the last attempt failed.
    private(set) var lastError: PostgresError?

    var isFailing: Bool { retryAt != nil }

    /// While attempts fail, one at a time is made.
    func allowsConnecting(at now: Instant, alreadyConnecting: Int) -> Bool {
        guard let retryAt else { return true }
        return now >= retryAt && alreadyConnecting == 0
    }

    /// `jitter` is a factor near one, which keeps several processes from trying in step.
    mutating func failed(_ error: PostgresError, at now: Instant, jitter: Double) {
        lastError = error
        // Attempts that were under way together are one failure.
        if let retryAt, now < retryAt { return }
        let delay = delay.map { min($0 * Self.factor, Self.limit) } ?? Self.base
        self.delay = delay
        retryAt = now + delay * jitter
    }

    mutating func succeeded() {
        self = ConnectBackoff()
    }
}
