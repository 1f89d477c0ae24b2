package import FoundationEssentials

/// What the next version of a calendar says otherwise: whole values, so that nothing depends on how they came about.
package struct CalendarChange: Hashable, Sendable {
    /// Code of the calendar.
    package var calendar: String
    /// The unit whose own hours and days these are; nil: the city's. A unit has no name, source and first or last day of its own.
    package var unit: UUID?
    /// Hours by ISO weekday, all of them (a unit's: those in which it differs); nil: as they are.
    package var week: WorkingWeeks.Week?
    /// The day from which `week` holds, in the place of all that was to hold then and later; nil: the day after the publication.
    package var weekFrom: CivilDate?
    /// Every exception (a unit's: its own); nil: as they are.
    package var exceptions: [CivilDate: CalendarException]?
    /// First civil day covered; nil: as it is.
    package var firstDay: CivilDate?
    /// Last civil day covered; nil: as it is.
    package var lastDay: CivilDate?
    /// What people call it, Vietnamese; nil: as it is.
    package var nameVi: String?
    /// What people call it, English; nil: as it is.
    package var nameEn: String?
    /// What it rests on; nil: as it is.
    package var source: String?

    /// Changes nothing until told.
    package init(calendar: String, unit: UUID? = nil) {
        self.calendar = calendar
        self.unit = unit
    }
}
