/// The hours of the weekdays over time: a template of the week, and others that take its place from a day on.
package struct WorkingWeeks: Hashable, Sendable {
    /// Hours by ISO weekday 1…7. What a weekday means that is missing is for the calendar to say.
    package typealias Week = [Int: [DayInterval]]

    /// From the beginning until the first of `later`.
    package var first: Week
    /// Whole templates by the day from which each holds, until the next.
    package var later: [CivilDate: Week]

    /// One template for all days unless told.
    package init(_ first: Week = [:], later: [CivilDate: Week] = [:]) {
        self.first = first
        self.later = later
    }

    /// The template that holds on a day.
    package func week(on date: CivilDate) -> Week {
        later.keys.filter { $0 <= date }.max().flatMap { later[$0] } ?? first
    }

    /// Every template in order, with the day from which it holds.
    package func templates(from firstDay: CivilDate) -> [(from: CivilDate, week: Week)] {
        [(firstDay, first)] + later.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The same until a day, and another template from then on, whatever was to follow. `firstDay` is the first that counts.
    package func changed(to week: Week, from day: CivilDate, since firstDay: CivilDate) -> WorkingWeeks {
        if day <= firstDay { return WorkingWeeks(week) }
        var changed = WorkingWeeks(first, later: later.filter { $0.key < day })
        if changed.week(on: day) != week { changed.later[day] = week }
        return changed
    }

    /// These, but for the weekdays that others name.
    func overlaid(with others: WorkingWeeks) -> WorkingWeeks {
        let days = Set(later.keys).union(others.later.keys)
        return WorkingWeeks(
            first.merging(others.first) { $1 },
            later: days.reduce(into: [:]) { later, day in later[day] = week(on: day).merging(others.week(on: day)) { $1 } }
        )
    }
}
