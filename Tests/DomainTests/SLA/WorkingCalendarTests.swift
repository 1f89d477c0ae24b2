import Domain
import Testing

struct WorkingCalendarTests {
    private let office: WorkingCalendar

    init() throws {
        office = try WorkingCalendar(expanding: OfficeCalendar.definition())
    }

    /// F13, F15, F21 and the days that calendars of other systems cannot express.
    @Test(arguments: [
        ("2026-02-13 16:30", 8.0, "2026-02-23 16:30", "2026-02-23 16:30"),
        ("2026-02-13 16:30", 1.0, "2026-02-13 17:30", "2026-02-23 08:00"),
        ("2026-02-15 09:00", 4.0, "2026-02-23 12:00", "2026-02-23 13:30"),
        ("2025-12-31 16:00", 4.0, "2026-01-05 10:30", "2026-01-05 10:30"),
        ("2026-01-09 17:00", 1.0, "2026-01-10 08:30", "2026-01-10 08:30"),
        ("2026-08-21 17:00", 8.0, "2026-08-22 17:00", "2026-08-22 17:00"),
        ("2026-11-23 16:30", 8.0, "2026-11-25 16:30", "2026-11-25 16:30"),
        ("2026-03-04 11:59", 0.5, "2026-03-04 13:59", "2026-03-04 13:59"),
    ])
    func goldenCases(start: String, hours: Double, due: String, breach: String) throws {
        let seconds = Int64(hours * 3_600)
        #expect(try office.due(after: hanoi(start), working: seconds) == hanoi(due))
        #expect(try office.breach(after: hanoi(start), working: seconds) == hanoi(breach))
        #expect(try office.elapsed(from: hanoi(start), to: hanoi(due)) == seconds)
    }

    @Test func anAnswerOnTheEveningOfTheDueDayIsInTime() throws {
        let start = hanoi("2026-02-13 16:30")
        let breach = try office.breach(after: start, working: 3_600)
        #expect(hanoi("2026-02-13 17:45") < breach)
        #expect(try office.elapsed(from: start, to: breach) == 3_600)
        #expect(try office.elapsed(from: start, to: breach.adding(seconds: 1)) == 3_601)
    }

    @Test func aBudgetOfNothingOrLess() throws {
        let night = hanoi("2026-03-06 20:00")
        #expect(try office.due(after: night, working: 0) == night)
        #expect(try office.breach(after: night, working: 0) == hanoi("2026-03-09 08:00"))
        #expect(try office.breach(after: hanoi("2026-03-06 09:00"), working: 0) == hanoi("2026-03-06 09:00"))
        #expect(try office.due(after: night, working: .min) == night)
        #expect(try office.breach(after: night, working: -1) == night)
        #expect(try office.elapsed(from: hanoi("2026-03-06 09:00"), to: hanoi("2026-03-06 08:00")) == -3_600)
    }

    @Test func knowsNothingBeyondItsHorizon() throws {
        let last = hanoi("2027-12-31 17:00")
        let horizon = BeyondHorizon(start: hanoi("2025-01-01 00:00"), end: hanoi("2028-01-01 00:00"))
        #expect(try office.due(after: last, working: 1_800) == hanoi("2027-12-31 17:30"))
        #expect(throws: horizon) { try office.breach(after: last, working: 1_800) }
        #expect(throws: horizon) { try office.due(after: last, working: 1_801) }
        #expect(throws: horizon) { try office.due(after: last, working: .max) }
        #expect(throws: horizon) { try office.breach(after: last, working: .max) }
        #expect(throws: horizon) { try office.due(after: hanoi("2024-12-31 23:59"), working: 0) }
        #expect(throws: horizon) { try office.elapsed(from: last, to: hanoi("2028-01-01 00:01")) }
        #expect(throws: horizon) { try office.elapsed(from: .earliest, to: .latest) }
        #expect(try office.elapsed(from: horizon.start, to: horizon.end) > 0)
    }

    /// F14: neither a loop nor a calendar that suddenly never closes.
    @Test func aCalendarWithoutWorkAnswersWithAnError() throws {
        let closed = try WorkingCalendar(expanding: OfficeCalendar.definition(week: [:], from: "2025-06-01", to: "2025-06-30"))
        let start = hanoi("2025-06-02 09:00")
        #expect(throws: BeyondHorizon.self) { try closed.due(after: start, working: 1) }
        #expect(throws: BeyondHorizon.self) { try closed.breach(after: start, working: 0) }
        #expect(try closed.elapsed(from: start, to: hanoi("2025-06-30 09:00")) == 0)
    }

    @Test func neverClosingIsWrittenAsWholeDays() throws {
        let always = try WorkingCalendar(expanding: OfficeCalendar.alwaysOpen())
        let start = hanoi("2026-02-16 23:59")
        #expect(try always.due(after: start, working: 14_400) == start.adding(seconds: 14_400))
        #expect(try always.breach(after: start, working: 60) == hanoi("2026-02-17 00:00"))
    }

    @Test func refusesWhatItCannotComputeWith() {
        let overlapping = [DayInterval(start: 0, end: 10), DayInterval(start: 9, end: 20)]
        let definition = OfficeCalendar.definition(week: [1: overlapping])
        #expect(throws: InvalidCalendar(findings: [.intervalsOverlap(.weekday(1))])) {
            _ = try WorkingCalendar(expanding: definition)
        }
    }
}
