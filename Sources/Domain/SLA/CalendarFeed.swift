/// Whole-day events read from an iCalendar text (RFC 5545). A feed mixes holidays with other days, so these are candidates only:
/// a person says which are days off, and of what kind.
package struct CalendarFeed: Hashable, Sendable {
    /// An event of one day or several.
    package struct Candidate: Hashable, Sendable {
        /// Where the event begins in the file, counted from 1.
        package let line: Int
        /// Its days in order, at least one.
        package let days: [CivilDate]
        /// What the feed calls it.
        package let name: String

        /// The exceptions it makes when it is of a kind; closed unless hours are given.
        package func exceptions(
            as kind: CalendarException.Kind,
            hours: [DayInterval] = [],
            decision: String? = nil
        ) -> [CivilDate: CalendarException] {
            let exception = CalendarException(kind: kind, hours: hours, name: name, decision: decision)
            return Dictionary(uniqueKeysWithValues: days.map { ($0, exception) })
        }
    }

    /// In the order of the file; cancelled events are left out.
    package private(set) var candidates: [Candidate] = []
    /// Every event that cannot be one, in order.
    package private(set) var problems: [CalendarFileProblem] = []

    /// Reads a feed. Takes any text.
    package init(_ text: String) {
        guard CalendarFile.hasPlausibleSize(text) else {
            problems = [CalendarFileProblem(line: 1, .fileTooLong)]
            return
        }
        read(FeedProperty.all(in: text))
    }

    private mutating func read(_ properties: [FeedProperty]) {
        var components: [String] = []
        var event: FeedEvent?
        for property in properties {
            switch property.name {
            case "BEGIN":
                components.append(property.upperValue)
                // Nothing in a feed nests deeper than an alarm in an event.
                guard components.first == "VCALENDAR", components.count <= 8 else { return fail(property.line) }
                if components == ["VCALENDAR", "VEVENT"] { event = FeedEvent(line: property.line) }
            case "END":
                guard components.popLast() == property.upperValue else { return fail(property.line) }
                guard components == ["VCALENDAR"], let ended = event else { continue }
                guard candidates.count + problems.count < CalendarFile.mostEntries else {
                    problems.append(CalendarFileProblem(line: ended.line, .tooManyEntries))
                    return
                }
                take(ended)
                event = nil
            default:
                guard !components.isEmpty else { return fail(property.line) }
                if components == ["VCALENDAR", "VEVENT"] { event?.take(property) }
            }
        }
        if !components.isEmpty || properties.isEmpty { fail(properties.last?.line ?? 1) }
    }

    private mutating func fail(_ line: Int) {
        problems.append(CalendarFileProblem(line: line, .notCalendar))
    }

    private mutating func take(_ event: FeedEvent) {
        do throws(CalendarFileProblem) {
            if let candidate = try event.candidate() { candidates.append(candidate) }
        } catch {
            problems.append(error)
        }
    }
}
