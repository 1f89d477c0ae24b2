internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Working calendars as rows: a version, its weekdays and exceptions, and those of units.
enum CalendarRows {
    private typealias Head = (String, Int, String, String, String, Int, Int64, String, String, Instant, String?)
    private typealias Weekday = (String, UUID?, String?, Int, [Int]?, [Int]?)
    private typealias Day = (String, UUID?, String, String, String, String, [Int], [Int])

    /// The newest version of a calendar, or of every one, by code.
    static func newest(_ code: String? = nil, on connection: isolated Connection) throws -> [CalendarVersion] {
        let answers = try connection.pipeline([heads(code), weekdays(code), days(code)])
        var weeks: [CalendarID: WorkingWeeks] = [:]
        for row in try answers[1].decode(Weekday.self) {
            try add(row, to: &weeks[CalendarID(code: row.0, unit: row.1), default: WorkingWeeks()])
        }
        var exceptions: [CalendarID: [CivilDate: CalendarException]] = [:]
        for row in try answers[2].decode(Day.self) {
            let (date, exception) = try exception(row)
            exceptions[CalendarID(code: row.0, unit: row.1), default: [:]][date] = exception
        }
        return try answers[0].decode(Head.self).map { try version($0, weeks, exceptions) }
    }

    private static func version(
        _ row: Head,
        _ weeks: [CalendarID: WorkingWeeks],
        _ exceptions: [CalendarID: [CivilDate: CalendarException]]
    ) throws -> CalendarVersion {
        guard let firstDay = CivilDate(row.7), let lastDay = CivilDate(row.8) else { throw StoreError.fault("calendar \(row.0)") }
        let city = CalendarID(code: row.0)
        let units = Set(weeks.keys).union(exceptions.keys).filter { $0.code == row.0 }.compactMap(\.unit)
        return CalendarVersion(
            code: row.0,
            number: row.1,
            nameEn: row.3,
            source: row.4,
            definition: CalendarDefinition(
                name: row.2,
                utcOffsetSeconds: row.5,
                nominalDaySeconds: row.6,
                week: weeks[city]?.first ?? [:],
                laterWeeks: weeks[city]?.later ?? [:],
                exceptions: exceptions[city] ?? [:],
                firstDay: firstDay,
                lastDay: lastDay
            ),
            overlays: units.reduce(into: [:]) { overlays, unit in
                let id = CalendarID(code: row.0, unit: unit)
                overlays[unit] = CalendarOverlay(
                    week: weeks[id]?.first ?? [:],
                    laterWeeks: weeks[id]?.later ?? [:],
                    exceptions: exceptions[id] ?? [:]
                )
            },
            publishedAt: row.9,
            publishedBy: row.10.flatMap { PrincipalName($0) }
        )
    }

    private static func add(_ row: Weekday, to weeks: inout WorkingWeeks) throws {
        var hours: [DayInterval]?
        if let opens = row.4, let closes = row.5 { hours = intervals(opens, closes) }
        guard let from = row.2 else {
            weeks.first[row.3] = hours
            return
        }
        guard let date = CivilDate(from) else { throw StoreError.fault("calendar \(row.0)") }
        weeks.later[date, default: [:]][row.3] = hours
    }

    private static func exception(_ row: Day) throws -> (CivilDate, CalendarException) {
        guard let date = CivilDate(row.2), let kind = CalendarException.Kind(rawValue: row.3) else {
            throw StoreError.fault("calendar \(row.0)")
        }
        let decision = row.5.isEmpty ? nil : row.5
        return (date, CalendarException(kind: kind, hours: intervals(row.6, row.7), name: row.4, decision: decision))
    }

    private static func intervals(_ opens: [Int], _ closes: [Int]) -> [DayInterval] {
        zip(opens, closes).map { DayInterval(start: $0, end: $1) }
    }

    private static func heads(_ code: String?) -> SQL {
        """
        SELECT
            calendar.code, said.version, calendar.name_vi, calendar.name_en, said.source, said.utc_offset_s, said.nominal_day_s,
            to_char(said.first_day, 'YYYY-MM-DD'), to_char(said.last_day, 'YYYY-MM-DD'), said.published_at, said.published_by
        FROM calendar
        JOIN calendar_version AS said ON said.calendar_code = calendar.code AND said.version = calendar.version
        WHERE \(code)::text IS NULL OR calendar.code = \(code)
        ORDER BY calendar.code
        """
    }

    private static func weekdays(_ code: String?) -> SQL {
        """
        SELECT
            said.calendar_code, said.unit_id, to_char(nullif(said.valid_from, '-infinity'), 'YYYY-MM-DD'), said.iso_weekday,
            said.opens_s, said.closes_s
        FROM calendar
        JOIN (
            SELECT calendar_code, version, NULL::uuid AS unit_id, valid_from, iso_weekday, opens_s, closes_s
            FROM calendar_week
            UNION ALL
            SELECT calendar_code, version, unit_id, valid_from, iso_weekday, opens_s, closes_s
            FROM calendar_unit_week
        ) AS said ON said.calendar_code = calendar.code AND said.version = calendar.version
        WHERE \(code)::text IS NULL OR calendar.code = \(code)
        """
    }

    private static func days(_ code: String?) -> SQL {
        """
        SELECT
            said.calendar_code, said.unit_id, to_char(said.on_date, 'YYYY-MM-DD'), said.kind, said.name, said.decision, said.opens_s,
            said.closes_s
        FROM calendar
        JOIN (
            SELECT calendar_code, version, NULL::uuid AS unit_id, on_date, kind, name, decision, opens_s, closes_s
            FROM calendar_exception
            UNION ALL
            SELECT calendar_code, version, unit_id, on_date, kind, name, decision, opens_s, closes_s
            FROM calendar_unit_exception
        ) AS said ON said.calendar_code = calendar.code AND said.version = calendar.version
        WHERE \(code)::text IS NULL OR calendar.code = \(code)
        """
    }
}
