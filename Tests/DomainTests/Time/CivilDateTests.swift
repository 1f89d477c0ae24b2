import Domain
import RandomTesting
import Testing

struct CivilDateTests {
    /// 400 years are one full period of the Gregorian calendar: 146,097 days, a whole number of weeks.
    @Test func countsEveryDayOfAPeriodLikeACalendarOnTheWall() throws {
        var date = (year: 1601, month: 1, day: 1)
        var wrong: [Int] = []
        for number in -134_774..<(-134_774 + 146_097) {
            let counted = CivilDate(daysSince1970: number)
            let weekday = ((number + 134_774) % 7) + 1  // 1601-01-01 was a Monday
            if (counted.year, counted.month, counted.day) != date || counted.daysSince1970 != number || counted.weekday != weekday {
                wrong.append(number)
            }
            date = Self.dayAfter(date)
        }
        #expect(wrong.isEmpty)
        #expect(date == (2001, 1, 1))
    }

    @Test func repeatsEvery400Years() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<5_000 {
            let date = CivilDate(daysSince1970: Int.random(in: -719_162...2_780_000, using: &random))
            let later = try #require(CivilDate(year: date.year + 400, month: date.month, day: date.day))
            #expect(later.daysSince1970 - date.daysSince1970 == 146_097)
            #expect(later.weekday == date.weekday)
        }
    }

    @Test func staysWithinItsYears() {
        #expect(CivilDate(daysSince1970: .min).description == "0001-01-01")
        #expect(CivilDate(daysSince1970: .max).description == "9999-12-31")
        #expect(CivilDate(daysSince1970: 0).adding(days: .max).description == "9999-12-31")
        #expect(CivilDate(daysSince1970: -1).adding(days: .min).description == "0001-01-01")
        #expect(CivilDate(daysSince1970: 0).midnight(utcOffsetSeconds: .min) == Instant(secondsSince1970: 86_400))
    }

    @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-11-24"])
    func readsAndPrints(text: String) throws {
        #expect(try #require(CivilDate(text)).description == text)
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "0000-01-01", "2026-1-01", "2026-01-01 ",
        " 2026-01-01", "26-01-01", "2026/01/01", "２０２６-01-01", "+026-01-01", "",
    ])
    func refusesWhatIsNoDay(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func aDayInHanoiIsHalfOpen() throws {
        let day = HanoiDay(try #require(CivilDate("2026-02-13")))
        #expect(day.from.description == "2026-02-13T00:00:00+07:00")
        #expect(day.to.description == "2026-02-14T00:00:00+07:00")
        #expect(HanoiDay(containing: day.from) == day)
        #expect(HanoiDay(containing: day.to.adding(seconds: -1)) == day)
        #expect(HanoiDay(containing: day.to).date.description == "2026-02-14")
        #expect(HanoiDay(containing: day.from.adding(seconds: -1)).date.description == "2026-02-12")
        #expect(HanoiDay(containing: .earliest).date.description == "0001-01-01")
        #expect(HanoiDay(containing: .latest).date.description == "9999-12-31")
    }

    private static func dayAfter(_ date: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
        let leap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[date.month - 1] { return (date.year, date.month, date.day + 1) }
        return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
    }
}
