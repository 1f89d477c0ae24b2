import Domain
import RandomTesting
import Testing

/// The laws P1–P11 of the working-time algebra over seeded random cases, 200,000 of each. Violations are collected and
/// checked once: an expectation for each of 200,000 cases would cost more than the cases.
struct WorkingTimeLawTests {
    @Test("P8: a minute walk says the same of the real calendar with a half day: lunch, three Tết breaks, all swaps")
    func agreesWithTheMinuteWalk() throws {
        let halfDay = CalendarException(kind: .special, hours: [OfficeCalendar.workday[0]], name: "Nghỉ chiều")
        let definition = OfficeCalendar.definition().applying(
            CalendarOverlay(exceptions: [OfficeCalendar.date("2026-12-31"): halfDay])
        )
        var random = SplitMix64(seed: 4)
        let disagreements = try disagreements(of: definition, cases: 160_000, random: &random)
        #expect(disagreements.isEmpty)
    }

    @Test("P8: and of calendars nobody would write: odd hours, touching intervals, weeks without work, other offsets")
    func agreesWithTheMinuteWalkOnRandomCalendars() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<20 {
            let definition = Self.randomDefinition(&random)
            let disagreements = try disagreements(of: definition, cases: 2_500, random: &random)
            #expect(disagreements.isEmpty, "\(definition)")
        }
    }

    @Test("P1–P3, P5–P7: what a budget buys, to the second")
    func lawsOfOneBudget() throws {
        let calendar = try WorkingCalendar(expanding: OfficeCalendar.definition())
        let always = try WorkingCalendar(expanding: OfficeCalendar.alwaysOpen())
        var random = SplitMix64(seed: 6)
        var broken: [String] = []
        for _ in randomCases(200_000, usually: 40_000) {
            let start = Self.randomInstant(&random)
            let budget = Int64.random(in: 1...2_000_000, using: &random)
            let due = try calendar.due(after: start, working: budget)
            let breach = try calendar.breach(after: start, working: budget)
            func used(_ instant: Instant) throws -> Int64 { try calendar.elapsed(from: start, to: instant) }
            let wall = start.seconds(to: due)
            let laws = try [
                "P1": used(due) == budget,
                "P2": used(due.adding(seconds: -1)) == budget - 1,
                "P3": used(breach) == budget && used(breach.adding(seconds: 1)) == budget + 1,
                "P5": used(breach) == used(due) + calendar.elapsed(from: due, to: breach),
                "P6": due <= breach && calendar.due(after: start, working: budget + 1) > due
                    && calendar.due(after: start.adding(seconds: 1), working: budget) >= due,
                "P7": 0 <= budget && budget <= wall && always.elapsed(from: start, to: due) == wall,
            ]
            broken += laws.filter { !$0.value }.map { "\($0.key) \(start) \(budget)" }
        }
        #expect(broken.isEmpty)
    }

    @Test("P4, P5, P9: budgets and stretches add up, and whole weeks do not matter where all weeks are alike")
    func lawsOfSums() throws {
        let calendar = try WorkingCalendar(expanding: OfficeCalendar.definition())
        let plain = CalendarDefinition(
            name: "plain",
            nominalDaySeconds: 28_800,
            week: OfficeCalendar.week,
            firstDay: OfficeCalendar.date("2025-01-01"),
            lastDay: OfficeCalendar.date("2027-12-31")
        )
        let weekly = try WorkingCalendar(expanding: plain)
        var random = SplitMix64(seed: 7)
        var broken: [String] = []
        for _ in randomCases(200_000, usually: 20_000) {
            let times = (0..<3).map { _ in Self.randomInstant(&random) }.sorted()
            let (one, two) = (Int64.random(in: 1...500_000, using: &random), Int64.random(in: 1...500_000, using: &random))
            let stepwise = try calendar.due(after: calendar.due(after: times[0], working: one), working: two)
            if try stepwise != calendar.due(after: times[0], working: one + two) { broken.append("P4 \(times[0]) \(one) \(two)") }
            let parts = try calendar.elapsed(from: times[0], to: times[1]) + calendar.elapsed(from: times[1], to: times[2])
            if try parts != calendar.elapsed(from: times[0], to: times[2]) { broken.append("P5 \(times)") }
            let shift = Int64.random(in: 1...20, using: &random) * 604_800
            let shifted = try weekly.due(after: times[0].adding(seconds: shift), working: one)
            if try shifted != weekly.due(after: times[0], working: one).adding(seconds: shift) { broken.append("P9 \(times[0]) \(one)") }
        }
        #expect(broken.isEmpty)
    }

    @Test("P10: closing a day never adds work, opening one never takes any")
    func closingAndOpening() throws {
        var random = SplitMix64(seed: 8)
        for _ in randomCases(2_000, usually: 100) {
            let definition = Self.randomDefinition(&random)
            let date = definition.firstDay.adding(days: Int.random(in: 0..<60, using: &random))
            var closed = definition
            closed.exceptions[date] = CalendarException(kind: .special, name: "closed")
            var opened = definition
            opened.exceptions[date] = CalendarException(kind: .special, hours: [.wholeDay], name: "open")
            let calendars = try [closed, definition, opened].map { try WorkingCalendar(expanding: $0) }
            let start = calendars[0].horizonStart
            var broken: [Instant] = []
            for _ in 0..<100 {
                let end = start.adding(seconds: Int64.random(in: 0...5_184_000, using: &random))
                let work = try calendars.map { try $0.elapsed(from: start, to: end) }
                if work != work.sorted() { broken.append(end) }
            }
            #expect(broken.isEmpty)
        }
    }

    @Test("P11: between before and after both, swapping a weekday with a Saturday changes nothing")
    func swaps() throws {
        let year = OfficeCalendar.definition(from: "2026-01-01", to: "2026-12-31").withoutExceptions
        let plain = try WorkingCalendar(expanding: year)
        var random = SplitMix64(seed: 9)
        var broken: [String] = []
        for _ in randomCases(2_200, usually: 100) {
            let monday = year.firstDay.adding(days: 4 + 7 * Int.random(in: 0..<51, using: &random))
            let off = monday.adding(days: Int.random(in: 0..<5, using: &random))
            let worked = monday.adding(days: 5 + 7 * Int.random(in: -4...3, using: &random))
            guard year.firstDay <= worked, worked <= year.lastDay else { continue }
            let swapped = try WorkingCalendar(expanding: year.swapping(off, with: worked))
            let (first, last) = (HanoiDay(min(off, worked)).from, HanoiDay(max(off, worked)).to)
            for _ in 0..<100 {
                let from = first.adding(seconds: -Int64.random(in: 0...plain.horizonStart.seconds(to: first), using: &random))
                let to = last.adding(seconds: Int64.random(in: 0...last.seconds(to: plain.horizonEnd), using: &random))
                let sums = try [plain, swapped].map { try $0.elapsed(from: from, to: to) }
                if sums[0] != sums[1] { broken.append("\(off) \(worked) \(from) \(to)") }
            }
        }
        #expect(broken.isEmpty)
    }

    @Test(
        "P11: as on real days, across months too",
        arguments: [("2024-04-29", "2024-05-04"), ("2026-01-02", "2026-01-10"), ("2026-08-31", "2026-08-22")]
    )
    func aSwapKeepsTheTotalOfTheYear(off: String, worked: String) throws {
        let year = OfficeCalendar.definition(from: "\(off.prefix(4))-01-01", to: "\(off.prefix(4))-12-31").withoutExceptions
        let plain = try WorkingCalendar(expanding: year)
        let swapped = try WorkingCalendar(expanding: year.swapping(OfficeCalendar.date(off), with: OfficeCalendar.date(worked)))
        let (start, end) = (plain.horizonStart, plain.horizonEnd)
        #expect(try swapped.elapsed(from: start, to: end) == plain.elapsed(from: start, to: end))
        let day = HanoiDay(OfficeCalendar.date(off))
        #expect(try swapped.elapsed(from: day.from, to: day.to) == 0)
        #expect(try plain.elapsed(from: day.from, to: day.to) == 28_800)
    }

    private func disagreements(of definition: CalendarDefinition, cases: Int, random: inout SplitMix64) throws -> [String] {
        let walk = MinuteWalk(definition)
        let calendar = try WorkingCalendar(expanding: definition)
        var found: [String] = []
        for _ in 0..<cases {
            let start = Int.random(in: 0...walk.minutes, using: &random)
            let end = Int.random(in: 0...walk.minutes, using: &random)
            let minutes = Int.random(in: 0...max(1, walk.total / 8), using: &random)
            let instant = walk.instant(start)
            let elapsed = try calendar.elapsed(from: instant, to: walk.instant(end))
            let agrees =
                elapsed == Int64(walk.worked[end] - walk.worked[start]) * 60
                && (try? calendar.due(after: instant, working: Int64(minutes) * 60)) == walk.due(after: start, working: minutes)
                && (try? calendar.breach(after: instant, working: Int64(minutes) * 60)) == walk.breach(after: start, working: minutes)
            if !agrees { found.append("\(instant) \(minutes) min") }
        }
        return found
    }

    /// Far enough from the ends of the horizon for 2,000,000 working seconds either way.
    private static func randomInstant(_ random: inout SplitMix64) -> Instant {
        hanoi("2025-01-02 00:00").adding(seconds: Int64.random(in: 0...50_000_000, using: &random))
    }

    private static func randomDefinition(_ random: inout SplitMix64) -> CalendarDefinition {
        let firstDay = OfficeCalendar.date("2026-01-01").adding(days: Int.random(in: 0...400, using: &random))
        var week: [Int: [DayInterval]] = [:]
        for weekday in 1...7 { week[weekday] = randomHours(&random) }
        var laterWeeks: [CivilDate: WorkingWeeks.Week] = [:]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let weekday = Int.random(in: 1...7, using: &random)
            laterWeeks[firstDay.adding(days: Int.random(in: 0..<60, using: &random))] = week.merging([weekday: randomHours(&random)]) { $1 }
        }
        var exceptions: [CivilDate: CalendarException] = [:]
        for _ in 0..<8 {
            let date = firstDay.adding(days: Int.random(in: 0..<60, using: &random))
            exceptions[date] = CalendarException(kind: .special, hours: randomHours(&random), name: "random")
        }
        return CalendarDefinition(
            name: "random",
            utcOffsetSeconds: Int.random(in: -48...56, using: &random) * 900,
            nominalDaySeconds: 28_800,
            week: week,
            laterWeeks: laterWeeks,
            exceptions: exceptions,
            firstDay: firstDay,
            lastDay: firstDay.adding(days: 59)
        )
    }

    /// Up to three intervals on the half hour, now and then touching or reaching midnight.
    private static func randomHours(_ random: inout SplitMix64) -> [DayInterval] {
        let count = Int.random(in: 0...3, using: &random)
        let bounds = (0..<count * 2).map { _ in Int.random(in: 0...48, using: &random) * 1_800 }.sorted()
        return stride(from: 0, to: bounds.count, by: 2)
            .map { DayInterval(start: bounds[$0], end: bounds[$0 + 1]) }
            .filter { $0.start < $0.end }
    }
}

extension CalendarDefinition {
    /// A calendar whose weeks are all alike.
    fileprivate var withoutExceptions: CalendarDefinition {
        var plain = self
        plain.exceptions = [:]
        return plain
    }

    /// The calendar with a day off, and another worked instead.
    fileprivate func swapping(_ off: CivilDate, with worked: CivilDate) -> CalendarDefinition {
        var swapped = self
        swapped.exceptions[off] = CalendarException(kind: .swapOff, name: "off")
        swapped.exceptions[worked] = CalendarException(kind: .swapWork, hours: OfficeCalendar.workday, name: "worked")
        return swapped
    }
}
