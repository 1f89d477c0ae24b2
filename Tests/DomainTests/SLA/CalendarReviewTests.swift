import Domain
import Foundation
import RandomTesting
import Testing

struct CalendarReviewTests {
    private let now = hanoi("2026-03-02 09:00")
    private let today = OfficeCalendar.date("2026-03-02")
    private let unit = testID(77)

    private func version(_ definition: CalendarDefinition = OfficeCalendar.definition(), overlays: [UUID: CalendarOverlay] = [:])
        -> CalendarVersion
    {
        CalendarVersion(
            code: "office",
            number: 1,
            nameEn: "Office hours",
            source: "test",
            definition: definition,
            overlays: overlays,
            publishedAt: hanoi("2025-01-01 00:00"),
            publishedBy: nil
        )
    }

    private func review(unit: UUID? = nil, _ edit: (inout CalendarChange) -> Void) -> CalendarReview {
        var change = CalendarChange(calendar: "office", unit: unit)
        edit(&change)
        let current = version()
        return CalendarReview(from: current, to: current.applying(change, by: nil, at: now), at: now)
    }

    @Test func theSameIsUnchangedAndWordsMoveNoHours() {
        #expect(review { _ in }.kind == .unchanged)
        #expect(review { $0.week = OfficeCalendar.week }.kind == .unchanged)
        #expect(review(unit: unit) { $0.exceptions = [:] }.kind == .unchanged)
        #expect(review { $0.source = "Quyết định khác" }.kind == .wording)
        let renamed = review { change in
            change.exceptions = OfficeCalendar.definition().exceptions.mapValues {
                CalendarException(kind: $0.kind, hours: $0.hours, name: "tên khác", decision: $0.decision)
            }
        }
        #expect(renamed.kind == .wording && renamed.days.isEmpty && renamed.corrected == nil)
    }

    /// Whoever publishes holds up filings meanwhile.
    @Test func eightThousandYearsAreRefusedUnwalked() {
        let review = review { $0.lastDay = OfficeCalendar.date("9999-12-31") }
        #expect(!review.isFit && review.findings.contains { $0.finding == .horizonTooLong })
        #expect(review.days.isEmpty)
    }

    @Test func daysAfterTodayAreFutureDatedAndTodayIsNot() {
        func closing(_ day: String) -> CalendarReview {
            review {
                $0.exceptions = OfficeCalendar.definition().exceptions.merging([
                    OfficeCalendar.date(day): .init(kind: .special, name: "Bão")
                ]) { $1 }
            }
        }
        #expect(closing("2026-03-03").kind == .futureDated)
        #expect(closing("2026-03-03").corrected == nil)
        #expect(closing("2026-03-02").kind == .correction)
        #expect(closing("2026-03-02").corrected == hanoi("2026-03-02 00:00")..<hanoi("2026-03-03 00:00"))
        // A Sunday is closed already.
        #expect(closing("2026-03-08").kind == .wording)
    }

    /// The days to come of a correction are no days already counted.
    @Test func aCorrectionReachesNoFurtherThanToday() {
        let edited = review { change in
            change.exceptions = OfficeCalendar.definition().exceptions.merging(
                ["2026-02-02", "2026-02-24", "2026-04-01"].reduce(into: [:]) {
                    $0[OfficeCalendar.date($1)] = .init(kind: .special, name: "Bão")
                }
            ) { $1 }
        }
        #expect(edited.kind == .correction)
        #expect(edited.corrected == hanoi("2026-02-02 00:00")..<hanoi("2026-02-25 00:00"))
        #expect(edited.days.count == 3)
    }

    @Test func aUnitsOwnHoursConcernThatUnitAlone() {
        let saturday = [DayInterval(start: 28_800, end: 43_200)]
        let own = review(unit: unit) { $0.week = [6: saturday] }
        #expect(own.kind == .futureDated && own.unit == unit && own.days.first == OfficeCalendar.date("2026-03-07"))
        let later = review(unit: unit) {
            $0.exceptions = [OfficeCalendar.date("2026-05-02"): .init(kind: .special, hours: saturday, name: "Trực")]
        }
        #expect(later.kind == .futureDated && later.unit == unit && later.days == [OfficeCalendar.date("2026-05-02")])
        #expect(review { $0.week = [:] }.unit == nil)
    }

    /// The day on which a week begins is what tells a plan from a correction.
    @Test func aWeekHoldsFromTheDayAfterUnlessItSaysSo() throws {
        let saturday = [DayInterval(start: 28_800, end: 43_200)]
        let week = OfficeCalendar.week.merging([6: saturday]) { $1 }
        let planned = review { ($0.week, $0.weekFrom) = (week, OfficeCalendar.date("2026-06-01")) }
        #expect(planned.kind == .futureDated && planned.days.first == OfficeCalendar.date("2026-06-06"))
        let today = review { ($0.week, $0.weekFrom) = ([:], self.today) }
        #expect(today.kind == .correction && today.corrected == hanoi("2026-03-02 00:00")..<hanoi("2026-03-03 00:00"))
        let always = review { ($0.week, $0.weekFrom) = (week, OfficeCalendar.date("2020-01-01")) }
        #expect(always.kind == .correction && always.days.first == OfficeCalendar.date("2025-01-04"))
        // A Saturday that was swapped is worked in any case.
        #expect(!always.days.contains(OfficeCalendar.date("2026-08-22")))

        let current = version()
        var change = CalendarChange(calendar: "office")
        (change.week, change.weekFrom) = (week, OfficeCalendar.date("2026-06-01"))
        let next = current.applying(change, by: nil, at: now)
        #expect(next.definition.hours(on: OfficeCalendar.date("2026-05-30")).isEmpty)
        #expect(next.definition.hours(on: OfficeCalendar.date("2026-06-06")) == saturday)
        // What is said of an earlier day stands in the place of what was to follow.
        change.weekFrom = OfficeCalendar.date("2026-04-01")
        #expect(next.applying(change, by: nil, at: now).definition.weeks.later.keys.sorted() == [OfficeCalendar.date("2026-04-01")])
        change.week = OfficeCalendar.week
        #expect(next.applying(change, by: nil, at: now).definition == current.definition)
    }

    /// A unit keeps its own weekdays while the city's change, and the city's hours again where it names none.
    @Test func weeksOfAUnitLieOverThoseOfTheCity() throws {
        let (early, late) = ([DayInterval(start: 25_200, end: 39_600)], [DayInterval(start: 36_000, end: 61_200)])
        var city = OfficeCalendar.definition()
        city.weeks.later[OfficeCalendar.date("2026-06-01")] = [1: late, 2: late]
        let overlay = CalendarOverlay(week: [1: early], laterWeeks: [OfficeCalendar.date("2026-07-01"): [:]])
        let unit = city.applying(overlay)
        for (day, hours) in [
            ("2026-05-25", early), ("2026-05-26", OfficeCalendar.workday), ("2026-06-08", early), ("2026-06-09", late), ("2026-06-10", []),
            ("2026-07-06", late),
        ] {
            #expect(unit.hours(on: OfficeCalendar.date(day)) == hours, "\(day)")
        }
    }

    @Test func aYearThatComesInWithoutHolidaysIsRefused() {
        let extended = review { $0.lastDay = OfficeCalendar.date("2029-06-30") }
        #expect(extended.findings.map(\.finding) == [.yearWithoutHolidays(2028), .yearWithoutHolidays(2029)] && !extended.isFit)
        let told = review { change in
            change.lastDay = OfficeCalendar.date("2028-12-31")
            change.exceptions = OfficeCalendar.definition().exceptions.merging(
                [OfficeCalendar.date("2028-01-01"): .init(kind: .holiday, name: "Tết Dương lịch")]
            ) { $1 }
        }
        #expect(told.isFit && told.kind == .futureDated)
        // The days left of a year that has begun, and a calendar that knows no holidays.
        let short = version(OfficeCalendar.definition(to: "2027-11-30"))
        var change = CalendarChange(calendar: "office")
        change.lastDay = OfficeCalendar.date("2027-12-31")
        #expect(CalendarReview(from: short, to: short.applying(change, by: nil, at: now), at: now).isFit)
        let always = version(OfficeCalendar.alwaysOpen())
        change.lastDay = OfficeCalendar.date("2030-12-31")
        #expect(CalendarReview(from: always, to: always.applying(change, by: nil, at: now), at: now).isFit)
    }

    @Test func everyVariantIsChecked() {
        var change = CalendarChange(calendar: "office", unit: unit)
        change.week = [1: [], 2: [], 3: [], 4: [], 5: []]
        let current = version()
        let review = CalendarReview(from: current, to: current.applying(change, by: nil, at: now), at: now)
        #expect(!review.isFit)
        #expect(review.findings.allSatisfy { $0.unit == unit })
        // What a variant has from the city stands once.
        let short = self.review { $0.lastDay = OfficeCalendar.date("2026-08-01") }
        #expect(short.findings.count { $0.finding.code == "horizon_too_near" } == 1)
    }

    /// What is published for days to come never changes what was counted: neither the city's time nor any unit's.
    @Test func futureDatedChangesLeaveThePastAlone() throws {
        var random = SplitMix64(seed: 1510)
        var published = 0
        for _ in 0..<300 {
            let current = version(overlays: [testID(1): overlay(&random), testID(2): overlay(&random)])
            let next = current.applying(change(&random), by: nil, at: now)
            guard CalendarReview(from: current, to: next, at: now).kind == .futureDated else { continue }
            published += 1
            for id in [nil, testID(1), testID(2)] {
                let before = try WorkingCalendar(expanding: current.definition(for: id))
                let after = try WorkingCalendar(expanding: next.definition(for: id))
                for _ in 0..<40 {
                    let pair = (0..<2).map { _ in
                        hanoi("2025-01-01 00:00").adding(seconds: Int64.random(in: 0...36_806_400, using: &random))
                    }
                    let from = min(pair[0], pair[1], now)
                    let to = min(max(pair[0], pair[1]), now)
                    #expect(try before.elapsed(from: from, to: to) == after.elapsed(from: from, to: to))
                }
                // Nor anything until the end of the day.
                let midnight = hanoi("2026-03-03 00:00")
                #expect(try before.elapsed(from: now, to: midnight) == after.elapsed(from: now, to: midnight))
            }
        }
        #expect(published > 100)
    }

    private func overlay(_ random: inout SplitMix64) -> CalendarOverlay {
        let hours = [DayInterval(start: 28_800, end: 28_800 + 600 * Int.random(in: 1...24, using: &random))]
        return CalendarOverlay(
            week: Bool.random(using: &random) ? [Int.random(in: 1...7, using: &random): hours] : [:],
            exceptions: [
                today.adding(days: Int.random(in: -200...200, using: &random)): CalendarException(
                    kind: .special,
                    hours: hours,
                    name: "riêng"
                )
            ]
        )
    }

    private func change(_ random: inout SplitMix64) -> CalendarChange {
        let unit = [nil, testID(1), testID(2), testID(3)][Int.random(in: 0..<4, using: &random)]
        var change = CalendarChange(calendar: "office", unit: unit)
        var days = unit == nil ? OfficeCalendar.definition().exceptions : [:]
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let date = today.adding(days: Int.random(in: 1...300, using: &random))
            let hours = Bool.random(using: &random) ? [] : [DayInterval(start: 0, end: 600 * Int.random(in: 1...100, using: &random))]
            days[date] = CalendarException(kind: .special, hours: hours, name: "đổi")
        }
        change.exceptions = days
        if Int.random(in: 0..<3, using: &random) == 0 {
            change.week = OfficeCalendar.week.merging([Int.random(in: 1...7, using: &random): [.wholeDay]]) { $1 }
        }
        return change
    }
}
