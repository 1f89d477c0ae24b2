import Domain
import RandomTesting
import Testing

struct CalendarImpactTests {
    private let now = hanoi("2026-03-03 09:00")

    private func impact(closing days: String..., limit: Int = 10, of histories: [TestHistory]) throws -> CalendarImpact {
        var calendar = OfficeCalendar.definition()
        for day in days { calendar.exceptions[OfficeCalendar.date(day)] = CalendarException(kind: .special, name: "Bão") }
        let (old, new) = (try TestHistory.rules(), try TestHistory.rules(calendar))
        var impact = CalendarImpact(limit: limit)
        for (number, history) in histories.enumerated() { impact.add("HN-\(number)", history.events, from: old, to: new, at: now) }
        return impact
    }

    @Test func whatMovesIsToldWithItsWay() throws {
        let accepted = TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 09:00", .acknowledged)
        let impact = try impact(closing: "2026-03-05", of: [accepted, accepted.then("2026-03-03 08:30", .resolved)])
        #expect(impact.reports == 2 && impact.movedReports == 1 && impact.newlyMissed == 0 && impact.faults == 0)
        let move = try #require(impact.moves.first)
        #expect(move.report == "HN-0" && move.clock == .resolve && move.cycle == 1)
        #expect(move.before.due == hanoi("2026-03-09 09:00") && move.after.due == hanoi("2026-03-10 09:00"))
        #expect(move.seconds == 86_400 && move.workingSeconds == 28_800)
    }

    /// Monday was no working day after all: what was late was not.
    @Test func outcomesThatChangeComeFirst() throws {
        let late = TestHistory(filed: "2026-03-02 08:00")
        let accepted = TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 09:00", .acknowledged)
        let impact = try impact(closing: "2026-03-02", of: [accepted, late])
        #expect(impact.noLongerMissed >= 1 && impact.newlyMissed == 0)
        #expect(impact.moves.first.map { $0.report == "HN-1" && $0.before.outcome == .missed && $0.after.outcome == .running } == true)
    }

    /// Figures are of all, the list is of the worst, and parts add up to the whole in any order.
    @Test func partsSumToTheWhole() throws {
        var random = SplitMix64(seed: 77)
        let histories = (0..<60).map { _ in
            let filed = hanoi("2026-02-23 08:00").adding(seconds: 60 * Int64.random(in: 0...10_000, using: &random))
            return TestHistory(filed: String(filed.rfc3339.prefix(16).replacing("T", with: " ")))
        }
        let whole = try impact(closing: "2026-02-25", "2026-03-05", limit: 7, of: histories)
        #expect(whole.moves.count == 7 && whole.movedClocks > 7)
        let (old, calendar) = (try TestHistory.rules(), OfficeCalendar.definition())
        var closed = calendar
        for day in ["2026-02-25", "2026-03-05"] {
            closed.exceptions[OfficeCalendar.date(day)] = CalendarException(kind: .special, name: "Bão")
        }
        let new = try TestHistory.rules(closed)
        var sum = CalendarImpact(limit: 7)
        for (number, history) in histories.enumerated().reversed() {
            var part = CalendarImpact(limit: 7)
            part.add("HN-\(number)", history.events, from: old, to: new, at: now)
            sum.add(part)
        }
        #expect(sum == whole)
    }

    @Test func whatCannotBeComputedIsCounted() throws {
        let impact = try impact(closing: "2026-03-05", of: [TestHistory(filed: "2030-03-02 08:00")])
        #expect(impact.faults == 1 && impact.movedReports == 0)
    }
}
