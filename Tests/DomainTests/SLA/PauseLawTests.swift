import Domain
import Foundation
import RandomTesting
import Testing

/// P14–P16, on office hours to the second.
struct PauseLawTests {
    private let rules: SLARules
    private let office: WorkingCalendar

    init() throws {
        rules = try TestHistory.rules()
        office = try WorkingCalendar(expanding: OfficeCalendar.definition())
    }

    /// The clock to resolve of a report acknowledged at an instant and perhaps paused from one to another, as of the latter.
    private func clock(_ start: Instant, _ from: Instant, _ to: Instant, isPaused: Bool) throws -> ReportClock {
        var events = [
            ClockEvent(seq: 1, at: start, holder: TestHistory.ward, change: .filed(policy: TestHistory.normal)),
            ClockEvent(seq: 2, at: start, holder: TestHistory.ward, change: .acknowledged),
        ]
        if isPaused {
            events.append(ClockEvent(seq: 3, at: from, holder: TestHistory.ward, change: .paused(.legal)))
            events.append(ClockEvent(seq: 4, at: to, holder: TestHistory.ward, change: .resumed))
        }
        return try #require(try ReportClocks(folding: events, by: rules).advanced(to: to, by: rules).clock(.resolve))
    }

    private static func start(_ random: inout SplitMix64) -> Instant {
        hanoi("2026-01-05 00:00").adding(seconds: Int64.random(in: 0...20_000_000, using: &random))
    }

    @Test("P14: a pause outside working time changes nothing")
    func aPauseOutsideWorkingTimeChangesNothing() throws {
        var random = SplitMix64(seed: 61)
        for _ in randomCases(20_000, usually: 500) {
            let start = Self.start(&random)
            let day = HanoiDay(containing: start).date.adding(days: Int.random(in: 1...3, using: &random))
            let closing = HanoiDay(day).from.adding(seconds: 63_000)
            let opening = try office.breach(after: closing, working: 0)
            guard try office.elapsed(from: start, to: opening) < 144_000 else { continue }
            let from = closing.adding(seconds: Int64.random(in: 0...7_200, using: &random))
            let to = from.adding(seconds: Int64.random(in: 0...from.seconds(to: opening), using: &random))
            let (plain, paused) = (try clock(start, from, to, isPaused: false), try clock(start, from, to, isPaused: true))
            #expect(paused.deadline == plain.deadline)
            #expect(try paused.timers(by: rules) == plain.timers(by: rules))
        }
    }

    @Test("P15: a pause of no length changes nothing")
    func aPauseOfNoLengthChangesNothing() throws {
        var random = SplitMix64(seed: 62)
        for _ in randomCases(20_000, usually: 500) {
            let start = Self.start(&random)
            let instant = start.adding(seconds: Int64.random(in: 0...80_000, using: &random))
            let (plain, paused) = (
                try clock(start, instant, instant, isPaused: false), try clock(start, instant, instant, isPaused: true)
            )
            #expect(paused.deadline == plain.deadline && paused.segments == plain.segments)
        }
    }

    @Test("P16: a pause moves the due date by its working time")
    func dueMovesByTheWorkingTimeOfThePause() throws {
        var random = SplitMix64(seed: 63)
        for _ in randomCases(20_000, usually: 2_000) {
            let start = Self.start(&random)
            let from = start.adding(seconds: Int64.random(in: 0...100_000, using: &random))
            let to = from.adding(seconds: Int64.random(in: 0...200_000, using: &random))
            let (plain, paused) = (try clock(start, from, to, isPaused: false), try clock(start, from, to, isPaused: true))
            let before = try #require(plain.deadline?.due)
            let after = try #require(paused.deadline?.due)
            #expect(try office.elapsed(from: before, to: after) == office.elapsed(from: from, to: to))
        }
    }
}
