import Domain
import Foundation
import Testing

struct ReportClocksTests {
    private let rules: SLARules

    init() throws {
        rules = try TestHistory.rules()
    }

    private let filed = TestHistory(filed: "2026-03-02 08:00")
    private var accepted: TestHistory { filed.then("2026-03-02 09:00", .acknowledged) }

    private func clock(_ kind: ClockKind, _ history: TestHistory, at time: String) throws -> ReportClock {
        try #require(try history.clocks(at: time, by: rules).clock(kind))
    }

    @Test func resolveWaitsForTheAcknowledgement() throws {
        let clocks = try TestHistory(filed: "2026-02-13 18:00").clocks(at: "2026-02-13 18:00", by: rules)
        let first = try #require(clocks.clock(.acknowledge))
        #expect(first.startedAt == hanoi("2026-02-13 18:00"))
        #expect(first.countsFrom == hanoi("2026-02-23 08:00"))
        #expect(first.targetSeconds == 28_800)
        #expect(first.deadline?.due == hanoi("2026-02-23 17:30") && first.deadline?.breach == hanoi("2026-02-24 08:00"))
        let resolve = try #require(clocks.clock(.resolve))
        #expect(resolve.state == .pending && resolve.targetSeconds == 144_000)
        #expect(resolve.projectedDue == hanoi("2026-03-02 17:30"))
        #expect(try first.nextFire(by: rules) == hanoi("2026-02-23 15:30"))
        #expect(try resolve.nextFire(by: rules) == nil)
    }

    @Test func resolveMayRunFromReceipt() throws {
        let policy = TestHistory.policy(testID(14), "urgent", acknowledge: 3_600, resolve: 14_400, starts: .receipt)
        let clocks = try TestHistory(filed: "2026-03-03 10:00", policy: policy.id).clocks(at: "2026-03-03 10:00", by: rules.adding(policy))
        let resolve = try #require(clocks.clock(.resolve))
        #expect(resolve.state == .running && resolve.startedAt == hanoi("2026-03-03 10:00"))
        #expect(resolve.deadline?.due == hanoi("2026-03-03 15:30"))
    }

    @Test func deadlinesBeyondTheCalendarAreAnError() throws {
        #expect(throws: SLAFault.self) { try TestHistory(filed: "2027-12-31 10:00").clocks(at: "2027-12-31 10:00", by: rules) }
    }

    /// R1: not accepting never postpones the clock to resolve.
    @Test func resolveStartsWhenTheAcknowledgementIsMissed() throws {
        let late = filed.then("2026-03-05 10:00", .acknowledged)
        let resolve = try clock(.resolve, late, at: "2026-03-05 10:00")
        #expect(resolve.startedAt == hanoi("2026-03-03 08:00"))
        #expect(try clock(.acknowledge, late, at: "2026-03-05 10:00").state == .missed)
        #expect(try clock(.resolve, filed, at: "2026-03-03 08:00").state == .pending)
        #expect(try clock(.resolve, filed, at: "2026-03-03 08:01").state == .running)
        #expect(try clock(.resolve, accepted, at: "2026-03-05 10:00").startedAt == hanoi("2026-03-02 09:00"))
    }

    /// R4.
    @Test func aPauseEndsByItselfAfterFiveWorkingDays() throws {
        let paused = accepted.then("2026-03-02 10:00", .paused(.forceMajeure))
        #expect(try clock(.resolve, paused, at: "2026-03-05 10:00").resumesAt == hanoi("2026-03-09 10:00"))
        let later = try clock(.resolve, paused, at: "2026-03-09 11:00")
        #expect(later.state == .running)
        #expect(later.segments.map(\.start) == [hanoi("2026-03-02 09:00"), hanoi("2026-03-02 10:00"), hanoi("2026-03-09 10:00")])
        // The entry the system writes about it, however late, changes nothing.
        let noted = paused.then("2026-03-09 12:00", .resumed)
        #expect(try clock(.resolve, noted, at: "2026-03-09 13:00") == clock(.resolve, paused, at: "2026-03-09 13:00"))
    }

    /// R4.
    @Test func thereAreTwoPausesAndOnlyTheCitizensAnswerEndsTheirs() throws {
        let twice = accepted.then("2026-03-02 10:00", .paused(.legal)).then("2026-03-02 10:30", .answered)
        #expect(try clock(.resolve, twice, at: "2026-03-02 11:00").state == .paused)
        let third = twice.then("2026-03-02 11:00", .resumed).then("2026-03-02 11:00", .paused(.awaitingCitizen))
            .then("2026-03-02 11:30", .answered).then("2026-03-02 12:00", .paused(.legal))
        let clock = try clock(.resolve, third, at: "2026-03-02 14:00")
        #expect(clock.state == .running && clock.pauses == 2)
        #expect(clock.segments.map(\.mode) == [.running, .paused(.legal), .paused(.awaitingCitizen), .running])
    }

    /// R7.
    @Test func aShorterLimitCanBreachAtOnceAndABreachStays() throws {
        let history = accepted.then("2026-03-04 10:00", .retargeted(policy: TestHistory.urgent))
        let breached = try clock(.resolve, history, at: "2026-03-04 10:00")
        #expect(breached.breach?.byReclassification == true && breached.breach?.occurredAt == hanoi("2026-03-04 10:00"))
        #expect(breached.startedAt == hanoi("2026-03-02 09:00"))
        let back = history.then("2026-03-04 11:00", .retargeted(policy: TestHistory.normal))
        #expect(try clock(.resolve, back.then("2026-03-05 11:00", .resolved), at: "2026-03-05 11:00").state == .missed)
        #expect(try clock(.resolve, back, at: "2026-03-04 12:00").deadline?.due == hanoi("2026-03-09 09:00"))
    }

    /// R8: from the transfer on the calendar of the new agency counts; the police here work around the clock.
    @Test func aTransferBringsItsOwnCalendar() throws {
        let moved = accepted.then("2026-03-02 17:30", nil, to: TestHistory.police)
        let clock = try clock(.resolve, moved, at: "2026-03-02 17:30")
        #expect(clock.deadline?.due == hanoi("2026-03-02 17:30").adding(seconds: 144_000 - 25_200))
        #expect(clock.segments.map(\.calendar.unit) == [nil, testID(21)])
        let clocks = try moved.clocks(at: "2026-03-03 08:00", by: rules)
        #expect(clocks.clock(.handle(agency: TestHistory.ward))?.stoppedAt == hanoi("2026-03-02 17:30"))
        #expect(clocks.clock(.handle(agency: TestHistory.police))?.state == .running)
    }

    /// R9.
    @Test func aRefusalMeetsWhatWasNotMissed() throws {
        let early = filed.then("2026-03-02 17:45", .cancelled(.refused))
        #expect(try clock(.acknowledge, early, at: "2026-03-10 08:00").state == .met)
        #expect(try clock(.resolve, early, at: "2026-03-10 08:00").state == .cancelled)
        let late = filed.then("2026-03-03 08:01", .cancelled(.refused))
        #expect(try clock(.acknowledge, late, at: "2026-03-10 08:00").state == .missed)
        let tooLate = filed.then("2026-03-20 08:01", .cancelled(.withdrawn))
        #expect(try clock(.resolve, tooLate, at: "2026-03-20 08:01").state == .missed)
    }

    /// R10: half the limit, at least 8 working hours.
    @Test func aReopeningLeavesHalfTheLimitAndAtLeastTheMinimum() throws {
        let urgent = TestHistory(filed: "2026-03-02 08:00", policy: TestHistory.urgent).then("2026-03-02 09:00", .resolved)
            .then("2026-03-03 09:00", .reopened)
        #expect(try clock(.resolve, urgent, at: "2026-03-03 09:00").targetSeconds == 28_800)
    }

    @Test func anExtensionIsAddedAndKeptApart() throws {
        let extended = accepted.then("2026-03-03 10:00", .extended(seconds: 28_800))
        let clock = try clock(.resolve, extended, at: "2026-03-03 10:00")
        #expect(clock.targetSeconds == 172_800 && clock.extendedSeconds == 28_800)
        #expect(clock.deadline?.due == hanoi("2026-03-10 09:00"))
        let urgent = extended.then("2026-03-03 11:00", .retargeted(policy: TestHistory.urgent))
        #expect(try self.clock(.resolve, urgent, at: "2026-03-03 11:00").targetSeconds == 43_200)
    }

    @Test func anOpinionPausesNothing() throws {
        let asked = accepted.then("2026-03-02 10:00", .opinionRequested(agency: TestHistory.police))
        let clocks = try asked.then("2026-03-02 11:00", .opinionGiven(agency: TestHistory.police)).clocks(at: "2026-03-02 15:00", by: rules)
        #expect(clocks.clock(.handle(agency: TestHistory.police))?.usedSeconds == 3_600)
        #expect(clocks.clock(.resolve)?.deadline?.due == hanoi("2026-03-09 09:00"))
        #expect(clocks.clock(.handle(agency: TestHistory.ward))?.state == .running)
    }

    @Test func whatIsUndoneDidNotHappen() throws {
        let undone = accepted.then("2026-03-04 10:00", .resolved).then("2026-03-04 10:03", .undone(seq: 3))
        let plain = try accepted.clocks(at: "2026-03-05 10:00", by: rules)
        #expect(try undone.clocks(at: "2026-03-05 10:00", by: rules).clocks == plain.clocks)
        let tooLate = accepted.then("2026-03-04 10:00", .resolved).then("2026-03-04 10:01", .reopened).then(
            "2026-03-04 10:03",
            .undone(seq: 3)
        )
        #expect(try tooLate.clocks(at: "2026-03-04 11:00", by: rules).cycle == 2)
    }

    /// R14: whoever comes first, the same levels are passed.
    @Test func aStopAfterTheLimitLeavesTheMissedLevels() throws {
        let clocks = try accepted.then("2026-03-09 09:01", .resolved).clocks(at: "2026-04-01 08:00", by: rules)
        let levels = clocks.levelEvents.filter { $0.clock == .resolve }.map(\.level.key)
        #expect(levels == ["warn_75", "warn_90", "breach_100", "escalate_100"])
        let inTime = try accepted.then("2026-03-09 09:00", .resolved).clocks(at: "2026-04-01 08:00", by: rules)
        #expect(inTime.levelEvents.filter { $0.clock == .resolve }.map(\.level.key) == ["warn_75", "warn_90"])
    }

    /// R13.
    @Test func aNotificationTellsOfTheHighestLevelOnly() throws {
        let clocks = try filed.clocks(at: "2026-03-10 08:00", by: rules)
        let events = clocks.levelEvents.filter { $0.clock == .acknowledge }
        #expect(LevelAudit.notified(of: events)?.level == SLALevel(.escalate(.cityAdmin), percent: 200))
        #expect(LevelAudit.notified(of: events.prefix(4))?.level == SLALevel(.escalate(.unitAdmin), percent: 100))
        #expect(LevelAudit.notified(of: []) == nil)
    }

    @Test func aCalendarTooShortIsAnErrorAndChangesNothing() throws {
        let short = try TestHistory.rules(OfficeCalendar.definition(from: "2026-01-01", to: "2026-03-06"))
        let office = CalendarID(code: "office")
        let horizon = BeyondHorizon(start: hanoi("2026-01-01 00:00"), end: hanoi("2026-03-07 00:00"))
        let accepted = TestHistory(filed: "2026-03-02 08:00", policy: TestHistory.urgent).then("2026-03-02 08:30", .acknowledged)
        var clocks = try ReportClocks(folding: accepted.events, by: short)
        let before = clocks
        #expect(throws: SLAFault.beyondHorizon(office, horizon)) {
            try clocks.apply(
                ClockEvent(
                    seq: 3,
                    at: hanoi("2026-03-02 09:00"),
                    holder: TestHistory.ward,
                    change: .retargeted(policy: TestHistory.normal)
                ),
                by: short
            )
        }
        #expect(clocks == before)
        #expect(throws: SLAFault.unknownPolicy(testID(99))) {
            try TestHistory(filed: "2026-03-02 08:00", policy: testID(99)).clocks(at: "2026-03-02 08:00", by: short)
        }
        #expect(throws: SLAFault.notFiled) {
            try ReportClocks(
                folding: [ClockEvent(seq: 1, at: hanoi("2026-03-02 09:00"), holder: TestHistory.ward, change: .resolved)],
                by: short
            )
        }
    }

    /// What can be told is told: a limit that is known does not wait for levels that are not, and a clock that waits promises nothing.
    @Test func whatLiesBeyondTheCalendarIsLeftOpen() throws {
        let short = try TestHistory.rules(OfficeCalendar.definition(from: "2026-01-01", to: "2026-03-11"))
        let filed = try TestHistory(filed: "2026-03-09 08:00").clocks(at: "2026-03-09 08:00", by: short)
        let first = try #require(filed.clock(.acknowledge))
        #expect(first.deadline?.due == hanoi("2026-03-09 17:30"))
        #expect(try first.timers(by: short).map(\.key).last == "escalate_200" && filed.clock(.resolve)?.state == .pending)
        #expect(filed.clock(.resolve)?.projectedDue == nil)
        let explanation = try ClockExplanation(try #require(filed.clock(.resolve)), at: hanoi("2026-03-09 08:00"), by: short)
        #expect(explanation.text(in: .en, agencies: [:]).contains("the calendar does not reach so far yet"))

        let late = try TestHistory(filed: "2026-03-10 08:00").clocks(at: "2026-03-10 08:00", by: short)
        let levels = try #require(late.clock(.acknowledge)).timers(by: short).map(\.key)
        #expect(levels == ["warn_75", "warn_90", "breach_100", "escalate_100", "escalate_150"])
        let longer = try TestHistory.rules()
        #expect(try #require(late.clock(.acknowledge)).timers(by: longer).count == levels.count + 1)
        let missed = try TestHistory(filed: "2026-03-10 08:00", policy: TestHistory.urgent).clocks(at: "2026-03-11 16:00", by: short)
        let resolve = try #require(missed.clock(.resolve))
        #expect(resolve.state == .running && resolve.deadline?.due == hanoi("2026-03-11 12:00"))
        #expect(try resolve.nextFire(by: short) == nil && resolve.timers(by: short).isEmpty)
    }

    /// R15: a correction voids, moves and adds, and deletes nothing.
    @Test func aCorrectionIsComparedWithWhatIsRecorded() throws {
        let clocks = try accepted.clocks(at: "2026-03-09 17:00", by: rules)
        var recorded = Dictionary(uniqueKeysWithValues: clocks.levelEvents.map { ($0.key, $0.passing) })
        let warned = LevelEvent.Key(cycle: 1, clock: .resolve, level: "warn_75")
        recorded[warned] = nil
        var calendar = OfficeCalendar.definition()
        calendar.exceptions[OfficeCalendar.date("2026-03-06")] = CalendarException(kind: .special, name: "Bão")
        let corrected = try accepted.clocks(at: "2026-03-09 17:00", by: TestHistory.rules(calendar))
        let audit = LevelAudit(recorded: recorded, clocks: corrected)
        #expect(audit.missing.map(\.key) == [warned])
        #expect(audit.moved.map(\.event.level.key) == ["warn_90"])
        #expect(audit.moved.first?.recorded.occurredAt == hanoi("2026-03-06 14:30"))
        #expect(audit.void.map(\.level) == ["breach_100", "escalate_100"])
    }

    @Test func historyEntriesSayWhatTheyMeanForClocks() {
        #expect(ReportEventType.filed.clockChange(ClockDetails(policy: testID(1))) == .filed(policy: testID(1)))
        #expect(ReportEventType.filed.clockChange(ClockDetails()) == nil)
        #expect(ReportEventType.informationRequested.clockChange(ClockDetails()) == .paused(.awaitingCitizen))
        #expect(ReportEventType.paused.clockChange(ClockDetails(reason: .legal)) == .paused(.legal))
        #expect(ReportEventType.classified.clockChange(ClockDetails(policy: testID(2))) == .retargeted(policy: testID(2)))
        #expect(ReportEventType.markedDuplicate.clockChange(ClockDetails()) == .cancelled(.duplicate))
        #expect(ReportEventType.unmerged.clockChange(ClockDetails()) == .reopened)
        #expect(ReportEventType.undone.clockChange(ClockDetails(undone: 4)) == .undone(seq: 4))
        for type in [ReportEventType.noted, .transferred, .slaBreached, .closed] { #expect(type.clockChange(ClockDetails()) == nil) }
    }

    @Test func levelsOfAPolicyAreInOrder() {
        #expect(SLALevels.standard.all.map(\.key) == ["warn_75", "warn_90", "breach_100", "escalate_100", "escalate_150", "escalate_200"])
        #expect(
            SLALevels(warnings: [0, 120, 50, 50], escalations: [-1: .cityAdmin]).all.map(\.key) == ["warn_50", "breach_100", "warn_120"]
        )
        #expect(SLALevel(.warn, percent: 75).threshold(ofTarget: 10) == 8)
        #expect(SLALevel(.warn, percent: 75).threshold(ofTarget: .max) == .max)
        #expect(SLALevels.standard.all.map(\.eventType).suffix(4) == [.slaBreached, .slaEscalated, .slaEscalated, .slaEscalated])
    }
}
