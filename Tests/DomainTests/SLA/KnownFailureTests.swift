import Domain
import Foundation
import RandomTesting
import Testing

/// What went wrong in other systems, as far as it is a matter of rules.
struct KnownFailureTests {
    private let rules: SLARules

    init() throws {
        rules = try TestHistory.rules()
    }

    private func resolve(_ history: TestHistory, at time: String) throws -> ReportClock {
        try #require(try history.clocks(at: time, by: rules).clock(.resolve))
    }

    private func due(_ history: TestHistory, at time: String) throws -> Instant? {
        try resolve(history, at: time).deadline?.due
    }

    private let accepted = TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 09:00", .acknowledged)

    @Test("F1: comments and edits never restart a clock")
    func editsChangeNothing() throws {
        let plain = try accepted.clocks(at: "2026-03-05 12:00", by: rules)
        let edited = try accepted.then("2026-03-03 10:00", nil).then("2026-03-04 10:00", nil).clocks(at: "2026-03-05 12:00", by: rules)
        #expect(edited.clocks == plain.clocks)
    }

    @Test("F2: a report nobody took up escalates like any other")
    func nobodyAssigned() throws {
        let clocks = try TestHistory(filed: "2026-03-02 08:00").clocks(at: "2026-03-20 12:00", by: rules)
        let keys = clocks.levelEvents.map(\.key)
        for level in ["warn_75", "breach_100", "escalate_200"] {
            #expect(keys.contains(LevelEvent.Key(cycle: 1, clock: .acknowledge, level: level)))
            #expect(keys.contains(LevelEvent.Key(cycle: 1, clock: .resolve, level: level)))
        }
    }

    @Test("F4: a level is one event, however often it is noticed")
    func oneEventALevel() throws {
        let clocks = try accepted.clocks(at: "2026-03-30 12:00", by: rules)
        let again = try clocks.advanced(to: hanoi("2026-03-31 12:00"), by: rules)
        #expect(again.levelEvents == clocks.levelEvents)
        #expect(Set(clocks.levelEvents.map(\.key)).count == clocks.levelEvents.count)
    }

    @Test("F5: a pause takes and gives working time, over a weekend too")
    func pausesInWorkingTime() throws {
        let paused = accepted.then("2026-03-06 16:30", .paused(.legal)).then("2026-03-09 09:00", .resumed)
        #expect(try due(accepted, at: "2026-03-06 12:00") == hanoi("2026-03-09 09:00"))
        #expect(try due(paused, at: "2026-03-09 09:00") == hanoi("2026-03-09 11:00"))
    }

    @Test("F6: another policy does not forget the pause")
    func pauseSurvivesReclassification() throws {
        let history = accepted.then("2026-03-02 10:00", .paused(.legal)).then("2026-03-02 11:00", .retargeted(policy: TestHistory.urgent))
            .then("2026-03-02 14:30", .resumed)
        let paused = try resolve(history, at: "2026-03-02 14:00")
        #expect(paused.usedSeconds == 3_600)
        #expect(try due(history, at: "2026-03-02 15:00") == hanoi("2026-03-02 17:30"))
    }

    @Test("F7: resolved out of a pause, the pause is not counted")
    func resolvedFromPause() throws {
        let clock = try resolve(
            accepted.then("2026-03-02 10:00", .paused(.awaitingCitizen)).then("2026-03-05 10:00", .resolved),
            at: "2026-03-20 10:00"
        )
        #expect(clock.state == .met)
        #expect(clock.usedSeconds == 3_600)
        #expect(clock.stoppedAt == hanoi("2026-03-05 10:00"))
    }

    @Test("F8: nothing fires while a clock waits or is paused")
    func nothingFiresInAPause() throws {
        let pending = try #require(try TestHistory(filed: "2026-03-02 08:00").clocks(at: "2026-03-02 12:00", by: rules).clock(.resolve))
        #expect(pending.state == .pending)
        #expect(try pending.timers(by: rules).isEmpty)
        let paused = try resolve(accepted.then("2026-03-02 10:00", .paused(.legal)), at: "2026-03-04 10:00")
        #expect(try paused.timers(by: rules).map(\.key) == ["resume"])
        #expect(paused.deadline == nil && paused.levelEvents.isEmpty)
        #expect(paused.remainingSeconds == 140_400)
    }

    @Test("F9: a new policy version does not touch clocks that run")
    func policiesAreVersions() throws {
        let newer = rules.adding(TestHistory.policy(testID(14), "normal", resolve: 28_800))
        #expect(try accepted.clocks(at: "2026-03-04 10:00", by: newer) == accepted.clocks(at: "2026-03-04 10:00", by: rules))
        let migrated = accepted.then("2026-03-02 10:00", .retargeted(policy: testID(14)))
        let clock = try #require(try migrated.clocks(at: "2026-03-02 11:00", by: newer).clock(.resolve))
        #expect(clock.targetSeconds == 28_800 && clock.policy == testID(14))
    }

    @Test("F10: computing anew sends nothing twice")
    func recomputation() throws {
        let clocks = try accepted.clocks(at: "2026-03-10 10:00", by: rules)
        let recorded = Dictionary(uniqueKeysWithValues: clocks.levelEvents.map { ($0.key, $0.passing) })
        let anew = try accepted.clocks(at: "2026-03-10 10:00", by: rules)
        let audit = LevelAudit(recorded: recorded, clocks: anew)
        #expect(!recorded.isEmpty && audit.missing.isEmpty && audit.moved.isEmpty && audit.void.isEmpty)
    }

    @Test("F11: a calendar change reaches open reports, and what was passed stays passed")
    func calendarChange() throws {
        var calendar = OfficeCalendar.definition()
        calendar.exceptions[OfficeCalendar.date("2026-03-06")] = CalendarException(kind: .special, name: "Bão")
        let newer = try TestHistory.rules(calendar)
        let before = try #require(try accepted.clocks(at: "2026-03-05 17:30", by: rules).clock(.resolve))
        let after = try #require(try accepted.clocks(at: "2026-03-05 17:30", by: newer).clock(.resolve))
        #expect(before.deadline?.due == hanoi("2026-03-09 09:00"))
        #expect(after.deadline?.due == hanoi("2026-03-10 09:00"))
        #expect(after.levelEvents == before.levelEvents && !after.levelEvents.isEmpty)
    }

    @Test("F13: lunch is no working time")
    func lunch() throws {
        let clock = try resolve(accepted, at: "2026-03-02 13:00")
        #expect(try clock.usedSeconds(at: hanoi("2026-03-02 12:00"), by: rules) == 10_800)
        #expect(try clock.usedSeconds(at: hanoi("2026-03-02 13:30"), by: rules) == 10_800)
    }

    @Test("F14: a calendar without work is an error, neither a loop nor around the clock")
    func calendarWithoutWork() throws {
        let closed = try TestHistory.rules(OfficeCalendar.definition(week: [:], from: "2026-03-01", to: "2026-04-30"))
        #expect(throws: SLAFault.self) { try TestHistory(filed: "2026-03-02 08:00").clocks(at: "2026-03-02 08:00", by: closed) }
    }

    @Test("F15: a deadline is an instant, written with its offset")
    func deadlinesHaveOffsets() throws {
        #expect(try due(accepted, at: "2026-03-02 10:00")?.rfc3339 == "2026-03-09T09:00:00+07:00")
    }

    @Test("F16: warnings are counted forward from the start, never back from the due date")
    func warningsGoForward() throws {
        let clock = try resolve(
            TestHistory(filed: "2026-03-06 16:00", policy: TestHistory.urgent).then("2026-03-06 17:00", .acknowledged),
            at: "2026-03-06 17:00"
        )
        let timers = try clock.timers(by: rules)
        #expect(timers.prefix(2).map(\.fireAt) == [hanoi("2026-03-09 10:30"), hanoi("2026-03-09 11:06")])
        #expect(timers.allSatisfy { $0.fireAt > hanoi("2026-03-06 17:00") })
    }

    @Test("F17: a stopped clock stands, and a reopening is a cycle of its own")
    func reopening() throws {
        let done = accepted.then("2026-03-03 09:00", .resolved)
        let early = try done.clocks(at: "2026-03-03 09:00", by: rules)
        let late = try done.clocks(at: "2026-06-03 09:00", by: rules)
        #expect(early.clocks == late.clocks)
        let again = try done.then("2026-03-04 09:00", .reopened).clocks(at: "2026-03-04 10:00", by: rules)
        #expect(again.clock(.resolve, cycle: 1) == early.clock(.resolve, cycle: 1))
        let second = try #require(again.clock(.resolve))
        #expect(second.cycle == 2 && second.state == .running && second.targetSeconds == 72_000)
        #expect(again.clock(.acknowledge) == nil)
    }

    @Test("F18: a duplicate does not escalate, its clock is cancelled with the reason")
    func duplicates() throws {
        let clocks = try TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 09:00", .cancelled(.duplicate))
            .clocks(at: "2026-06-02 09:00", by: rules)
        #expect(clocks.clock(.acknowledge)?.state == .met)
        #expect(clocks.clock(.resolve)?.state == .cancelled)
        #expect(clocks.clock(.resolve)?.cancelReason == .duplicate)
        #expect(clocks.levelEvents.isEmpty)
        #expect(try clocks.timers(by: rules).isEmpty)
    }

    @Test("F19: no clock overrules another")
    func clocksAreSeparate() throws {
        let plain = try TestHistory(filed: "2026-03-02 08:00").clocks(at: "2026-03-02 10:00", by: rules)
        let extended = try TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 09:00", .extended(seconds: 28_800))
            .clocks(at: "2026-03-02 10:00", by: rules)
        #expect(extended.clock(.acknowledge) == plain.clock(.acknowledge))
        #expect(extended.clock(.handle(agency: TestHistory.ward)) == plain.clock(.handle(agency: TestHistory.ward)))
        #expect(plain.clock(.acknowledge)?.deadline?.due == hanoi("2026-03-02 17:30"))
        #expect(extended.clock(.resolve)?.projectedDue == hanoi("2026-03-10 17:30"))
    }

    @Test("F20: two pauses within one minute are two, counted to the second")
    func pausesOfSeconds() throws {
        let start = hanoi("2026-03-02 10:00")
        let changes: [(Int64, ClockEvent.Change)] = [
            (0, .paused(.legal)), (7, .resumed), (20, .paused(.legal)), (31, .resumed),
        ]
        let events =
            accepted.events
            + changes.enumerated().map { index, change in
                ClockEvent(seq: 3 + index, at: start.adding(seconds: change.0), holder: TestHistory.ward, change: change.1)
            }
        let clock = try #require(try ReportClocks(folding: events, by: rules).clock(.resolve))
        #expect(clock.pauses == 2)
        #expect(clock.deadline?.due == hanoi("2026-03-09 09:00").adding(seconds: 18))
    }

    @Test("F21: nothing fires at night, on weekends or on holidays")
    func nothingFiresAtNight() throws {
        let office = try WorkingCalendar(expanding: OfficeCalendar.definition())
        var random = SplitMix64(seed: 41)
        for _ in 0..<500 {
            let at = hanoi("2026-01-02 00:00").adding(seconds: Int64.random(in: 0...20_000_000, using: &random))
            let events = [ClockEvent(seq: 1, at: at, holder: TestHistory.ward, change: .filed(policy: TestHistory.urgent))]
            for timer in try ReportClocks(folding: events, by: rules).timers(by: rules) {
                #expect(try office.elapsed(from: timer.fireAt, to: timer.fireAt.adding(seconds: 1)) == 1)
            }
        }
    }

    @Test("F23: a breach is blamed on whom the report was with, and everybody's share is known")
    func movedWithoutTimeLeft() throws {
        let history = accepted.then("2026-03-06 17:30", nil, to: TestHistory.coordinator).then("2026-03-10 09:00", .resolved)
        let clocks = try history.clocks(at: "2026-03-10 09:00", by: rules)
        let clock = try #require(clocks.clock(.resolve))
        #expect(clock.state == .missed)
        #expect(clock.breach?.agency == TestHistory.coordinator)
        #expect(clock.breach?.occurredAt == hanoi("2026-03-09 09:00"))
        #expect(clock.usedSecondsByAgency == [TestHistory.ward: 140_400, TestHistory.coordinator: 32_400])
        #expect(clocks.clock(.handle(agency: TestHistory.ward))?.usedSeconds == 144_000)
        #expect(clocks.clock(.handle(agency: TestHistory.coordinator))?.usedSeconds == 32_400)
    }
}
