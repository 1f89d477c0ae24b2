import Domain
import RandomTesting
import Testing

@testable import Web

@Suite struct RateLimitStateTests {
    private static let start = ContinuousClock.now

    private static func charge(_ subject: Int, _ window: Quota.Window) -> RateCharge {
        RateCharge(subject: .staff("\(subject)"), window: window)
    }

    /// Against the definition, which keeps the whole history: n in a row need so much time that all but `count` of them come back.
    @Test(arguments: ["3/s", "10/m", "1/m", "7/h,9/d"], 1...20)
    func allowsWhatTheDefinitionAllows(text: String, seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let windows = try #require(Quota(text)).windows
        var state = RateLimitState(capacity: 100)
        var accepted: [Int: [Duration]] = [:]
        var now = Duration.zero
        for _ in 0..<300 {
            let period = try #require(windows.first).period
            now += period * Double.random(in: 0...0.5, using: &random)
            let subject = Int.random(in: 0..<3, using: &random)
            let wait = state.take(windows.map { Self.charge(subject, $0) }, at: Self.start + now)
            let expected = windows.map { Self.wait(accepted[subject, default: []], $0, now) }.max() ?? .zero
            #expect(wait ?? .zero == max(expected, .zero))
            if wait == nil { accepted[subject, default: []].append(now) }
        }
    }

    private static func wait(_ accepted: [Duration], _ window: Quota.Window, _ now: Duration) -> Duration {
        let waits = accepted.indices.map { index in
            accepted[index] + window.interval * (accepted.count - index + 1) - window.period - now
        }
        return waits.max() ?? .zero
    }

    @Test func theWaitIsExact() throws {
        let window = try #require(Quota("10/h")?.windows.first)
        var state = RateLimitState(capacity: 100)
        for _ in 0..<10 { #expect(state.take([Self.charge(0, window)], at: Self.start) == nil) }
        let wait = Duration.seconds(360)
        #expect(state.take([Self.charge(0, window)], at: Self.start) == wait)
        #expect(state.take([Self.charge(0, window)], at: Self.start + wait - .nanoseconds(1)) == .nanoseconds(1))
        #expect(state.take([Self.charge(0, window)], at: Self.start + wait) == nil)
    }

    @Test func allChargesAreTakenOrNone() throws {
        let small = try #require(Quota("1/h")?.windows.first)
        let large = try #require(Quota("2/m")?.windows.first)
        var state = RateLimitState(capacity: 100)
        #expect(state.take([Self.charge(0, small), Self.charge(1, large)], at: Self.start) == nil)
        for _ in 0..<5 { #expect(state.take([Self.charge(0, small), Self.charge(1, large)], at: Self.start) != nil) }
        #expect(state.take([Self.charge(1, large)], at: Self.start) == nil)
        #expect(state.take([Self.charge(1, large)], at: Self.start) == .seconds(30))
    }

    @Test func whatIsGivenBackCanBeTakenAgain() throws {
        let window = try #require(Quota("3/d")?.windows.first)
        var state = RateLimitState(capacity: 100)
        for _ in 0..<1_000 {
            #expect(state.take([Self.charge(0, window)], at: Self.start) == nil)
            state.giveBack([Self.charge(0, window)])
        }
        for _ in 0..<3 { #expect(state.take([Self.charge(0, window)], at: Self.start) == nil) }
        #expect(state.take([Self.charge(0, window)], at: Self.start) != nil)
        // Of one that was never taken nothing comes of it.
        state.giveBack([Self.charge(9, window)])
        #expect(state.take([Self.charge(9, window)], at: Self.start) == nil)
    }
}
