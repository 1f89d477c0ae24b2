internal import Domain
internal import Foundation
internal import Store

extension ReferenceReading {
    mutating func calendars() throws -> [ReferenceData.Calendar] {
        let file: ReferenceFiles.Calendars = try folder.json("calendar.json")
        let exceptions = Dictionary(grouping: try folder.rows("calendar-exceptions.csv")) { $0.cells["calendar"] ?? "" }
        return try file.calendars.map { try calendar($0, exceptions[$0.code] ?? []) }
    }

    private mutating func calendar(
        _ entry: ReferenceFiles.Calendars.Calendar,
        _ rows: [ReferenceFolder.Row]
    ) throws -> ReferenceData.Calendar {
        let file = "calendar.json"
        guard let first = CivilDate(entry.firstDay), let last = CivilDate(entry.lastDay) else {
            throw ReferenceFileError(file: file, fault: "days of \(entry.code)")
        }
        var definition = CalendarDefinition(
            name: entry.vi,
            utcOffsetSeconds: entry.utcOffset,
            nominalDaySeconds: entry.nominalDay,
            week: [:],
            firstDay: first,
            lastDay: last
        )
        for (weekday, intervals) in entry.week {
            let hours = intervals.compactMap { $0.count == 2 ? Self.interval($0[0], $0[1]) : nil }
            guard let weekday = Int(weekday), hours.count == intervals.count else {
                throw ReferenceFileError(file: file, fault: "week of \(entry.code)")
            }
            definition.weeks.first[weekday] = hours
        }
        for row in rows {
            let date = try row.value("date") { CivilDate($0) }
            guard definition.exceptions[date] == nil else { throw row.fault("\(date) stands twice") }
            definition.exceptions[date] = CalendarException(
                kind: try row.value("kind", CalendarException.Kind.init),
                hours: try Self.hours(row),
                name: try row.text("name"),
                decision: row.optional("decision")
            )
        }
        for finding in definition.publishFindings(at: now, after: nil) {
            // A calendar that ends soon is reported, not refused: the data as shipped must still start a service next year.
            if case .horizonTooNear(let daysAhead) = finding, daysAhead > 0 {
                warnings.append("calendar \(entry.code) ends in \(daysAhead) days: publish the next year")
                continue
            }
            if finding.isError { throw ReferenceFileError(file: file, fault: "\(entry.code): \(finding.code)") }
            warnings.append("calendar \(entry.code): \(finding.code)")
        }
        return ReferenceData.Calendar(
            code: entry.code,
            name: BilingualText(vi: entry.vi, en: entry.en),
            source: entry.source,
            definition: definition,
            digest: try ReferenceDigest.of([entry.en, entry.source] + definition.fingerprint)
        )
    }

    /// "08:00-12:00 13:30-17:30"; empty: closed.
    private static func hours(_ row: ReferenceFolder.Row) throws -> [DayInterval] {
        try (row.optional("intervals") ?? "").split(separator: " ").map { text in
            let ends = text.split(separator: "-").map(String.init)
            guard ends.count == 2, let interval = interval(ends[0], ends[1]) else { throw row.fault("interval \(text)") }
            return interval
        }
    }

    private static func interval(_ start: String, _ end: String) -> DayInterval? {
        guard let start = secondOfDay(start), let end = secondOfDay(end) else { return nil }
        return DayInterval(start: start, end: end)
    }

    private static func secondOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0...24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
        return parts[0] * 3_600 + parts[1] * 60
    }
}

extension CalendarDefinition {
    /// Everything the definition says, in one order.
    fileprivate var fingerprint: [String] {
        func text(_ hours: [DayInterval]) -> String { hours.map { "\($0.start)-\($0.end)" }.joined(separator: " ") }
        let header = "\(name) \(utcOffsetSeconds) \(nominalDaySeconds) \(firstDay) \(lastDay)"
        let days = weeks.first.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }
        let dates = exceptions.sorted { $0.key < $1.key }.map { date, exception in
            "\(date) \(exception.kind.rawValue) \(text(exception.hours)) \(exception.name) \(exception.decision ?? "")"
        }
        return [header] + days + dates
    }
}
