/// How clocks, times and amounts are put in words.
enum ClockWords {
    static func name(_ kind: ClockKind) -> BilingualText {
        switch kind {
        case .acknowledge: BilingualText(vi: "Thời hạn tiếp nhận", en: "Time to accept")
        case .resolve: BilingualText(vi: "Thời hạn giải quyết", en: "Time to resolve")
        case .handle: BilingualText(vi: "Thời gian xử lý tại cơ quan", en: "Time at the agency")
        }
    }

    /// A clock that was late runs within its limit again once it has got more time; it counts as missed all the same (R18).
    static func state(_ clock: ReportClock, at now: Instant) -> BilingualText {
        switch clock.state {
        case .pending: BilingualText(vi: "chưa bắt đầu tính", en: "not started")
        case .running where clock.breach != nil:
            if let deadline = clock.deadline, now <= deadline.breach {
                BilingualText(
                    vi: "đã trễ hạn, được gia hạn đến \(moment(deadline.due).vi)",
                    en: "missed, extended until \(moment(deadline.due).en)"
                )
            } else {
                BilingualText(vi: "đã quá hạn, vẫn đang tính", en: "overdue and still running")
            }
        case .running: BilingualText(vi: "đang tính", en: "running")
        case .paused where clock.breach != nil: BilingualText(vi: "đã trễ hạn, đang tạm dừng", en: "missed, paused at present")
        case .paused: BilingualText(vi: "đang tạm dừng", en: "paused")
        case .met where clock.targetSeconds == nil: BilingualText(vi: "đã kết thúc", en: "ended")
        case .met: BilingualText(vi: "đúng hạn", en: "met")
        case .missed: BilingualText(vi: "quá hạn", en: "missed")
        case .cancelled: BilingualText(vi: "thôi không tính", en: "cancelled")
        }
    }

    static func pause(_ reason: PauseReason) -> BilingualText {
        switch reason {
        case .awaitingCitizen: BilingualText(vi: "chờ người phản ánh bổ sung thông tin", en: "waiting for the reporter")
        case .forceMajeure: BilingualText(vi: "bất khả kháng", en: "force majeure")
        case .legal: BilingualText(vi: "theo quy định của pháp luật", en: "required by law")
        }
    }

    static func level(_ level: SLALevel) -> BilingualText {
        switch level.kind {
        case .warn: BilingualText(vi: "Cảnh báo \(level.percent)% thời hạn", en: "Warning at \(level.percent)%")
        case .breach: BilingualText(vi: "Quá hạn", en: "Overdue")
        case .escalate(.unitAdmin):
            BilingualText(vi: "Báo cáo lãnh đạo đơn vị (\(level.percent)%)", en: "Escalated to the unit's admin (\(level.percent)%)")
        case .escalate(.cityCoordinator):
            BilingualText(
                vi: "Báo cáo đầu mối điều phối Thành phố (\(level.percent)%)",
                en: "Escalated to the city coordinator (\(level.percent)%)"
            )
        case .escalate(.cityAdmin):
            BilingualText(vi: "Báo cáo quản trị Thành phố (\(level.percent)%)", en: "Escalated to the city's admin (\(level.percent)%)")
        }
    }

    /// `1 giờ 30 phút`, without the words for working time; whole minutes, the rest in seconds.
    static func amount(_ seconds: Int64) -> BilingualText {
        let size = seconds.magnitude
        let parts = [(size / 3_600, "giờ", "h"), (size / 60 % 60, "phút", "min"), (size % 60, "giây", "s")].filter { $0.0 > 0 }
        if parts.isEmpty { return BilingualText(vi: "0 giờ", en: "0 h") }
        return BilingualText(
            vi: parts.map { "\($0.0) \($0.1)" }.joined(separator: " "),
            en: parts.map { "\($0.0) \($0.2)" }.joined(separator: " ")
        )
    }

    /// `8 giờ làm việc`.
    static func workingTime(_ seconds: Int64) -> BilingualText {
        let amount = amount(seconds)
        let hours =
            seconds % 3_600 == 0 ? "\(seconds / 3_600) working \(seconds == 3_600 ? "hour" : "hours")" : "\(amount.en) of working time"
        return BilingualText(vi: "\(amount.vi) làm việc", en: hours)
    }

    /// `13/02/2026`.
    static func day(_ date: CivilDate) -> String {
        "\(padded(date.day, to: 2))/\(padded(date.month, to: 2))/\(padded(date.year, to: 4))"
    }

    /// `13/02/2026`, `13 Feb 2026`: in English a month is a word, since 05/03 is a day in May to some.
    static func date(_ date: CivilDate) -> BilingualText {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return BilingualText(vi: day(date), en: "\(date.day) \(months[date.month - 1]) \(date.year)")
    }

    /// `16:30 thứ Sáu 13/02/2026`, Hanoi time, within a sentence; with seconds where there are any.
    static func moment(_ instant: Instant) -> BilingualText {
        let day = HanoiDay(containing: instant)
        let (clock, weekday, date) = (clock(Int(day.from.seconds(to: instant))), weekday(day.date), date(day.date))
        let within = day.date.weekday == 7 ? weekday.vi : "t\(weekday.vi.dropFirst())"
        return BilingualText(vi: "\(clock) \(within) \(date.vi)", en: "\(clock) on \(weekday.en) \(date.en)")
    }

    /// `16:30` of the seconds of a day.
    static func clock(_ second: Int) -> String {
        let minutes = "\(padded(second / 3_600, to: 2)):\(padded(second / 60 % 60, to: 2))"
        return second % 60 == 0 ? minutes : "\(minutes):\(padded(second % 60, to: 2))"
    }

    /// As it begins a line.
    static func weekday(_ date: CivilDate) -> BilingualText {
        let vi = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]
        let en = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return BilingualText(vi: vi[date.weekday - 1], en: en[date.weekday - 1])
    }
}
