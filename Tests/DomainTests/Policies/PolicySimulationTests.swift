import ClockTesting
import Domain
import Foundation
import RandomTesting
import Testing

struct PolicySimulationTests {
    private let filed = TestHistory(filed: "2026-03-02 08:00")
    private var accepted: TestHistory { filed.then("2026-03-02 09:00", .acknowledged) }
    private let now = hanoi("2026-03-06 12:00")

    @Test func aPolicyIsTriedOnReportsThatHaveTheirHistory() throws {
        let rules = try TestHistory.rules()
        let stricter = TestHistory.policy(testID(15), "stricter", acknowledge: 1_800, resolve: 14_400)
        let histories = [
            accepted.then("2026-03-02 10:00", .resolved), accepted.then("2026-03-06 10:00", .resolved),
            filed.then("2026-03-02 08:10", .cancelled(.refused)), filed,
        ]
        let (simulation, codes) = simulate(stricter, histories.map(\.events), by: rules)
        #expect(simulation.reports == 4 && simulation.uncomputed == 0)
        #expect(simulation.was.acknowledge.met == 3 && simulation.was.acknowledge.missed == 1)
        #expect(simulation.wouldBe.acknowledge.met == 1 && simulation.wouldBe.acknowledge.missed == 3)
        #expect(simulation.was.resolve.met == 2 && simulation.was.resolve.undecided == 1 && simulation.was.resolve.cancelled == 1)
        #expect(simulation.wouldBe.resolve.met == 1 && simulation.wouldBe.resolve.missed == 2)
        #expect(simulation.wouldBe.resolve.onTime == (1, 3))
        #expect(simulation.differences.map(\.report) == [codes[0], codes[1], codes[1], codes[3]])
        #expect(simulation.differences.first?.change == SimulatedChange(clock: .acknowledge, was: .met, wouldBe: .missed))
        #expect(simulation.changes.values.reduce(0, +) == 4)
        let (same, _) = simulate(try rules.policy(TestHistory.normal), histories.map(\.events), by: rules)
        #expect(same.differences.isEmpty && same.changes.isEmpty && same.was == same.wouldBe && same.overruled.isEmpty)
    }

    @Test func whatWasUsedIsSetAgainstTheNewLimit() throws {
        let rules = try TestHistory.rules()
        let hours = ["09:00", "10:00", "11:00", "12:00", "14:30", "15:30", "16:30", "17:30"]
        let histories = hours.map { filed.then("2026-03-02 \($0)", .acknowledged).events }
        let (simulation, _) = simulate(TestHistory.policy(testID(15), "half", acknowledge: 14_400, resolve: 72_000), histories, by: rules)
        let usage = try #require(simulation.wouldBe.acknowledge.usage)
        #expect(usage.clocks == 8 && usage.medianSeconds == 4 * 3_600 && usage.p90Seconds == 8 * 3_600)
        #expect(usage.medianShare == 1 && usage.p90Share == 2)
        #expect(simulation.wouldBe.resolve.usage == nil)
    }

    /// R4, R18: 44 working hours of 40 and 8 more.
    @Test func whatWasExtendedIsCountedApartAndNoPartOfAnotherLimit() throws {
        let rules = try TestHistory.rules()
        let extended = accepted.then("2026-03-03 09:00", .extended(seconds: 28_800)).then("2026-03-09 14:30", .resolved)
        var simulation = PolicySimulation(of: try rules.policy(TestHistory.normal), at: hanoi("2026-03-10 08:00"), by: rules)
        simulation.add(extended.events, of: "HN-0")
        #expect(simulation.was.resolve.extended == 1 && simulation.was.resolve.met == 0 && simulation.was.resolve.onTime == (0, 0))
        #expect(simulation.wouldBe.resolve.missed == 1 && simulation.wouldBe.resolve.extended == 0)
        let policy = TestHistory.policy(testID(15), "longer", resolve: 180_000)
        var longer = PolicySimulation(of: policy, at: hanoi("2026-03-10 08:00"), by: rules)
        longer.add(extended.events, of: "HN-0")
        #expect(longer.wouldBe.resolve.met == 1 && longer.wouldBe.resolve.onTime == (1, 1))
    }

    @Test func limitsThatWereConfirmedAreNamed() throws {
        let rules = try TestHistory.rules()
        let (simulation, _) = simulate(
            TestHistory.policy(testID(15), "other", acknowledge: 3_600, resolve: 3_600),
            [accepted.events, filed.events],
            by: rules
        )
        let overruled = try #require(simulation.overruled.first)
        #expect(simulation.overruled.count == 1 && overruled.value == 2)
        #expect(overruled.key.clock == .acknowledge && overruled.key.code == "normal" && overruled.key.version == 1)
        #expect(overruled.key.was.seconds == 28_800 && overruled.key.wouldBe.seconds == 3_600)
    }

    @Test func ofManyDifferencesTheFirstAreListed() throws {
        let rules = try TestHistory.rules()
        let stricter = TestHistory.policy(testID(15), "stricter", acknowledge: 1_800, resolve: 144_000)
        let (simulation, codes) = simulate(stricter, Array(repeating: accepted.events, count: 300), by: rules)
        #expect(simulation.changes == [SimulatedChange(clock: .acknowledge, was: .met, wouldBe: .missed): 300])
        #expect(simulation.differences.map(\.report) == Array(codes.prefix(PolicySimulation.mostListed)))
    }

    @Test func aHistoryThatCannotBeComputedIsCountedAndNothingElse() throws {
        let rules = try TestHistory.rules()
        let (simulation, _) = simulate(
            TestHistory.policy(testID(15), "other", resolve: 3_600),
            [
                TestHistory(filed: "2024-03-02 08:00").events, TestHistory(filed: "2026-03-02 08:00", policy: testID(77)).events, [],
                filed.events,
            ],
            by: rules
        )
        #expect(simulation.reports == 1 && simulation.uncomputed == 3)
        #expect(simulation.was.acknowledge.met + simulation.was.acknowledge.missed == 1)
    }

    /// Every clock of random histories as the walk over all ticks has it, as it was and under another policy.
    @Test func simulationsAgreeWithAWalk() throws {
        let city = try RandomCity(tick: 600, days: 40)
        var random = SplitMix64(seed: 47)
        for policy in city.policies {
            let other = policy.under(testID(99))
            var expected = WalkedFigures()
            var histories: [[ClockEvent]] = []
            let end = 30 * 144
            for _ in 0..<150 {
                let history = city.history(&random)
                histories.append(history.events.map(\.event))
                expected.add(city.walked(history.events, to: end), city.walked(history.events.under(other.id), to: end, with: other))
            }
            var simulation = PolicySimulation(of: other, at: city.instant(end), by: city.rules)
            for (number, history) in histories.enumerated() { simulation.add(history, of: "\(number)") }
            #expect(simulation.uncomputed == 0)
            expected.check(simulation, city)
        }
    }

    private func simulate(_ policy: SLAPolicy, _ histories: [[ClockEvent]], by rules: SLARules) -> (PolicySimulation, [String]) {
        let codes = histories.indices.map { "HN-\($0)" }
        var simulation = PolicySimulation(of: policy, at: now, by: rules)
        for (history, code) in zip(histories, codes) { simulation.add(history, of: code) }
        return (simulation, codes)
    }
}

/// Figures counted from walks.
private struct WalkedFigures {
    var was: [String: Int] = [:]
    var wouldBe: [String: Int] = [:]
    var changes: [SimulatedChange: Int] = [:]
    var used: [String: [Int]] = [:]

    mutating func add(_ real: TimelineWalk, _ other: TimelineWalk) {
        for count in real.counts {
            if case .handle = count.key.kind { continue }
            guard let otherCount = other[count.key] else { continue }
            let (before, after) = (count.outcome, otherCount.outcome)
            was["\(count.key.kind.name) \(count.figure)", default: 0] += 1
            wouldBe["\(count.key.kind.name) \(otherCount.figure)", default: 0] += 1
            if otherCount.stoppedAt != nil, otherCount.state != .cancelled {
                used[count.key.kind.name, default: []].append(otherCount.used)
            }
            if before != after { changes[SimulatedChange(clock: count.key.kind, was: before, wouldBe: after), default: 0] += 1 }
        }
    }

    func check(_ simulation: PolicySimulation, _ city: RandomCity) {
        #expect(simulation.changes == changes)
        #expect(Self.figures(simulation.was) == was)
        #expect(Self.figures(simulation.wouldBe) == wouldBe)
        for (kind, tally) in [("acknowledge", simulation.wouldBe.acknowledge), ("resolve", simulation.wouldBe.resolve)] {
            let sorted = (used[kind] ?? []).sorted()
            #expect(tally.usage?.clocks ?? 0 == sorted.count)
            guard let usage = tally.usage else { continue }
            // The smallest value that at least so many do not exceed.
            func quantile(_ share: Double) -> Int64? {
                sorted.first { value in Double(sorted.count { $0 <= value }) >= share * Double(sorted.count) }.map { Int64($0) * city.tick }
            }
            #expect(usage.medianSeconds == quantile(0.5) && usage.p90Seconds == quantile(0.9))
        }
    }

    private static func figures(_ clocks: SimulatedClocks) -> [String: Int] {
        var figures: [String: Int] = [:]
        for (kind, tally) in [("acknowledge", clocks.acknowledge), ("resolve", clocks.resolve)] {
            figures["\(kind) met"] = tally.met
            figures["\(kind) extended"] = tally.extended
            figures["\(kind) missed"] = tally.missed
            figures["\(kind) cancelled"] = tally.cancelled
            figures["\(kind) undecided"] = tally.undecided
        }
        return figures.filter { $0.value > 0 }
    }
}

extension TimelineWalk.Count {
    fileprivate var outcome: ClockState { has("breach_100") ? .missed : state }

    fileprivate var figure: String {
        if outcome == .met, extended > 0 { return "extended" }
        return outcome.isFinal ? outcome.rawValue : "undecided"
    }
}

extension RandomCity {
    fileprivate func walked(_ events: [(at: Int, event: ClockEvent)], to end: Int, with policy: SLAPolicy? = nil) -> TimelineWalk {
        let policies = policiesByID.merging(policy.map { [$0.id: $0] } ?? [:]) { $1 }
        var walk = TimelineWalk(hours, policies: policies)
        walk.walk(TimelineWalk.withoutUndone(events), to: end)
        return walk
    }
}

extension [(at: Int, event: ClockEvent)] {
    fileprivate func under(_ policy: UUID) -> [(at: Int, event: ClockEvent)] {
        map { at, event in
            let change: ClockEvent.Change? =
                switch event.change {
                case .filed: .filed(policy: policy)
                case .retargeted, .extended: nil
                default: event.change
                }
            return (at, ClockEvent(seq: event.seq, at: event.at, holder: event.holder, change: change))
        }
    }
}

extension SLAPolicy {
    /// The same under another id.
    fileprivate func under(_ id: UUID) -> SLAPolicy {
        SLAPolicy(
            id: id,
            code: code,
            version: version + 1,
            nameVi: nameVi,
            nameEn: nameEn,
            scope: scope,
            acknowledge: acknowledge,
            resolve: resolve,
            handleSeconds: handleSeconds,
            calendarKey: calendarKey,
            resolveStarts: resolveStarts,
            nominalDaySeconds: nominalDaySeconds,
            levels: levels,
            reopening: reopening
        )
    }
}
