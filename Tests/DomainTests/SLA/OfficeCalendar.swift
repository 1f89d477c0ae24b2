import Domain

/// Mon–Fri 08:00–12:00 and 13:30–17:30 with the days off and the swaps of 2025–2027.
enum OfficeCalendar {
    static let workday = [DayInterval(start: 28_800, end: 43_200), DayInterval(start: 48_600, end: 63_000)]
    static let week = Dictionary(uniqueKeysWithValues: (1...5).map { ($0, workday) })

    private static let daysOff: [(CalendarException.Kind, [String])] = [
        (
            .holiday,
            [
                "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-04-07", "2025-04-30",
                "2025-05-01", "2025-09-01", "2025-09-02", "2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
                "2026-02-20", "2026-04-26", "2026-04-30", "2026-05-01", "2026-09-01", "2026-09-02", "2026-11-24", "2027-01-01",
                "2027-02-04", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-16", "2027-04-30", "2027-05-01",
                "2027-09-02", "2027-09-03", "2027-11-24",
            ]
        ),
        (.observed, ["2026-04-27", "2027-02-09", "2027-02-10", "2027-05-03"]),
        (.swapOff, ["2025-05-02", "2026-01-02", "2026-08-31"]),
        (.swapWork, ["2025-04-26", "2026-01-10", "2026-08-22"]),
    ]

    static func definition(week: [Int: [DayInterval]] = week, from: String = "2025-01-01", to: String = "2027-12-31") -> CalendarDefinition
    {
        var exceptions: [CivilDate: CalendarException] = [:]
        for (kind, days) in daysOff {
            for day in days {
                exceptions[date(day)] = CalendarException(kind: kind, hours: kind == .swapWork ? workday : [], name: day)
            }
        }
        return CalendarDefinition(
            name: "Giờ hành chính",
            nominalDaySeconds: 28_800,
            week: week,
            exceptions: exceptions,
            firstDay: date(from),
            lastDay: date(to)
        )
    }

    /// Never closed.
    static func alwaysOpen(from: String = "2025-01-01", to: String = "2027-12-31") -> CalendarDefinition {
        CalendarDefinition(
            name: "24/7",
            nominalDaySeconds: 86_400,
            week: Dictionary(uniqueKeysWithValues: (1...7).map { ($0, [.wholeDay]) }),
            firstDay: date(from),
            lastDay: date(to)
        )
    }

    /// A day written in a test; the epoch stands out where one is mistyped.
    static func date(_ text: String) -> CivilDate {
        CivilDate(text) ?? CivilDate(daysSince1970: 0)
    }
}

/// An instant of a test at Hanoi time: `2026-02-13 16:30`.
func hanoi(_ text: String) -> Instant {
    Instant(rfc3339: text.replacing(" ", with: "T") + ":00+07:00") ?? .earliest
}
