internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Writes a version of a calendar whole. The calendar's own row is the caller's to move on.
enum CalendarWrite {
    /// A version and everything it says, in one round trip.
    static func add(_ version: CalendarVersion, approval: UUID? = nil, on connection: isolated Connection) throws {
        _ = try connection.pipeline([
            head(version, approval: approval), week(version), exceptions(version), unitWeeks(version), unitExceptions(version),
        ])
    }

    private static func head(_ version: CalendarVersion, approval: UUID?) -> SQL {
        let definition = version.definition
        return """
            INSERT INTO calendar_version (
                calendar_code, version, published_at, utc_offset_s, nominal_day_s, first_day, last_day, source, published_by, approval_id
            )
            VALUES (
                \(version.code), \(version.number), \(version.publishedAt), \(definition.utcOffsetSeconds),
                \(definition.nominalDaySeconds), \(definition.firstDay.description)::text::date,
                \(definition.lastDay.description)::text::date, \(version.source), \(version.publishedBy?.text), \(approval)
            )
            """
    }

    private static func week(_ version: CalendarVersion) -> SQL {
        let days = weekdays(version.definition.weeks)
        return """
            INSERT INTO calendar_week (calendar_code, version, valid_from, iso_weekday, opens_s, closes_s)
            SELECT
                \(version.code), \(version.number), day.valid_from::date, day.iso_weekday, day.opens_s::integer[], day.closes_s::integer[]
            FROM unnest(
                \(days.map(\.from))::text[], \(days.map(\.weekday)), \(days.map { $0.hours.map { literal($0.map(\.start)) } })::text[],
                \(days.map { $0.hours.map { literal($0.map(\.end)) } })::text[]
            ) AS day (valid_from, iso_weekday, opens_s, closes_s)
            """
    }

    private static func exceptions(_ version: CalendarVersion) -> SQL {
        let days = version.definition.exceptions.sorted { $0.key < $1.key }
        return """
            INSERT INTO calendar_exception (calendar_code, version, on_date, kind, name, decision, opens_s, closes_s)
            SELECT
                \(version.code), \(version.number), day.on_date::date, day.kind, day.name, day.decision, day.opens_s::integer[],
                day.closes_s::integer[]
            FROM unnest(
                \(days.map(\.key.description))::text[], \(days.map(\.value.kind.rawValue))::text[], \(days.map(\.value.name))::text[],
                \(days.map { $0.value.decision ?? "" })::text[], \(days.map { literal($0.value.hours.map(\.start)) })::text[],
                \(days.map { literal($0.value.hours.map(\.end)) })::text[]
            ) AS day (on_date, kind, name, decision, opens_s, closes_s)
            """
    }

    private static func unitWeeks(_ version: CalendarVersion) -> SQL {
        let days = version.overlays.flatMap { unit, overlay in weekdays(overlay.weeks).map { (unit: unit, day: $0) } }
        return """
            INSERT INTO calendar_unit_week (calendar_code, version, unit_id, valid_from, iso_weekday, opens_s, closes_s)
            SELECT
                \(version.code), \(version.number), day.unit_id, day.valid_from::date, day.iso_weekday, day.opens_s::integer[],
                day.closes_s::integer[]
            FROM unnest(
                \(days.map(\.unit)), \(days.map(\.day.from))::text[], \(days.map(\.day.weekday)),
                \(days.map { $0.day.hours.map { literal($0.map(\.start)) } })::text[],
                \(days.map { $0.day.hours.map { literal($0.map(\.end)) } })::text[]
            ) AS day (unit_id, valid_from, iso_weekday, opens_s, closes_s)
            """
    }

    /// Of each template the weekdays it names; of a later one all seven, so that one that names none is kept too.
    private static func weekdays(_ weeks: WorkingWeeks) -> [(from: String, weekday: Int, hours: [DayInterval]?)] {
        let first = weeks.first.map { (from: "-infinity", weekday: $0.key, hours: Optional($0.value)) }
        return first + weeks.later.flatMap { day, week in (1...7).map { (from: day.description, weekday: $0, hours: week[$0]) } }
    }

    private static func unitExceptions(_ version: CalendarVersion) -> SQL {
        let days = version.overlays.flatMap { unit, overlay in
            overlay.exceptions.map { (unit: unit, date: $0.key, exception: $0.value) }
        }
        return """
            INSERT INTO calendar_unit_exception (calendar_code, version, unit_id, on_date, kind, name, decision, opens_s, closes_s)
            SELECT
                \(version.code), \(version.number), day.unit_id, day.on_date::date, day.kind, day.name, day.decision,
                day.opens_s::integer[], day.closes_s::integer[]
            FROM unnest(
                \(days.map(\.unit)), \(days.map(\.date.description))::text[], \(days.map(\.exception.kind.rawValue))::text[],
                \(days.map(\.exception.name))::text[], \(days.map { $0.exception.decision ?? "" })::text[],
                \(days.map { literal($0.exception.hours.map(\.start)) })::text[],
                \(days.map { literal($0.exception.hours.map(\.end)) })::text[]
            ) AS day (unit_id, on_date, kind, name, decision, opens_s, closes_s)
            """
    }

    /// An array in its text form: days have arrays of different lengths, of which PostgreSQL makes no array.
    private static func literal(_ seconds: [Int]) -> String {
        "{\(seconds.map(String.init).joined(separator: ","))}"
    }
}
