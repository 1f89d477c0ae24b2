import RandomTesting
import Testing

@testable import Web

@Suite struct AdmissionStateTests {
    private static let start = ContinuousClock.now

    /// Shares without bursts, whose rules are then exact at every moment.
    private static func steady(_ exports: Int, _ reads: Int, _ staff: Int, _ filings: Int) -> WorkShares {
        var shares = WorkShares(exports: exports, reads: reads, staff: staff, filings: filings)
        shares.burst = 1
        return shares
    }

    /// Every mixture of work that can come about with shares of one and two, and every class that asks then.
    @Test func aClassMayFillItsShareAndWhatThoseBelowLeave() {
        let shares = Self.steady(1, 2, 1, 2)
        var reached: Set<[Int]> = [[0, 0, 0, 0]]
        var unseen = Array(reached)
        while let counts = unseen.popLast() {
            for work in WorkClass.levels {
                var state = Self.state(shares, counts)
                let isAdmitted = state.enter(work, at: Self.start)
                #expect(isAdmitted == Self.isAllowed(work, counts, shares), "\(work) into \(counts)")
                let next = Array(state.underWay.prefix(counts.count))
                guard isAdmitted, reached.insert(next).inserted else { continue }
                unseen.append(next)
            }
        }
        // Filings may fill everything, which is 18 reads; exports their own share alone.
        #expect(reached.contains([0, 2, 0, 4]) && reached.contains([1, 0, 0, 0]) && !reached.contains { $0[0] > 1 || $0[3] > 4 })
        #expect(reached.contains([0, 6, 0, 0]) && !reached.contains { 4 * $0[0] + $0[1] > 6 })
    }

    /// The rule written out: each class with those below it stays within the sum of their shares.
    private static func isAllowed(_ work: WorkClass, _ counts: [Int], _ shares: WorkShares) -> Bool {
        var counts = counts
        counts[work.rawValue] += 1
        return WorkClass.levels.allSatisfy { level in
            let classes = WorkClass.levels.prefix(level.rawValue + 1)
            return level.rawValue < work.rawValue
                || classes.map { counts[$0.rawValue] * $0.weight }.reduce(0, +) <= classes.map { shares[$0] * $0.weight }.reduce(0, +)
        }
    }

    /// A state with so much under way; the lower classes come first, as they would be kept out later.
    private static func state(_ shares: WorkShares, _ counts: [Int]) -> AdmissionState {
        var state = AdmissionState(shares)
        for work in WorkClass.levels {
            for _ in 0..<counts[work.rawValue] { #expect(state.enter(work, at: start) == true) }
        }
        return state
    }

    @Test func whateverComesAndGoesNoLevelIsEverOverItsBound() {
        var random = SplitMix64(seed: 7)
        let shares = Self.steady(2, 3, 2, 4)
        var state = AdmissionState(shares)
        var entered: [WorkClass] = []
        var refusals = 0
        for _ in 0..<20_000 {
            if Bool.random(using: &random), let index = entered.indices.randomElement(using: &random) {
                state.leave(entered.remove(at: index))
            } else {
                let work = WorkClass.levels.randomElement(using: &random) ?? .filings
                if state.enter(work, at: Self.start) { entered.append(work) } else { refusals += 1 }
            }
            let weights = zip(state.underWay, WorkClass.levels).map { $0 * $1.weight }
            #expect(state.underWay.reduce(0, +) == entered.count && weights.reduce(0, +) <= 35)
            #expect(weights[0] <= 8 && weights[...1].reduce(0, +) <= 11 && weights[...2].reduce(0, +) <= 19)
        }
        #expect(refusals > 0 && state.refused.reduce(0, +) == refusals)
    }

    /// Room for seven reads alone, and five requests of any other kind.
    private static let bursting = WorkShares(exports: 1, reads: 3, staff: 1, filings: 2)

    @Test func aBurstIsLetInForAMomentAndNotForLonger() {
        var state = AdmissionState(Self.bursting)
        var now = Self.start
        for _ in 0..<28 { #expect(state.enter(.reads, at: now) == true) }
        #expect(state.enter(.reads, at: now) == false)
        // Reads have had their moment: no more before there is room in three of their seven.
        now += .milliseconds(99)
        #expect(state.enter(.reads, at: now) == false)
        now += .milliseconds(1)
        for _ in 0..<25 {
            state.leave(.reads)
            #expect(state.admits(.reads, at: now) == false)
        }
        state.leave(.reads)
        #expect(state.enter(.reads, at: now) == true)
        #expect(state.enter(.reads, at: now) == false)
    }

    @Test func anOverloadThatPausesForAMomentIsOne() {
        var state = AdmissionState(Self.bursting)
        var now = Self.start
        for _ in 0..<8 { #expect(state.enter(.reads, at: now) == true) }
        // Below its bound and full again, each time within the patience.
        for _ in 0..<2 {
            now += .milliseconds(49)
            for _ in 0..<4 { state.leave(.reads) }
            for _ in 0..<4 { #expect(state.enter(.reads, at: now) == true) }
        }
        now += .milliseconds(2)
        #expect(state.enter(.reads, at: now) == false)
        for _ in 0..<6 { state.leave(.reads) }
        #expect(state.enter(.reads, at: now) == true)
        #expect(state.enter(.reads, at: now) == false)
        // A longer pause ends it.
        now += .milliseconds(100)
        #expect(state.enter(.reads, at: now) == true)
    }

    @Test func aBurstOfReadsDoesNotTakeTheRoomOfFilings() {
        var state = AdmissionState(Self.bursting)
        for _ in 0..<28 { #expect(state.enter(.reads, at: Self.start) == true) }
        #expect(state.admits(.reads, at: Self.start) == false)
        let later = Self.start + .milliseconds(99)
        for _ in 0..<3 { #expect(state.enter(.filings, at: later) == true) }
        #expect(state.admits(.reads, at: later) == false)
        #expect(state.admits(.exports, at: later) == false)
    }

    /// What is let in within a second, of so many requests that come every quarter of a millisecond.
    private static func flood(
        _ state: inout AdmissionState,
        second: Int = 0,
        _ arrivals: [(work: WorkClass, count: Int)]
    ) -> [WorkClass: Int] {
        let quarters: [WorkClass: Int] = [.reads: 4, .staff: 12, .filings: 20]
        var ends: [Int: [WorkClass]] = [:]
        var admitted: [WorkClass: Int] = [:]
        for tick in 0..<4_000 {
            let now = start + .seconds(second) + .microseconds(250 * tick)
            for work in ends.removeValue(forKey: tick) ?? [] { state.leave(work) }
            for (work, count) in arrivals {
                for _ in 0..<count where state.enter(work, at: now) {
                    admitted[work, default: 0] += 1
                    ends[tick + (quarters[work] ?? 1), default: []].append(work)
                }
            }
        }
        for work in ends.values.joined() { state.leave(work) }
        return admitted
    }

    @Test func anOverloadOfFilingsLosesNothingByWhatComesBeside() {
        let shares = WorkShares(servicePool: 8, publicPool: 8)
        var calm = AdmissionState(shares)
        let alone = Self.flood(&calm, [(.filings, 1)])[.filings] ?? 0
        var state = AdmissionState(shares)
        // The others come first, and five times as many.
        let beside = Self.flood(&state, [(.reads, 5), (.staff, 1), (.filings, 1)])
        #expect(alone > 1_500 && beside[.filings] ?? 0 >= alone * 99 / 100, "\(beside) beside, \(alone) alone")
        // Nobody is shut out: one of each is always at work.
        #expect(beside[.reads] ?? 0 >= 900 && beside[.staff] ?? 0 >= 300)
        // It ends with the filings, whatever goes on to come.
        var quiet = AdmissionState(shares)
        let reads = Self.flood(&quiet, [(.reads, 5)])[.reads] ?? 0
        let after = Self.flood(&state, second: 1, [(.reads, 5)])[.reads] ?? 0
        #expect(reads > 10_000 && after >= reads * 85 / 100, "\(after) after, \(reads) alone")
    }

    @Test func anOverloadOfStaffLosesNothingByReads() {
        let shares = WorkShares(servicePool: 8, publicPool: 8)
        var calm = AdmissionState(shares)
        let alone = Self.flood(&calm, [(.staff, 1)])[.staff] ?? 0
        var state = AdmissionState(shares)
        let beside = Self.flood(&state, [(.reads, 5), (.staff, 1)])
        #expect(alone > 1_000 && beside[.staff] ?? 0 >= alone * 99 / 100, "\(beside) beside, \(alone) alone")
        #expect(beside[.reads] ?? 0 >= 900)
    }

    @Test(arguments: [WorkClass.credentials, .visits, .files, .pictures])
    func whatWaitsForOthersHasItsOwnRoomAndNoMore(_ work: WorkClass) {
        var shares = Self.bursting
        (shares.credentials, shares.visits, shares.downloads, shares.pictures) = (3, 3, 3, 3)
        var state = AdmissionState(shares)
        for _ in 0..<3 { #expect(state.enter(work, at: Self.start) == true) }
        #expect(state.enter(work, at: Self.start) == false)
        #expect(state.refused[work.rawValue] == 1)
        for other in WorkClass.allCases where other != work { #expect(state.admits(other, at: Self.start) == true) }
        // Nor have the others anything of it when they are full.
        var full = AdmissionState(shares)
        for level in WorkClass.levels { while full.enter(level, at: Self.start) {} }
        for _ in 0..<3 { #expect(full.enter(work, at: Self.start) == true) }
        full.leave(work)
        #expect(full.enter(work, at: Self.start) == true)
    }

    @Test func whatBodiesHoldIsBoundedInAll() {
        var shares = Self.bursting
        shares.bodies = 100
        var state = AdmissionState(shares)
        #expect(state.keep(60, of: .filings) == true)
        #expect(state.keep(41, of: .filings) == false)
        #expect(state.keep(40, of: .reads) == true)
        #expect(state.kept == 100 && state.refused[WorkClass.filings.rawValue] == 1)
        state.letGo(60)
        #expect(state.keep(60, of: .filings) == true)
    }

    @Test func exportsWaitForThoseWhoAreStillTakingTheirs() {
        var shares = WorkShares(exports: 2, reads: 2, staff: 1, filings: 1)
        shares.exportsBeingSent = 2
        var state = AdmissionState(shares)
        state.beginSending()
        #expect(state.admits(.exports, at: Self.start) == true)
        state.beginSending()
        #expect(state.admits(.exports, at: Self.start) == false)
        #expect(state.admits(.reads, at: Self.start) == true)
        state.endSending()
        #expect(state.admits(.exports, at: Self.start) == true)
    }

    @Test func filesWaitForThoseWhoAreStillTakingTheirs() {
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.downloads = 2
        var state = AdmissionState(shares)
        let holders = ["a", "b"].map { PlaceHolder.origin(.network($0)) }
        for holder in holders { #expect(state.downloads.take(for: holder) == true) }
        #expect(state.admits(.files, at: Self.start) == false)
        #expect(state.admits(.reads, at: Self.start) == true)
        state.downloads.giveBack(holders[0])
        #expect(state.admits(.files, at: Self.start) == true)
    }

    @Test(arguments: 1...16, 1...16)
    func whateverThePoolsEveryClassHasRoom(servicePool: Int, publicPool: Int) {
        let shares = WorkShares(servicePool: servicePool, publicPool: publicPool)
        for work in WorkClass.allCases { #expect(shares[work] >= 1) }
        #expect(shares.filings >= servicePool)
    }
}
