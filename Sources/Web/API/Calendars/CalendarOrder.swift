import Domain
import Foundation
import JSON

/// What somebody asks to have published.
struct CalendarOrder {
    let change: CalendarChange
    let reason: String?
    let isDryRun: Bool

    /// Reads a change by value: members left out stay as they are. All that is wrong is reported at once.
    static func read(_ json: JSONValue, of calendar: String) throws -> CalendarOrder {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        var change = CalendarChange(calendar: calendar)
        if let text = reader.string("unit") {
            change.unit = UUID(uuidString: text)
            if change.unit == nil { reader.refuse("unit", .unknownValue) }
        }
        change.week = week(&reader)
        change.weekFrom = day("week_from", &reader)
        change.exceptions = exceptions(&reader)
        change.firstDay = day("first_day", &reader)
        change.lastDay = day("last_day", &reader)
        change.nameVi = reader.string("name")
        change.nameEn = reader.string("name_en")
        change.source = reader.string("source")
        let (reason, isDryRun) = (reader.string("reason"), reader.boolean("dry_run") ?? false)
        reader.finish()
        guard reader.errors.isEmpty else { throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors))) }
        return CalendarOrder(change: change, reason: reason, isDryRun: isDryRun)
    }

    /// By ISO weekday.
    private static func week(_ reader: inout JSONObjectReader) -> WorkingWeeks.Week? {
        reader.object("week") { week in
            (1...7).reduce(into: [:]) { days, weekday in
                if let hours = hours("\(weekday)", &week) { days[weekday] = hours }
            }
        }
    }

    private static func exceptions(_ reader: inout JSONObjectReader) -> [CivilDate: CalendarException]? {
        let days = reader.objects("exceptions", most: CalendarFile.mostEntries) { day -> (CivilDate, CalendarException)? in
            let date = required("date", &day, Self.day)
            let kind = required("kind", &day) { name, day -> CalendarException.Kind? in
                guard let text = day.string(name) else { return nil }
                let kind = PlainCode.isPlausible(text) ? CalendarException.Kind(rawValue: text) : nil
                if kind == nil { day.refuse(name, .unknownValue) }
                return kind
            }
            let name = required("name", &day) { $1.string($0) }
            let hours = hours("hours", &day) ?? []
            let decision = day.string("decision")
            guard let date, let kind, let name else { return nil }
            return (date, CalendarException(kind: kind, hours: hours, name: name, decision: decision))
        }
        guard let days else { return nil }
        let byDate = Dictionary(days) { first, _ in first }
        if byDate.count < days.count { reader.refuse("exceptions", .tooMany) }
        return byDate
    }

    /// `["08:00-12:00", "13:30-17:30"]`, in order and apart.
    private static func hours(_ name: String, _ reader: inout JSONObjectReader) -> [DayInterval]? {
        guard let texts = reader.strings(name) else { return nil }
        let hours = texts.count <= 24 && texts.allSatisfy { $0.utf8.count == 11 } ? DayInterval.list(texts.joined(separator: " ")) : nil
        if hours == nil { reader.refuse(name, .timeInvalid) }
        return hours
    }

    private static func day(_ name: String, _ reader: inout JSONObjectReader) -> CivilDate? {
        guard let text = reader.string(name) else { return nil }
        let date = CivilDate(text)
        if date == nil { reader.refuse(name, .timeInvalid) }
        return date
    }

    private static func required<Value>(
        _ name: String,
        _ reader: inout JSONObjectReader,
        _ read: (String, inout JSONObjectReader) -> Value?
    ) -> Value? {
        let value = read(name, &reader)
        if value == nil, !reader.refused(name) { reader.require(name) }
        return value
    }
}
