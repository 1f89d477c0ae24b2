/// Something wrong with a line of a calendar file.
package struct CalendarFileProblem: Error, Hashable, Sendable {
    /// What is wrong; raw values are sent.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// More than `CalendarFile.longestBytes`; nothing was read.
        case fileTooLong = "file_too_long"
        /// More than `CalendarFile.mostEntries` entries; the rest was not read.
        case tooManyEntries = "too_many_entries"
        /// The first line does not name the columns date, kind, intervals, name and decision.
        case header
        /// The line has more or fewer fields than the header.
        case fieldCount = "field_count"
        /// A quote is not closed, or stands inside a bare field.
        case quote
        /// Not a day as `yyyy-MM-dd`; in a feed, not a whole day.
        case date
        /// None of the kinds of exception.
        case kind
        /// Not `08:00-12:00 13:30-17:30`, in order and apart.
        case intervals
        /// Hours on a day off, or none on a day worked instead.
        case hoursContradictKind = "hours_contradict_kind"
        /// No name, or one that cannot be stored.
        case name
        /// A decision that cannot be stored.
        case decision
        /// The day stands twice.
        case duplicate
        /// Not an iCalendar text, or one that ends inside a component.
        case notCalendar = "not_calendar"
        /// A recurring event: which days it means is for people to say, year by year.
        case recurring
        /// The event lasts more than `CalendarFile.longestEventDays` days, or ends before it begins.
        case span
    }

    /// Line of the file, counted from 1.
    package let line: Int
    /// What is wrong.
    package let code: Code
    /// What the file has instead, cut to 80 characters. May hold control characters.
    package let detail: String?

    init(line: Int, _ code: Code, _ detail: (some StringProtocol)? = String?.none) {
        self.line = line
        self.code = code
        self.detail = detail.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(80))) }
    }
}
