import Testing

@testable import Postgres

@Suite struct ConnectBackoffTests {
    private let error = PostgresError(.connectionFailed)

    @Test func growsByAQuarterToItsLimit() {
        var backoff = ConnectBackoff()
        var now = ContinuousClock.now
        var delays: [Duration] = []
        #expect(backoff.allowsConnecting(at: now, alreadyConnecting: 7))
        for _ in 0..<30 {
            backoff.failed(error, at: now, jitter: 1)
            let retryAt = backoff.retryAt ?? now
            delays.append(now.duration(to: retryAt))
            #expect(!backoff.allowsConnecting(at: retryAt - .milliseconds(1), alreadyConnecting: 0))
            #expect(backoff.allowsConnecting(at: retryAt, alreadyConnecting: 0))
            #expect(!backoff.allowsConnecting(at: retryAt, alreadyConnecting: 1))
            now = retryAt
        }
        #expect(delays[0] == .milliseconds(100))
        #expect(delays[1] == .milliseconds(125))
        #expect(delays[2] == .microseconds(156_250))
        #expect(delays.last == .seconds(5))
    }

    @Test func failuresTogetherCountOnce() {
        var backoff = ConnectBackoff()
        let now = ContinuousClock.now
        for _ in 0..<8 { backoff.failed(error, at: now, jitter: 1) }
        #expect(backoff.retryAt == now + .milliseconds(100))
    }

    @Test func successForgets() {
        var backoff = ConnectBackoff()
        backoff.failed(error, at: .now, jitter: 1)
        #expect(backoff.isFailing && backoff.lastError == error)
        backoff.succeeded()
        #expect(!backoff.isFailing && backoff.lastError == nil)
        #expect(backoff.allowsConnecting(at: .now, alreadyConnecting: 3))
    }

    @Test func jitterScales() {
        var backoff = ConnectBackoff()
        let now = ContinuousClock.now
        backoff.failed(error, at: now, jitter: 1.03)
        #expect(backoff.retryAt == now + .milliseconds(103))
    }
}
