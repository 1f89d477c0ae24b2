package import FoundationEssentials

/// The exceptions of a file as a change of a calendar.
///
/// A file says everything about the stretch of days it spans, from its first day to its last, or about a longer stretch named
/// with it: other exceptions in there go. What lies outside stays, so that next year's holidays never touch this year's. A stretch that
/// reaches beyond the days covered extends the city's calendar to its end, and no further.
package struct CalendarImport: Sendable {
    /// Why a file makes no change of this calendar.
    package enum Problem: Error, Hashable, Sendable {
        /// It has no day, and no stretch was named to be emptied.
        case empty
        /// A day of it lies outside the stretch named with it.
        case outsideStretch(CivilDate)
    }

    /// The days of the file.
    package let days: [CivilDate: CalendarException]
    /// The stretch it speaks of.
    package let stretch: ClosedRange<CivilDate>

    /// The days of a file; `stretch` names more days than those between its first and last.
    package init(_ days: [CivilDate: CalendarException], stretch: ClosedRange<CivilDate>? = nil) throws(Problem) {
        let dates = days.keys.sorted()
        if let stretch {
            if let outside = dates.first(where: { !stretch.contains($0) }) { throw .outsideStretch(outside) }
            self.stretch = stretch
        } else {
            guard let first = dates.first, let last = dates.last else { throw .empty }
            self.stretch = first...last
        }
        self.days = days
    }

    /// The change it makes of a version, for the city or a unit.
    package func change(of version: CalendarVersion, unit: UUID? = nil) -> CalendarChange {
        var change = CalendarChange(calendar: version.code, unit: unit)
        let present = unit.map { version.overlays[$0]?.exceptions ?? [:] } ?? version.definition.exceptions
        change.exceptions = present.filter { !stretch.contains($0.key) }.merging(days) { $1 }
        if unit == nil, stretch.upperBound > version.definition.lastDay { change.lastDay = stretch.upperBound }
        return change
    }
}
