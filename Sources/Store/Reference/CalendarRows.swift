internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Working calendars as rows: a version, seven weekdays, the exceptions.
enum CalendarRows {
    /// The newest version of every calendar, expanded.
    static func published(_ connection: isolated Connection) throws -> [PublishedCalendar] {
        let calendars = try connection.query(
            """
            SELECT calendar.code, calendar.name_vi, said.version, said.utc_offset_s, said.nominal_day_s,
                to_char(said.first_day, 'YYYY-MM-DD'), to_char(said.last_day, 'YYYY-MM-DD')
            FROM calendar
            JOIN calendar_version AS said ON said.calendar_code = calendar.code AND said.version = calendar.version
            """,
            as: (String, String, Int, Int, Int64, String, String).self
        )
        return try calendars.map { code, name, version, offset, nominalDay, first, last in
            guard let firstDay = CivilDate(first), let lastDay = CivilDate(last) else { throw StoreError.fault("calendar \(code)") }
            let definition = CalendarDefinition(
                name: name,
                utcOffsetSeconds: offset,
                nominalDaySeconds: nominalDay,
                week: try week(code, version, connection),
                exceptions: try exceptions(code, version, connection),
                firstDay: firstDay,
                lastDay: lastDay
            )
            return PublishedCalendar(code: code, version: version, calendar: try WorkingCalendar(expanding: definition))
        }
    }

    /// What units do differently, in the newest version of every calendar.
    static func overlays(_ connection: isolated Connection) throws -> [CalendarID: CalendarOverlay] {
        let weeks = try connection.query(
            """
            SELECT own.calendar_code, own.unit_id, own.iso_weekday, own.opens_s, own.closes_s
            FROM calendar_unit_week AS own
            JOIN calendar ON calendar.code = own.calendar_code AND calendar.version = own.version
            """,
            as: (String, UUID, Int, [Int], [Int]).self
        )
        let days = try connection.query(
            """
            SELECT
                own.calendar_code, own.unit_id, to_char(own.on_date, 'YYYY-MM-DD'), own.kind, own.name, own.decision, own.opens_s,
                own.closes_s
            FROM calendar_unit_exception AS own
            JOIN calendar ON calendar.code = own.calendar_code AND calendar.version = own.version
            """,
            as: (String, UUID, String, String, String, String, [Int], [Int]).self
        )
        var week: [CalendarID: [Int: [DayInterval]]] = [:]
        for row in weeks { week[CalendarID(code: row.0, unit: row.1), default: [:]][row.2] = intervals(row.3, row.4) }
        var exceptions: [CalendarID: [CivilDate: CalendarException]] = [:]
        for row in days {
            guard let date = CivilDate(row.2), let kind = CalendarException.Kind(rawValue: row.3) else {
                throw StoreError.fault("calendar \(row.0)")
            }
            let exception = CalendarException(kind: kind, hours: intervals(row.6, row.7), name: row.4, decision: row.5)
            exceptions[CalendarID(code: row.0, unit: row.1), default: [:]][date] = exception
        }
        return Set(week.keys).union(exceptions.keys).reduce(into: [:]) { overlays, id in
            overlays[id] = CalendarOverlay(week: week[id] ?? [:], exceptions: exceptions[id] ?? [:])
        }
    }

    private static func week(_ code: String, _ version: Int, _ connection: isolated Connection) throws -> [Int: [DayInterval]] {
        let rows = try connection.query(
            "SELECT iso_weekday, opens_s, closes_s FROM calendar_week WHERE calendar_code = \(code) AND version = \(version)",
            as: (Int, [Int], [Int]).self
        )
        return Dictionary(rows.map { ($0.0, intervals($0.1, $0.2)) }) { first, _ in first }
    }

    private static func exceptions(
        _ code: String,
        _ version: Int,
        _ connection: isolated Connection
    ) throws -> [CivilDate: CalendarException] {
        let rows = try connection.query(
            """
            SELECT to_char(on_date, 'YYYY-MM-DD'), kind, name, decision, opens_s, closes_s
            FROM calendar_exception
            WHERE calendar_code = \(code)
                AND version = \(version)
            """,
            as: (String, String, String, String, [Int], [Int]).self
        )
        return try rows.reduce(into: [:]) { exceptions, row in
            guard let date = CivilDate(row.0), let kind = CalendarException.Kind(rawValue: row.1) else {
                throw StoreError.fault("calendar \(code)")
            }
            exceptions[date] = CalendarException(kind: kind, hours: intervals(row.4, row.5), name: row.2, decision: row.3)
        }
    }

    private static func intervals(_ opens: [Int], _ closes: [Int]) -> [DayInterval] {
        zip(opens, closes).map { DayInterval(start: $0, end: $1) }
    }

    /// Publishes a new version where the definition differs from the one it was last loaded from.
    static func write(_ row: ReferenceData.Calendar, on connection: isolated Connection) throws -> Bool {
        let version = try connection.query(
            """
            INSERT INTO calendar AS known (code, name_vi, name_en, version, reference_hash)
            VALUES (\(row.code), \(row.name.vi), \(row.name.en), 1, \(row.digest))
            ON CONFLICT (code) DO UPDATE
            SET name_vi = excluded.name_vi, name_en = excluded.name_en, version = known.version + 1, reference_hash = excluded.reference_hash
            WHERE known.reference_hash <> excluded.reference_hash
            RETURNING version
            """,
            as: Int.self
        ).first
        guard let version else { return false }
        let definition = row.definition
        _ = try connection.execute(
            """
            INSERT INTO calendar_version (
                calendar_code, version, published_at, utc_offset_s, nominal_day_s, first_day, last_day, source
            )
            VALUES (
                \(row.code), \(version), instant_now(), \(definition.utcOffsetSeconds), \(definition.nominalDaySeconds),
                \(definition.firstDay.description)::text::date, \(definition.lastDay.description)::text::date, \(row.source)
            )
            """
        )
        for (weekday, hours) in definition.week {
            _ = try connection.execute(
                """
                INSERT INTO calendar_week (calendar_code, version, iso_weekday, opens_s, closes_s)
                VALUES (\(row.code), \(version), \(weekday), \(hours.map(\.start)), \(hours.map(\.end)))
                """
            )
        }
        for (date, exception) in definition.exceptions {
            _ = try connection.execute(
                """
                INSERT INTO calendar_exception (calendar_code, version, on_date, kind, name, decision, opens_s, closes_s)
                VALUES (
                    \(row.code), \(version), \(date.description)::text::date, \(exception.kind.rawValue), \(exception.name),
                    \(exception.decision ?? ""), \(exception.hours.map(\.start)), \(exception.hours.map(\.end))
                )
                """
            )
        }
        try keepOverlays(row.code, version, on: connection)
        return true
    }

    /// What units do differently holds in the next version too.
    private static func keepOverlays(_ code: String, _ version: Int, on connection: isolated Connection) throws {
        _ = try connection.pipeline([
            """
            INSERT INTO calendar_unit_week (calendar_code, version, unit_id, iso_weekday, opens_s, closes_s)
            SELECT calendar_code, \(version), unit_id, iso_weekday, opens_s, closes_s
            FROM calendar_unit_week
            WHERE calendar_code = \(code)
                AND version = \(version - 1)
            """,
            """
            INSERT INTO calendar_unit_exception (calendar_code, version, unit_id, on_date, kind, name, decision, opens_s, closes_s)
            SELECT calendar_code, \(version), unit_id, on_date, kind, name, decision, opens_s, closes_s
            FROM calendar_unit_exception
            WHERE calendar_code = \(code)
                AND version = \(version - 1)
            """,
        ])
    }
}
