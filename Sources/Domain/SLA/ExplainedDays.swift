/// The days of a stretch in words; neighbours off for the same reason share a line.
struct ExplainedDays {
    private let days: [ClockExplanation.Day]

    init(_ days: [ClockExplanation.Day]) {
        self.days = days
    }

    var lines: [BilingualText] {
        var lines: [BilingualText] = []
        var rest = days[...]
        while let first = rest.first {
            let alike = first.hours.isEmpty ? rest.prefix { $0.hours.isEmpty && Self.why($0) == Self.why(first) } : rest.prefix(1)
            rest = rest.dropFirst(alike.count)
            lines.append(first.hours.isEmpty ? Self.off(first, until: alike.last ?? first) : Self.worked(first))
        }
        return lines
    }

    private static func worked(_ day: ClockExplanation.Day) -> BilingualText {
        let weekday = ClockWords.weekday(day.date)
        let hours = day.hours.map { "\(ClockWords.clock($0.start))–\(ClockWords.clock($0.end))" }.joined(separator: ", ")
        let amount = ClockWords.amount(day.seconds)
        let date = ClockWords.date(day.date)
        var note = BilingualText(vi: "", en: "")
        if case .exception = day.note {
            let why = why(day)
            note = BilingualText(vi: ", \(why.vi)", en: ", \(why.en)")
        }
        return BilingualText(
            vi: "  \(weekday.vi) \(date.vi): \(hours) = \(amount.vi)\(note.vi)",
            en: "  \(weekday.en) \(date.en): \(hours) = \(amount.en)\(note.en)"
        )
    }

    private static func off(_ first: ClockExplanation.Day, until last: ClockExplanation.Day) -> BilingualText {
        let why = why(first)
        if first.date == last.date {
            let (weekday, date) = (ClockWords.weekday(first.date), ClockWords.date(first.date))
            return BilingualText(vi: "  \(weekday.vi) \(date.vi): \(why.vi)", en: "  \(weekday.en) \(date.en): \(why.en)")
        }
        let (from, to) = (ClockWords.date(first.date), ClockWords.date(last.date))
        return BilingualText(vi: "  Từ \(from.vi) đến hết \(to.vi): \(why.vi)", en: "  \(from.en) to \(to.en): \(why.en)")
    }

    private static func why(_ day: ClockExplanation.Day) -> BilingualText {
        switch day.note {
        case .ordinary: BilingualText(vi: "ngày làm việc", en: "working day")
        case .outsideHours: BilingualText(vi: "ngoài giờ làm việc", en: "outside working hours")
        case .closedWeekday where day.date.weekday >= 6: BilingualText(vi: "nghỉ cuối tuần", en: "weekend")
        case .closedWeekday: BilingualText(vi: "ngày không làm việc", en: "no working day")
        case .exception(let exception):
            named(exception)
        }
    }

    private static func named(_ exception: CalendarException) -> BilingualText {
        let kind = exception.kind.label
        let decision = exception.decision.map { "; \($0)" } ?? ""
        return BilingualText(vi: "\(kind.vi) (\(exception.name)\(decision))", en: "\(kind.en) (\(exception.name)\(decision))")
    }
}
