import Domain
import Testing

struct CalendarChecksTests {
    private let now = hanoi("2026-03-02 09:00")

    private func codes(_ change: (inout CalendarDefinition) -> Void) -> [String] {
        var definition = OfficeCalendar.definition()
        change(&definition)
        return definition.publishFindings(at: now, after: nil).map(\.code)
    }

    @Test func theCalendarOf2025To2027MayBePublished() {
        #expect(OfficeCalendar.definition().publishFindings(at: now, after: nil).isEmpty)
        #expect(OfficeCalendar.alwaysOpen().publishFindings(at: now, after: nil).isEmpty)
    }

    @Test func hoursMustBeSortedDisjointAndWithinTheDay() {
        let morning = DayInterval(start: 0, end: 43_200)
        let noon = DayInterval(start: 43_200, end: 50_000)
        #expect(codes { $0.weeks.first[6] = [morning, noon] }.isEmpty)
        #expect(codes { $0.weeks.first[6] = [noon, morning] } == ["intervals_unsorted"])
        #expect(codes { $0.weeks.first[6] = [morning, DayInterval(start: 43_199, end: 50_000)] } == ["intervals_overlap"])
        for (start, end) in [(79_200, 93_600), (-1, 10), (10, 10), (20, 10), (.min, .max)] {
            #expect(codes { $0.weeks.first[6] = [DayInterval(start: start, end: end)] } == ["interval_outside_day"])
        }
        let date = OfficeCalendar.date("2026-06-01")
        let night = CalendarException(kind: .special, hours: [DayInterval(start: 79_200, end: 93_600)], name: "Trực đêm")
        var definition = OfficeCalendar.definition()
        definition.exceptions[date] = night
        #expect(definition.publishFindings(at: now, after: nil) == [.intervalOutsideDay(.date(date))])
    }

    @Test func figuresMustBePossible() {
        #expect(codes { $0.weeks.first[0] = [.wholeDay] } == ["unknown_weekday"])
        #expect(codes { $0.nominalDaySeconds = 0 } == ["nominal_day_out_of_range"])
        #expect(codes { $0.utcOffsetSeconds = .min } == ["offset_out_of_range"])
        #expect(codes { $0.lastDay = $0.firstDay.adding(days: -1) } == ["horizon_reversed"])
        #expect(codes { $0.lastDay = $0.firstDay.adding(days: .max) } == ["horizon_too_long"])
    }

    @Test(arguments: [
        (199, [CalendarFinding.horizonTooNear(daysAhead: 199)]),
        (200, [.horizonNear(daysAhead: 200)]),
        (399, [.horizonNear(daysAhead: 399)]),
        (400, []),
    ])
    func theHorizonMustBeFarEnough(days: Int, expected: [CalendarFinding]) {
        var definition = OfficeCalendar.definition()
        definition.lastDay = OfficeCalendar.date("2026-03-02").adding(days: days)
        definition.exceptions = definition.exceptions.filter { $0.key <= definition.lastDay }
        let findings = definition.publishFindings(at: now, after: nil)
        #expect(findings == expected)
        #expect(findings.contains(where: \.isError) == (days < 200))
    }

    @Test func everyWindowOf31DaysNeedsWork() {
        func findings(closedDays: Int) -> [CalendarFinding] {
            var definition = OfficeCalendar.definition()
            let monday = OfficeCalendar.date("2026-06-01")
            for day in 0..<closedDays {
                definition.exceptions[monday.adding(days: day)] = CalendarException(kind: .special, name: "closed")
            }
            return definition.publishFindings(at: now, after: nil)
        }
        // The weekend before belongs to the stretch: 2 + 28 days, then one more.
        #expect(findings(closedDays: 28).isEmpty)
        #expect(findings(closedDays: 29) == [.noWorkFor31Days(from: OfficeCalendar.date("2026-05-30"))])
        #expect(codes { $0.weeks = WorkingWeeks() }.contains("no_work_for_31_days"))
    }

    @Test func everyDayWorkedInsteadNeedsItsDayOff() {
        let swapWork = CalendarException(kind: .swapWork, hours: OfficeCalendar.workday, name: "Làm bù")
        let swapOff = CalendarException(kind: .swapOff, name: "Hoán đổi")
        func findings(worked: [String], off: [String]) -> [CalendarFinding] {
            var definition = OfficeCalendar.definition()
            definition.exceptions = [:]
            for day in worked { definition.exceptions[OfficeCalendar.date(day)] = swapWork }
            for day in off { definition.exceptions[OfficeCalendar.date(day)] = swapOff }
            return definition.publishFindings(at: now, after: nil)
        }
        #expect(findings(worked: ["2026-01-10"], off: ["2025-12-31"]).isEmpty)
        #expect(findings(worked: ["2026-06-06"], off: ["2026-08-05"]).isEmpty)
        #expect(findings(worked: ["2026-06-06"], off: ["2026-08-06"]) == [.swapUnpaired(OfficeCalendar.date("2026-06-06"))])
        #expect(findings(worked: [], off: ["2026-08-06"]).isEmpty)
        // One day off cannot stand for two days worked, and the earlier one must not take the later one's only partner.
        #expect(findings(worked: ["2026-06-06", "2026-06-13"], off: ["2026-06-10"]) == [.swapUnpaired(OfficeCalendar.date("2026-06-13"))])
        #expect(findings(worked: ["2026-06-06", "2026-08-01"], off: ["2026-05-04", "2026-07-30"]).isEmpty)
    }

    @Test func kindsAndHoursMustAgree() {
        let date = OfficeCalendar.date("2026-06-01")
        #expect(
            codes { $0.exceptions[date] = CalendarException(kind: .holiday, hours: OfficeCalendar.workday, name: "x") } == [
                "hours_contradict_kind"
            ]
        )
        let nothing = CalendarException(kind: .swapWork, name: "x")
        #expect(codes { $0.exceptions[OfficeCalendar.date("2026-08-22")] = nothing } == ["hours_contradict_kind"])
    }

    @Test func exceptionsOutsideTheHorizonAreWarnings() {
        var definition = OfficeCalendar.definition()
        let date = OfficeCalendar.date("2028-01-01")
        definition.exceptions[date] = CalendarException(kind: .holiday, name: "Tết Dương lịch")
        let findings = definition.publishFindings(at: now, after: nil)
        #expect(findings == [.exceptionOutsideHorizon(date)])
        #expect(findings.allSatisfy { !$0.isError })
    }

    /// Unit exception > city exception > unit week > city week.
    @Test func aUnitLaysItsDaysOverTheCity() {
        let saturday = [DayInterval(start: 28_800, end: 43_200)]
        let fair = CalendarException(kind: .special, hours: saturday, name: "Hội làng")
        let unit = OfficeCalendar.definition().applying(
            CalendarOverlay(week: [6: saturday, 3: []], exceptions: [OfficeCalendar.date("2026-09-02"): fair])
        )
        #expect(unit.hours(on: OfficeCalendar.date("2026-03-02")) == OfficeCalendar.workday)  // city week
        #expect(unit.hours(on: OfficeCalendar.date("2026-03-07")) == saturday)  // unit week
        #expect(unit.hours(on: OfficeCalendar.date("2026-03-04")).isEmpty)  // unit week closes Wednesday
        #expect(unit.hours(on: OfficeCalendar.date("2026-08-22")) == OfficeCalendar.workday)  // city exception over unit week
        #expect(unit.hours(on: OfficeCalendar.date("2027-02-06")).isEmpty)  // city exception closes a unit's Saturday
        #expect(unit.hours(on: OfficeCalendar.date("2026-09-02")) == saturday)  // unit exception over city exception
    }
}
