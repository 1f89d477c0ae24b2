/// A day of the proleptic Gregorian calendar, years 0001–9999, without a time zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// 1…9999.
    package let year: Int
    /// 1…12.
    package let month: Int
    /// 1…31, valid for the month.
    package let day: Int

    /// 0001-01-01 and 9999-12-31 counted from 1970-01-01.
    private static let dayRange = -719_162...2_932_896

    /// `nil` unless the day exists.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= Self.length(ofMonth: month, year: year) else { return nil }
        self.init(checkedYear: year, month: month, day: day)
    }

    private init(checkedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day so many days after 1970-01-01, clamped to 0001-01-01…9999-12-31.
    package init(daysSince1970: Int) {
        // Years are counted from 1 March of year 0, so that the leap day is the last of its year.
        let days = min(max(daysSince1970, Self.dayRange.lowerBound), Self.dayRange.upperBound) + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = days / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        self.init(checkedYear: year, month: month, day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The civil day an instant falls on at a fixed UTC offset in seconds, clamped to ±24 h.
    package init(at instant: Instant, utcOffsetSeconds: Int) {
        let local = instant.adding(seconds: Self.bounded(utcOffsetSeconds)).secondsSince1970
        self.init(daysSince1970: Int((local - (local % 86_400 + 86_400) % 86_400) / 86_400))
    }

    /// Days since 1970-01-01; negative before.
    package var daysSince1970: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5 + day - 1
        let yearOfEra = marchYear % 400
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return marchYear / 400 * 146_097 + dayOfEra - 719_468
    }

    /// ISO 8601: Monday is 1, Sunday is 7.
    package var weekday: Int {
        // 1970-01-01 was a Thursday.
        ((daysSince1970 + 3) % 7 + 7) % 7 + 1
    }

    /// The day so many days later (earlier when negative), clamped to 0001-01-01…9999-12-31.
    package func adding(days: Int) -> CivilDate {
        let (sum, overflow) = daysSince1970.addingReportingOverflow(days)
        return CivilDate(daysSince1970: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// 00:00 of this day at a fixed UTC offset in seconds, clamped to ±24 h.
    package func midnight(utcOffsetSeconds: Int) -> Instant {
        Instant(secondsSince1970: Int64(daysSince1970) * 86_400 - Self.bounded(utcOffsetSeconds))
    }

    /// Earlier first.
    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func bounded(_ utcOffsetSeconds: Int) -> Int64 {
        Int64(min(max(utcOffsetSeconds, -86_400), 86_400))
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: LosslessStringConvertible {
    /// Reads exactly `yyyy-MM-dd`; `nil` for anything else or a day that does not exist.
    package init?(_ description: String) {
        var digits = DigitReader(description)
        guard let date = digits.date(), digits.isAtEnd else { return nil }
        self = date
    }

    /// `yyyy-MM-dd`.
    package var description: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }
}

/// A non-negative number with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
