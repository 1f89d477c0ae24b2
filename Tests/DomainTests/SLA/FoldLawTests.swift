import Domain
import Foundation
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

    @Test("P18: sweeping between events, ever so often, finds what the history alone says, unless a step is taken back")
    func sweepersFindTheSameLevels() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 25)
        for sweepers in [0, 1, 4] {
            for _ in randomCases(7_000, usually: 150) {
                let history = city.history(&random)
                let events = history.events.map(\.event).filter { if case .undone = $0.change { false } else { true } }
                let now = city.instant(history.end)
                var found: Set<LevelEvent> = []
                var clocks = ReportClocks()
                for event in events {
                    for _ in 0..<sweepers where clocks.cycle > 0 {
                        let span = max(0, clocks.at.seconds(to: event.at))
                        let instant = clocks.at.adding(seconds: Int64.random(in: 0...span, using: &random))
                        found.formUnion(try clocks.advanced(to: instant, by: city.rules).levelEvents)
                    }
                    try clocks.apply(event, by: city.rules)
                }
                let final = try clocks.advanced(to: now, by: city.rules).levelEvents
                #expect(found.isSubset(of: final) && Set(final).count == final.count)
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
}
