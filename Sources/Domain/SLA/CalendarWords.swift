/// How the publication of calendars is put in words.
package enum CalendarWords {
    /// `13/02/2026`.
    package static func day(_ date: CivilDate) -> String { ClockWords.day(date) }

    /// `13/02/2026 16:30`, Hanoi time.
    package static func time(_ instant: Instant) -> String {
        let day = HanoiDay(containing: instant)
        return "\(ClockWords.day(day.date)) \(ClockWords.clock(Int(day.from.seconds(to: instant))))"
    }

    /// `Thứ Sáu`.
    package static func weekday(_ weekday: Int) -> BilingualText {
        // 1970-01-05 was a Monday.
        ClockWords.weekday(CivilDate(daysSince1970: 3 + weekday))
    }

    /// `08:00–12:00, 13:30–17:30`, or that there is no work.
    package static func hours(_ hours: [DayInterval]) -> BilingualText {
        if hours.isEmpty { return BilingualText(vi: "nghỉ", en: "closed") }
        let text = hours.map { "\(ClockWords.clock($0.start))–\(ClockWords.clock($0.end))" }.joined(separator: ", ")
        return BilingualText(vi: text, en: text)
    }

    /// `3 giờ làm việc`, with its direction.
    package static func shift(working seconds: Int64) -> BilingualText { direction(ClockWords.workingTime(abs(seconds)), seconds) }

    /// `72 giờ`, with its direction.
    package static func shift(_ seconds: Int64) -> BilingualText { direction(ClockWords.amount(seconds), seconds) }

    /// What a clock is called.
    package static func clock(_ kind: ClockKind) -> BilingualText { ClockWords.name(kind) }

    private static func direction(_ amount: BilingualText, _ seconds: Int64) -> BilingualText {
        seconds < 0
            ? BilingualText(vi: "sớm hơn \(amount.vi)", en: "\(amount.en) earlier")
            : BilingualText(vi: "muộn hơn \(amount.vi)", en: "\(amount.en) later")
    }
}

extension CalendarReview.Kind {
    /// For people.
    package var label: BilingualText {
        switch self {
        case .unchanged: BilingualText(vi: "không có thay đổi", en: "nothing changes")
        case .wording: BilingualText(vi: "chỉ đổi tên gọi, căn cứ; không đổi giờ", en: "names and decisions only, no hours")
        case .futureDated: BilingualText(vi: "thay đổi cho ngày chưa đến", en: "a change of days to come")
        case .correction: BilingualText(vi: "đính chính ngày đã tính", en: "a correction of days already counted")
        }
    }
}

extension CalendarException.Kind {
    /// For people.
    package var label: BilingualText {
        switch self {
        case .holiday: BilingualText(vi: "nghỉ lễ, tết", en: "public holiday")
        case .observed: BilingualText(vi: "nghỉ bù", en: "holiday observed")
        case .swapOff: BilingualText(vi: "nghỉ hoán đổi", en: "day off, swapped")
        case .swapWork: BilingualText(vi: "làm bù", en: "worked instead of another day")
        case .special: BilingualText(vi: "lịch riêng", en: "special hours")
        }
    }
}

extension CalendarFinding {
    /// Every `code` there is.
    package static let codes = [
        "offset_out_of_range", "nominal_day_out_of_range", "unknown_weekday", "interval_outside_day", "intervals_unsorted",
        "intervals_overlap", "horizon_reversed", "horizon_too_long", "horizon_too_near", "horizon_near", "no_work_for_31_days",
        "swap_unpaired", "hours_contradict_kind", "exception_outside_horizon", "year_without_holidays",
    ]

    /// Where in a change of a calendar it lies, as a JSON Pointer.
    package var pointer: String {
        switch self {
        case .offsetOutOfRange, .nominalDayOutOfRange: ""
        case .unknownWeekday(let day), .intervalOutsideDay(.weekday(let day)), .intervalsUnsorted(.weekday(let day)),
            .intervalsOverlap(.weekday(let day)):
            "/week/\(day)"
        case .noWorkFor31Days: "/week"
        case .horizonReversed: "/first_day"
        case .horizonTooLong, .horizonTooNear, .horizonNear: "/last_day"
        case .intervalOutsideDay, .intervalsUnsorted, .intervalsOverlap, .swapUnpaired, .hoursContradictKind, .exceptionOutsideHorizon,
            .yearWithoutHolidays:
            "/exceptions"
        }
    }

    /// What to say of it to whoever publishes.
    package var text: BilingualText {
        switch self {
        case .offsetOutOfRange: BilingualText(vi: "chênh lệch với giờ UTC quá 18 giờ", en: "the UTC offset is beyond 18 hours")
        case .nominalDayOutOfRange: BilingualText(vi: "ngày làm việc danh nghĩa sai", en: "the nominal working day is out of range")
        case .unknownWeekday(let day): BilingualText(vi: "không có thứ \(day)", en: "\(day) is no ISO weekday")
        case .intervalOutsideDay(let place):
            Self.at(place, BilingualText(vi: "khung giờ rỗng hoặc ra ngoài ngày", en: "an interval is empty or leaves the day"))
        case .intervalsUnsorted(let place): Self.at(place, BilingualText(vi: "khung giờ không theo thứ tự", en: "intervals out of order"))
        case .intervalsOverlap(let place): Self.at(place, BilingualText(vi: "khung giờ chồng nhau", en: "intervals overlap"))
        case .horizonReversed: BilingualText(vi: "ngày cuối trước ngày đầu", en: "the last day is before the first")
        case .horizonTooLong: BilingualText(vi: "lịch dài quá 50 năm", en: "more than 50 years are covered")
        case .horizonTooNear(let days):
            BilingualText(vi: "lịch chỉ còn \(days) ngày, cần ít nhất 200", en: "only \(days) days are left, at least 200 are needed")
        case .horizonNear(let days):
            BilingualText(vi: "lịch còn \(days) ngày, nên có ít nhất 400", en: "\(days) days are left, 400 would be better")
        case .noWorkFor31Days(let date):
            Self.on(date, BilingualText(vi: "31 ngày liền không làm việc kể từ ngày này", en: "31 days in a row without work begin"))
        case .swapUnpaired(let date):
            Self.on(date, BilingualText(vi: "ngày làm bù không có ngày nghỉ hoán đổi", en: "a day worked without a day off for it"))
        case .hoursContradictKind(let date):
            Self.on(date, BilingualText(vi: "giờ không hợp với loại ngày", en: "the hours do not fit the kind of day"))
        case .exceptionOutsideHorizon(let date):
            Self.on(date, BilingualText(vi: "ngày nằm ngoài lịch, không có hiệu lực", en: "the day is not covered and has no effect"))
        case .yearWithoutHolidays(let year):
            BilingualText(vi: "năm \(year) chưa có ngày lễ nào", en: "\(year) has no holiday yet")
        }
    }

    private static func on(_ date: CivilDate, _ text: BilingualText) -> BilingualText {
        BilingualText(vi: "\(ClockWords.day(date)): \(text.vi)", en: "\(ClockWords.day(date)): \(text.en)")
    }

    private static func at(_ place: Place, _ text: BilingualText) -> BilingualText {
        switch place {
        case .date(let date): return on(date, text)
        case .weekday(let day):
            let name = (1...7).contains(day) ? CalendarWords.weekday(day) : BilingualText(vi: "\(day)", en: "\(day)")
            return BilingualText(vi: "\(name.vi): \(text.vi)", en: "\(name.en): \(text.en)")
        }
    }
}
