import Domain
import RandomTesting
import Testing

struct CalendarTableTests {
    private func problems(_ text: String) -> [String] {
        CalendarTable(text, calendar: "hanoi-office").problems.map { "\($0.line) \($0.code.rawValue)" }
    }

    @Test func readsATable() {
        let table = CalendarTable(
            """
            calendar,date,kind,intervals,name,decision
            hanoi-office,2026-02-16,holiday,,Tết Nguyên đán Bính Ngọ,Thông báo 9441/TB-BNV ngày 16/10/2025
            always,2026-02-16,holiday,,Tết,
            hanoi-office,2026-08-22,swap_work,08:00-12:00 13:30-17:30,"Làm bù cho ngày ""31/08"", 2026",

            """,
            calendar: "hanoi-office"
        )
        #expect(table.problems.isEmpty)
        #expect(table.skippedRows == 1)
        #expect(
            table.exceptions == [
                OfficeCalendar.date("2026-02-16"): CalendarException(
                    kind: .holiday,
                    name: "Tết Nguyên đán Bính Ngọ",
                    decision: "Thông báo 9441/TB-BNV ngày 16/10/2025"
                ),
                OfficeCalendar.date("2026-08-22"): CalendarException(
                    kind: .swapWork,
                    hours: OfficeCalendar.workday,
                    name: "Làm bù cho ngày \"31/08\", 2026"
                ),
            ]
        )
    }

    @Test func columnsMayStandInAnyOrderAndLinesEndInAnyWay() {
        let table = CalendarTable(
            "\u{FEFF}name,decision,kind,date,intervals\r\nTết,,holiday,2026-02-16,\rGiỗ Tổ,,holiday,2026-04-26,",
            calendar: "x"
        )
        #expect(table.problems.isEmpty)
        #expect(table.exceptions.keys.sorted().map(\.description) == ["2026-02-16", "2026-04-26"])
    }

    @Test func namesEveryBadLine() {
        let header = "date,kind,intervals,name,decision\n"
        #expect(
            problems(
                header + """
                    2026-02-30,holiday,,a,
                    2026-02-16,day_off,,a,
                    2026-02-16,special,8:00-12:00,a,
                    2026-02-16,special,08:00-12:00 11:00-13:00,a,
                    2026-02-16,special,22:00-24:30,a,
                    2026-02-16,holiday,08:00-12:00,a,
                    2026-02-16,swap_work,,a,
                    2026-02-16,holiday,,,
                    2026-02-16,holiday,,a,b\u{7}
                    2026-02-16,holiday,,a
                    2026-02-16,holiday,,a"b,
                    2026-02-16,holiday,,"two
                    lines",
                    2026-02-16,holiday,,a,

                    2026-02-16,holiday,,b,
                    2026-02-17,holiday,,"open,
                    """
            ) == [
                "2 date", "3 kind", "4 intervals", "5 intervals", "6 intervals", "7 hours_contradict_kind", "8 hours_contradict_kind",
                "9 name", "10 decision", "11 field_count", "12 quote", "13 name", "17 duplicate", "18 quote",
            ]
        )
        #expect(problems("") == ["1 header"])
        #expect(problems("date,kind\n") == ["1 header"])
        #expect(problems("date,date,kind,intervals,name,decision\n") == ["1 header"])
        #expect(problems("date,kind,intervals,name,decision,extra\n") == ["1 header"])
    }

    @Test func isBounded() {
        #expect(problems(String(repeating: "x", count: 1_000_001)) == ["1 file_too_long"])
        let rows = (0...CalendarFile.mostEntries).map { "\(OfficeCalendar.date("2000-01-01").adding(days: $0)),holiday,,a," }
        let table = CalendarTable((["date,kind,intervals,name,decision"] + rows).joined(separator: "\n"), calendar: "x")
        #expect(table.exceptions.count == CalendarFile.mostEntries)
        #expect(table.problems.map { "\($0.line) \($0.code.rawValue)" } == ["\(CalendarFile.mostEntries + 2) too_many_entries"])
        let long = CalendarTable("date,kind,intervals,name,decision\n\(String(repeating: "y", count: 900)),holiday,,a,", calendar: "x")
        #expect(long.problems.first?.detail?.count == 80)
    }
}

struct CalendarFeedTests {
    private func feed(_ events: String) -> CalendarFeed {
        CalendarFeed("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\(events.replacing("\n", with: "\r\n"))\r\nEND:VCALENDAR\r\n")
    }

    private func problems(_ feed: CalendarFeed) -> [String] {
        feed.problems.map { "\($0.line) \($0.code.rawValue)" }
    }

    @Test("F12: a feed yields candidates whose kind a person says, and Tết as the days it is")
    func candidates() {
        let feed = feed(
            """
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260216
            DTEND;VALUE=DATE:20260221
            SUMMARY;LANGUAGE=vi:Tết Nguyên đán\\, Bính
              Ngọ
            BEGIN:VALARM
            SUMMARY:not the event's
            END:VALARM
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20251231
            DTEND;VALUE=DATE:20260102
            SUMMARY:Giao thừa
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260308
            SUMMARY:Ngày Quốc tế Phụ nữ
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260309
            STATUS:CANCELLED
            END:VEVENT
            """
        )
        #expect(feed.problems.isEmpty)
        #expect(feed.candidates.map(\.name) == ["Tết Nguyên đán, Bính Ngọ", "Giao thừa", "Ngày Quốc tế Phụ nữ"])
        #expect(feed.candidates.map(\.line) == [3, 12, 17])
        #expect(feed.candidates.map { $0.days.count } == [5, 2, 1])
        #expect(feed.candidates[1].days.map(\.description) == ["2025-12-31", "2026-01-01"])
        let exceptions = feed.candidates[0].exceptions(as: .holiday, decision: "9441/TB-BNV")
        #expect(exceptions.keys.sorted().map(\.description).first == "2026-02-16")
        #expect(exceptions.values.allSatisfy { $0.kind == .holiday && $0.hours.isEmpty && $0.decision == "9441/TB-BNV" })
    }

    @Test(arguments: [
        ("DTSTART;VALUE=DATE:20260216\nRRULE:FREQ=YEARLY\nSUMMARY:a", "5 recurring"),
        ("DTSTART:20260216T080000Z\nSUMMARY:a", "4 date"),
        ("DTSTART;VALUE=DATE:20260231\nSUMMARY:a", "4 date"),
        ("SUMMARY:a", "3 date"),
        ("DTSTART;VALUE=DATE:20260216\nDTEND;VALUE=DATE:20260216\nSUMMARY:a", "5 span"),
        ("DTSTART;VALUE=DATE:20260216\nDTEND;VALUE=DATE:20260401\nSUMMARY:a", "5 span"),
        ("DTSTART;VALUE=DATE:20260216\nDURATION:P2D\nSUMMARY:a", "5 span"),
        ("DTSTART;VALUE=DATE:20260216", "3 name"),
    ])
    func namesWhatIsWrong(event: String, problem: String) {
        let feed = feed("BEGIN:VEVENT\n\(event)\nEND:VEVENT")
        #expect(problems(feed) == [problem])
        #expect(feed.candidates.isEmpty)
    }

    @Test func refusesWhatIsNoFeed() {
        #expect(problems(CalendarFeed("")) == ["1 not_calendar"])
        #expect(problems(CalendarFeed("date,kind\n2026-01-01,holiday")) == ["1 not_calendar"])
        #expect(problems(CalendarFeed("BEGIN:VEVENT\nEND:VEVENT")) == ["1 not_calendar"])
        #expect(problems(CalendarFeed("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a")) == ["3 not_calendar"])
        #expect(problems(CalendarFeed("BEGIN:VCALENDAR\nEND:VEVENT")) == ["2 not_calendar"])
        #expect(problems(CalendarFeed(String(repeating: "BEGIN:VCALENDAR\n", count: 20))) == ["9 not_calendar"])
        #expect(problems(CalendarFeed(String(repeating: " ", count: 1_000_001))) == ["1 file_too_long"])
    }
}

struct CalendarFileFuzzTests {
    /// Any bytes are read or refused; whatever is taken is a sound day.
    @Test func noInputCrashes() {
        let pieces = [
            "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\n", "END:VEVENT\r", "END:VCALENDAR\n", "DTSTART;VALUE=DATE:20260216\n", "DTEND:20260217\n",
            "SUMMARY:a\\", " folded\n", "date,kind,intervals,name,decision\n", "2026-02-16,", "holiday,", "\"", ",", "\r\n", "\n", "\r",
            "x",
            "08:00-12:00", "\u{301}", "\0", "é", "🎆", ":", ";", "\\n", "\u{FEFF}", "swap_work,",
        ]
        var random = SplitMix64(seed: 31)
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let table = CalendarTable(text, calendar: "x")
            let feed = CalendarFeed(text)
            #expect(table.exceptions.values.allSatisfy { $0.hoursFitKind })
            #expect(feed.candidates.allSatisfy { !$0.days.isEmpty && !$0.name.isEmpty })
            #expect(!(table.problems.isEmpty && feed.problems.isEmpty))
        }
    }
}

struct CalendarComparisonTests {
    private let now = hanoi("2026-03-04 10:00")

    private func comparison(_ change: (inout CalendarDefinition) -> Void) -> CalendarComparison {
        var newer = OfficeCalendar.definition()
        change(&newer)
        return CalendarComparison(from: OfficeCalendar.definition(), to: newer)
    }

    @Test func aDayAfterThePublicationIsFutureDated() {
        let date = OfficeCalendar.date("2026-03-05")
        let comparison = comparison { $0.exceptions[date] = CalendarException(kind: .special, name: "Bão") }
        #expect(comparison.days.map(\.date) == [date])
        #expect(comparison.days.first?.before == OfficeCalendar.workday && comparison.days.first?.after == [])
        #expect(comparison.kind(publishedAt: now) == .futureDated)
        #expect(comparison.kind(publishedAt: hanoi("2026-03-04 23:59")) == .futureDated)
        #expect(comparison.kind(publishedAt: hanoi("2026-03-05 00:00")) == .correction)
    }

    @Test func namesChangeNothing() {
        let date = OfficeCalendar.date("2026-02-17")
        let renamed = comparison { $0.exceptions[date] = CalendarException(kind: .holiday, name: "Mùng Một", decision: "1") }
        #expect(renamed.days.isEmpty && renamed.kind(publishedAt: now) == .unchanged)
    }

    @Test func aLongerHorizonIsFutureDatedAndAnOffsetCorrectsEverything() {
        let longer = comparison { $0.lastDay = OfficeCalendar.date("2028-01-03") }
        #expect(longer.days.map(\.date.description) == ["2028-01-01", "2028-01-02", "2028-01-03"])
        #expect(longer.days.last?.before == nil && longer.kind(publishedAt: now) == .futureDated)
        #expect(comparison { $0.utcOffsetSeconds = 28_800 }.kind(publishedAt: now) == .correction)
        #expect(comparison { $0.weeks.first[1] = [] }.kind(publishedAt: now) == .correction)
    }
}
