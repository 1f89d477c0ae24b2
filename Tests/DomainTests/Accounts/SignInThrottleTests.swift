import Domain
import RandomTesting
import Testing

@Suite struct SignInThrottleTests {
    private typealias Scope = SignInThrottle.Scope
    private typealias Count = SignInThrottle.Count
    private static let start = Instant(secondsSince1970: 1_800_000_000)

    /// A city's counts, as the store keeps them.
    private struct City {
        var counts: [String: Count] = [:]
        var now = SignInThrottleTests.start

        private func keys(_ name: String, _ network: String) -> [Scope: String] {
            [.pair: "\(name)@\(network)", .account: name, .network: "@\(network)", .everybody: "*"]
        }

        /// Seconds to wait, or nil when it was looked at.
        mutating func attempt(_ name: String, _ network: String, isRight: Bool) -> Int64? {
            let keys = keys(name, network)
            let wait = SignInThrottle.wait(keys.compactMapValues { counts[$0] }, at: now)
            if wait > 0 { return wait }
            for (scope, key) in keys { counts[key] = SignInThrottle.failed(counts[key] ?? Count(), scope, at: now) }
            if isRight { for (scope, key) in keys { counts[key] = SignInThrottle.succeeded(counts[key] ?? Count(), scope) } }
            return nil
        }
    }

    @Test func whoFailsWaitsOneTwoFourToSixtySeconds() {
        var city = City()
        var waits: [Int64] = []
        for _ in 0..<14 {
            if let wait = city.attempt("lan", "net", isRight: false) {
                waits.append(wait)
                city.now = city.now.adding(seconds: wait)
                #expect(city.attempt("lan", "net", isRight: false) == nil)
            }
        }
        #expect(waits.prefix(7) == [1, 2, 4, 8, 16, 32, 60])
        #expect(waits.dropFirst(7).allSatisfy { $0 == 60 })
        // The owner gets in at the end of it, and begins anew.
        city.now = city.now.adding(seconds: 60)
        #expect(city.attempt("lan", "net", isRight: true) == nil)
        for _ in 0..<4 { #expect(city.attempt("lan", "net", isRight: false) == nil) }
    }

    /// Whatever strangers do to an account from elsewhere, in whatever order, its owner gets in at the first try: from where they have
    /// signed in before at any time, from a new place unless the whole city is attacked.
    @Test func strangersKeepNobodyOut() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var city = City()
            #expect(city.attempt("lan", "home", isRight: true) == nil)
            var looked = 0
            for _ in 0..<300 {
                city.now = city.now.adding(seconds: Int64.random(in: 0...3, using: &random))
                let network = "bot-\(Int.random(in: 0..<40, using: &random))"
                if city.attempt("lan", network, isRight: false) == nil { looked += 1 }
            }
            #expect(city.attempt("lan", "home", isRight: true) == nil, "seed \(seed)")
            #expect(city.attempt("lan", "new", isRight: true) == nil, "seed \(seed)")
            // Forty networks have their first tries each, and share one account's patience after them.
            #expect(looked < 40 * 2 + 30, "seed \(seed): \(looked)")
        }
    }

    /// Who keeps to one network, trying many names, is held back by that; who has an account there is not.
    @Test func anOfficeWithAGuesserInItWorksOn() {
        var city = City()
        #expect(city.attempt("lan", "office", isRight: true) == nil)
        var looked = 0
        for number in 0..<1_000 {
            if city.attempt("name-\(number)", "office", isRight: false) == nil { looked += 1 }
        }
        #expect(looked == 21)
        #expect(city.attempt("lan", "office", isRight: true) == nil)
        // Signing in oneself does not wipe out what one did to others.
        #expect(city.attempt("name-1001", "office", isRight: false) != nil)
    }

    @Test func attackersOfTheWholeCityAreSlowedAndNewcomersWaitSecondsAtMost() {
        var city = City()
        #expect(city.attempt("lan", "home", isRight: true) == nil)
        var looked = 0
        for number in 0..<20_000 {
            if number % 100 == 0 { city.now = city.now.adding(seconds: 1) }
            if city.attempt("name-\(number)", "net-\(number)", isRight: false) == nil { looked += 1 }
        }
        // 400 free ones, and one in two seconds of the 200.
        #expect((400...520).contains(looked), "\(looked)")
        #expect(city.attempt("lan", "home", isRight: true) == nil)
        let wait = city.attempt("lan", "new", isRight: true) ?? 0
        #expect(wait <= 2)
        city.now = city.now.adding(seconds: wait)
        #expect(city.attempt("lan", "new", isRight: true) == nil)
    }

    /// Half a sign-in, by password alone, neither counts nor forgives.
    @Test func anAttemptThatWasNoneLeavesTheRestAsItWas() {
        for scope in Scope.allCases {
            var count = Count()
            for _ in 0..<30 {
                let before = count
                count = SignInThrottle.undone(SignInThrottle.failed(count, scope, at: Self.start), scope)
                #expect(count.failures == before.failures && count.isKnown == before.isKnown)
                count = SignInThrottle.failed(count, scope, at: Self.start)
            }
            #expect(count.failures == 30)
        }
    }
}
