import Domain
import Foundation
import JSON
import Services

/// A calendar in a list.
struct CalendarSummaryBody: JSONWritable {
    let version: CalendarVersion
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("code", version.code)
        json.member("version", version.number)
        json.member("name", language == .vi ? version.definition.name : version.nameEn)
        json.member("first_day", version.definition.firstDay.description)
        json.member("last_day", version.definition.lastDay.description)
        json.member("source", version.source)
        json.member("published_at", version.publishedAt.rfc3339)
        json.nullable("published_by", version.publishedBy?.text)
    }
}

/// A calendar with its hours, the city's or those that count for a unit.
struct CalendarBody: JSONWritable {
    let page: CalendarPage
    let language: Language

    func write(to json: inout JSONWriter) {
        let definition = page.version.definition(for: page.unit?.id)
        json.object { json in
            CalendarSummaryBody(version: page.version, language: language).writeMembers(to: &json)
            json.member("utc_offset_s", definition.utcOffsetSeconds)
            json.member("nominal_day_s", definition.nominalDaySeconds)
            json.member("unit", page.unit.map { UnitBody($0, language) })
            json.array("weeks", definition.weeks.templates(from: definition.firstDay).map(TemplateBody.init))
            json.array("exceptions", ExceptionBody.all(definition.exceptions, own: page.own?.exceptions))
            json.array("units", page.units.map { UnitBody($0, language) })
        }
    }
}

/// The week from a day on.
private struct TemplateBody: JSONWritable {
    let from: CivilDate
    let week: WorkingWeeks.Week

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("from", from.description)
            json.dictionary("week", WeekText.members(week))
        }
    }
}

/// The hours of each weekday that has any.
enum WeekText {
    static func members(_ week: WorkingWeeks.Week) -> [(String, HoursBody)] {
        week.sorted { $0.key < $1.key }.map { ("\($0.key)", HoursBody(hours: $0.value)) }
    }
}

/// `["08:00-12:00", "13:30-17:30"]`.
struct HoursBody: JSONWritable {
    let hours: [DayInterval]

    func write(to json: inout JSONWriter) {
        json.array(hours.map(\.text))
    }
}

/// A day whose hours differ from the week.
struct ExceptionBody: JSONWritable {
    let date: CivilDate
    let exception: CalendarException
    /// Of a unit's calendar: whether the day is the unit's own.
    let isOwn: Bool?

    static func all(
        _ exceptions: [CivilDate: CalendarException],
        own: [CivilDate: CalendarException]?
    ) -> [ExceptionBody] {
        exceptions.sorted { $0.key < $1.key }.map { date, exception in
            ExceptionBody(date: date, exception: exception, isOwn: own.map { $0[date] != nil })
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("date", date.description)
            json.member("kind", exception.kind.rawValue)
            json.array("hours", exception.hours.map(\.text))
            json.member("name", exception.name)
            json.nullable("decision", exception.decision)
            json.member("own", isOwn)
        }
    }
}

extension DayInterval {
    /// `08:00-12:00`; hours read from outside are of whole minutes.
    var text: String { "\(Self.time(start))-\(Self.time(end))" }

    private static func time(_ second: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(second / 3_600)):\(two(second / 60 % 60))"
    }
}
