import ClockTesting
import Domain
import Foundation
import RandomTesting
import Testing

/// P13 and P17–P20 over seeded random histories, against a walk of the state timeline. Disagreements are collected and checked once.
struct FoldLawTests {
    /// Ticks of ten minutes, so that 20,000 histories of days can be walked; in two halves, one for each core.
    @Test("P13: incremental, anew, and by a walk of the timeline clocks are the same", arguments: [21, 22])
    func foldsAgreeWithTheWalkOfTheTimeline(seed: UInt64) throws {
        let city = try RandomCity(tick: 600, days: 40)
        var random = SplitMix64(seed: seed)
        var disagreements: [String] = []
        for number in 0..<10_000 {
            disagreements += try city.disagreements(city.history(&random), number)
            if disagreements.count > 5 { break }
        }
        #expect(disagreements.isEmpty)
    }

    @Test("P13: minute by minute too")
    func foldsAgreeWithTheMinuteWalkOfTheTimeline() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 23)
        var disagreements: [String] = []
        for number in randomCases(5_000, usually: 300) { disagreements += try city.disagreements(city.history(&random), number) }
        #expect(disagreements.isEmpty)
    }

    @Test("P17, P18: however often, when and from where one looks, the levels passed are the same ones")
    func lookingChangesNothing() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 24)
        for _ in randomCases(20_000, usually: 500) {
            let history = city.history(&random)
            let events = history.events.map(\.event)
            let now = city.instant(history.end)
            let once = try ReportClocks(folding: events, by: city.rules).advanced(to: now, by: city.rules)
            #expect(try ReportClocks(folding: events, by: city.rules).advanced(to: now, by: city.rules) == once)
            #expect(Set(once.levelEvents.map(\.key)).count == once.levelEvents.count)

            let last = history.events.last?.at ?? 0
            var swept = try ReportClocks(folding: events, by: city.rules)
            for tick in (0..<4).map({ _ in Int.random(in: last...history.end, using: &random) }).sorted() {
                swept = try swept.advanced(to: city.instant(tick), by: city.rules)
                #expect(Set(swept.levelEvents).isSubset(of: once.levelEvents))
            }
            #expect(try swept.advanced(to: now, by: city.rules) == once)
        }
    }

    /// What a step passed that is taken back is voided; all else that was found stays as it was found.
    @Test("P18: sweeping between events, ever so often, finds what the history alone says")
    func sweepersFindTheSameLevels() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 25)
        for sweepers in [0, 1, 4] {
            for _ in randomCases(7_000, usually: 150) {
                let history = city.history(&random)
                let events = history.events.map(\.event)
                let isUndone = events.contains { if case .undone = $0.change { true } else { false } }
                let now = city.instant(history.end)
                var found: [LevelEvent.Key: LevelEvent.Passing] = [:]
                var clocks = ReportClocks()
                func record(_ clocks: ReportClocks) {
                    let audit = LevelAudit(recorded: found, clocks: clocks)
                    #expect(isUndone || (audit.void.isEmpty && audit.moved.isEmpty))
                    for key in audit.void { found[key] = nil }
                    for event in audit.missing + audit.moved.map(\.event) { found[event.key] = event.passing }
                }
                for event in events {
                    let span = max(0, clocks.at.seconds(to: event.at))
                    let pauses = (0..<(clocks.cycle > 0 ? sweepers : 0)).map { _ in Int64.random(in: 0...span, using: &random) }
                    for pause in pauses.sorted() {
                        record(try clocks.advanced(to: clocks.at.adding(seconds: pause), by: city.rules))
                    }
                    try clocks.apply(event, by: city.rules)
                    if sweepers > 0 { record(clocks) }
                }
                let final = try clocks.advanced(to: now, by: city.rules)
                record(final)
                #expect(found == Dictionary(uniqueKeysWithValues: final.levelEvents.map { ($0.key, $0.passing) }))
            }
        }
    }

    @Test("P19, P20: levels come in order, and where no limit changed missed is what used more than its target")
    func levelsComeInOrderAndMissedIsOverTheTarget() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 26)
        var stopped = 0
        for _ in randomCases(20_000, usually: 1_000) {
            let history = city.history(&random)
            let events = history.events.map(\.event).filter { event in
                switch event.change {
                case .retargeted, .extended: false
                default: true
                }
            }
            for clock in try ReportClocks(folding: events, by: city.rules).clocks {
                #expect(clock.levelEvents.map(\.level.percent) == clock.levelEvents.map(\.level.percent).sorted())
                #expect(clock.levelEvents.map(\.occurredAt) == clock.levelEvents.map(\.occurredAt).sorted())
                guard clock.state.isFinal, let target = clock.targetSeconds else { continue }
                stopped += 1
                #expect((clock.state == .missed) == (clock.usedSeconds > target))
            }
        }
        #expect(stopped > 500)
    }

    @Test("P20: a breach is recorded if and only if more was used than the limit of that moment, extensions and other limits included")
    func aBreachIsWhatUsedMoreThanTheTargetThenInForce() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 27)
        var (breached, kept) = (0, 0)
        for _ in randomCases(20_000, usually: 1_000) {
            let history = city.history(&random)
            var exceeded: Set<TimelineWalk.Key> = []
            var clocks = ReportClocks()
            func look(at instant: Instant) throws {
                for clock in try clocks.advanced(to: instant, by: city.rules).clocks {
                    guard let target = clock.targetSeconds, try clock.usedSeconds(at: instant, by: city.rules) > target else { continue }
                    exceeded.insert(TimelineWalk.Key(cycle: clock.cycle, kind: clock.kind))
                }
            }
            for (_, event) in history.events {
                // P18 is about what is undone.
                if case .undone = event.change { continue }
                if clocks.cycle > 0 { try look(at: event.at) }
                try clocks.apply(event, by: city.rules)
                try look(at: event.at)
            }
            try look(at: city.instant(history.end))
            for clock in try clocks.advanced(to: city.instant(history.end), by: city.rules).clocks {
                let isExceeded = exceeded.contains(TimelineWalk.Key(cycle: clock.cycle, kind: clock.kind))
                #expect((clock.breach != nil) == isExceeded)
                breached += isExceeded ? 1 : 0
                kept += clock.extendedSeconds > 0 && !isExceeded ? 1 : 0
            }
        }
        #expect(breached > 200 && kept > 10)
    }
}
