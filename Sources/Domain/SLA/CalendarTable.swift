/// Exceptions read from a table with the columns `date,kind,intervals,name,decision` in any order, and perhaps `calendar`.
package struct CalendarTable: Hashable, Sendable {
    /// Days of the rows in which nothing is wrong.
    package private(set) var exceptions: [CivilDate: CalendarException] = [:]
    /// Rows that name another calendar.
    package private(set) var skippedRows = 0
    /// Every line with something wrong, in order; a file with any is not to be published.
    package private(set) var problems: [CalendarFileProblem] = []

    private static let columns: Set<String> = ["date", "kind", "intervals", "name", "decision"]

    /// Reads a table for the calendar of a code. Takes any text.
    package init(_ text: String, calendar: String) {
        guard CalendarFile.hasPlausibleSize(text) else {
            problems = [CalendarFileProblem(line: 1, .fileTooLong)]
            return
        }
        let rows = SeparatedValues(text, most: CalendarFile.mostEntries + 2).rows
        guard let header = rows.first?.fields, header.allSatisfy(PlainCode.isPlausible), header.count == Set(header).count,
            Self.columns.union(["calendar"]).isSuperset(of: header), Self.columns.isSubset(of: header)
        else {
            problems = [CalendarFileProblem(line: 1, .header)]
            return
        }
        for (line, fields) in rows.dropFirst().prefix(CalendarFile.mostEntries) {
            do throws(CalendarFileProblem) {
                try take(line, fields, header, calendar)
            } catch {
                problems.append(error)
            }
        }
        if rows.count > CalendarFile.mostEntries + 1 {
            problems.append(CalendarFileProblem(line: rows[CalendarFile.mostEntries + 1].line, .tooManyEntries))
        }
    }

    private mutating func take(
        _ line: Int,
        _ fields: [String]?,
        _ header: [String],
        _ calendar: String
    ) throws(CalendarFileProblem) {
        guard let fields else { throw CalendarFileProblem(line: line, .quote) }
        guard fields.count == header.count else { throw CalendarFileProblem(line: line, .fieldCount, "\(fields.count)") }
        let row = CalendarRow(line: line, cells: Dictionary(uniqueKeysWithValues: zip(header, fields)))
        if let named = row.cells["calendar"], !(PlainCode.isPlausible(named) && named == calendar) {
            skippedRows += 1
            return
        }
        let date = try row.date()
        guard exceptions[date] == nil else { throw CalendarFileProblem(line: line, .duplicate, date.description) }
        exceptions[date] = try row.exception()
    }
}

/// A row of the table, by column.
private struct CalendarRow {
    let line: Int
    let cells: [String: String]

    func date() throws(CalendarFileProblem) -> CivilDate {
        let text = cells["date"] ?? ""
        guard let date = CivilDate(text) else { throw CalendarFileProblem(line: line, .date, text) }
        return date
    }

    func exception() throws(CalendarFileProblem) -> CalendarException {
        let text = cells["kind"] ?? ""
        guard PlainCode.isPlausible(text), let kind = CalendarException.Kind(rawValue: text) else {
            throw CalendarFileProblem(line: line, .kind, text)
        }
        let hours = try hours()
        let exception = CalendarException(kind: kind, hours: hours, name: try name(), decision: try decision())
        guard exception.hoursFitKind else { throw CalendarFileProblem(line: line, .hoursContradictKind, cells["intervals"]) }
        return exception
    }

    private func hours() throws(CalendarFileProblem) -> [DayInterval] {
        let text = cells["intervals"] ?? ""
        guard text.utf8.count <= 400, let hours = DayInterval.list(text) else { throw CalendarFileProblem(line: line, .intervals, text) }
        return hours
    }

    private func name() throws(CalendarFileProblem) -> String {
        do { return try CalendarFile.name.check(cells["name"] ?? "") } catch { throw CalendarFileProblem(line: line, .name, cells["name"]) }
    }

    private func decision() throws(CalendarFileProblem) -> String? {
        guard let text = cells["decision"], !text.isEmpty else { return nil }
        do { return try CalendarFile.name.check(text) } catch { throw CalendarFileProblem(line: line, .decision, text) }
    }
}
