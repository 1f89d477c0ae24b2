package import FoundationEssentials

/// A version of a calendar as it was published, with what units do differently.
package struct CalendarVersion: Hashable, Sendable {
    /// Of the calendar, stable over versions.
    package let code: String
    /// Counts from 1.
    package let number: Int
    /// What people call it, English; the Vietnamese name stands in the definition.
    package let nameEn: String
    /// What it rests on.
    package let source: String
    /// The city's hours and days.
    package let definition: CalendarDefinition
    /// What units do differently.
    package let overlays: [UUID: CalendarOverlay]
    /// When it was published.
    package let publishedAt: Instant
    /// Who published it; nil: it was loaded with the reference data.
    package let publishedBy: PrincipalName?

    /// A version; units without a difference are left out.
    package init(
        code: String,
        number: Int,
        nameEn: String,
        source: String,
        definition: CalendarDefinition,
        overlays: [UUID: CalendarOverlay],
        publishedAt: Instant,
        publishedBy: PrincipalName?
    ) {
        self.code = code
        self.number = number
        self.nameEn = nameEn
        self.source = source
        self.definition = definition
        self.overlays = overlays.filter { $0.value != CalendarOverlay() }
        self.publishedAt = publishedAt
        self.publishedBy = publishedBy
    }

    /// The hours and days that count for a unit; for nil, or a unit that does nothing differently, the city's.
    package func definition(for unit: UUID?) -> CalendarDefinition {
        guard let overlay = unit.flatMap({ overlays[$0] }) else { return definition }
        return definition.applying(overlay)
    }

    /// What units do differently, by the calendar's and the unit's id.
    package var overlaysByID: [CalendarID: CalendarOverlay] {
        Dictionary(uniqueKeysWithValues: overlays.map { (CalendarID(code: code, unit: $0.key), $0.value) })
    }

    /// A change with the day from which its week holds, if it has one: unless it says so, the day after `now`.
    package func dated(_ change: CalendarChange, at now: Instant) -> CalendarChange {
        var dated = change
        if change.week != nil, change.weekFrom == nil {
            dated.weekFrom = CivilDate(at: now, utcOffsetSeconds: definition.utcOffsetSeconds).adding(days: 1)
        }
        return dated
    }

    /// The next version, with a change laid over this one.
    package func applying(_ change: CalendarChange, by person: PrincipalName?, at now: Instant) -> CalendarVersion {
        var definition = definition
        var overlays = overlays
        let weekFrom = dated(change, at: now).weekFrom
        func changed(_ weeks: WorkingWeeks) -> WorkingWeeks {
            guard let week = change.week, let weekFrom else { return weeks }
            return weeks.changed(to: week, from: weekFrom, since: definition.firstDay)
        }
        if let unit = change.unit {
            let old = overlays[unit] ?? CalendarOverlay()
            overlays[unit] = CalendarOverlay(weeks: changed(old.weeks), exceptions: change.exceptions ?? old.exceptions)
        } else {
            definition.name = change.nameVi ?? definition.name
            definition.weeks = changed(definition.weeks)
            definition.exceptions = change.exceptions ?? definition.exceptions
            definition.firstDay = change.firstDay ?? definition.firstDay
            definition.lastDay = change.lastDay ?? definition.lastDay
        }
        return CalendarVersion(
            code: code,
            number: number + 1,
            nameEn: change.nameEn ?? nameEn,
            source: change.source ?? source,
            definition: definition,
            overlays: overlays,
            publishedAt: now,
            publishedBy: person
        )
    }
}
