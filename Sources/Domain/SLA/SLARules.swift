package import FoundationEssentials

/// A calendar as it is in force somewhere.
package struct CalendarID: Hashable, Sendable {
    /// The city's calendar.
    package let code: String
    /// The unit whose own hours and days are laid over it, if it has any.
    package let unit: UUID?

    /// The city's calendar, or a unit's variant of it.
    package init(code: String, unit: UUID? = nil) {
        self.code = code
        self.unit = unit
    }
}

/// Why clocks cannot be computed. Each is a defect of the configuration: to be reported, never guessed around.
package enum SLAFault: Error, Hashable, Sendable {
    /// The history does not begin with the filing.
    case notFiled
    /// The history holds an event of a type that is not known: a newer version of the program wrote it.
    case unknownEvent(String)
    /// The calendar does not reach far enough.
    case beyondHorizon(CalendarID, BeyondHorizon)
    /// An event names a policy version that is not known.
    case unknownPolicy(UUID)
    /// A policy counts with a calendar that was never published.
    case unknownCalendar(CalendarID)
}

/// What clocks are computed with: every version of the policies, the newest version of every calendar.
///
/// A calendar's newest version stands for all before it: it differs from them only on days after its publication, or corrects
/// them. So no event says which version it was counted with, and stored clocks are a cache that newer rules may overrule.
package struct SLARules: Sendable {
    private let policies: [UUID: SLAPolicy]
    private let calendars: [CalendarID: WorkingCalendar]
    private let units: [UUID: UUID]

    /// Rules of the policies (all versions), the city's calendars by code, what units do differently (by calendar and unit), and the
    /// unit of each agency that has one. Throws when a unit's variant cannot be computed with.
    package init(
        policies: some Sequence<SLAPolicy>,
        calendars: [String: WorkingCalendar],
        overlays: [CalendarID: CalendarOverlay] = [:],
        unitOfAgency: [UUID: UUID] = [:]
    ) throws(InvalidCalendar) {
        var effective: [CalendarID: WorkingCalendar] = [:]
        for (code, calendar) in calendars { effective[CalendarID(code: code)] = calendar }
        for (id, overlay) in overlays {
            guard let city = calendars[id.code] else { continue }
            effective[id] = try WorkingCalendar(expanding: city.definition.applying(overlay))
        }
        self.calendars = effective
        self.policies = Dictionary(policies.map { ($0.id, $0) }) { first, _ in first }
        units = unitOfAgency
    }

    private init(policies: [UUID: SLAPolicy], calendars: [CalendarID: WorkingCalendar], units: [UUID: UUID]) {
        self.policies = policies
        self.calendars = calendars
        self.units = units
    }

    /// The policy version of an id; throws `unknownPolicy`.
    package func policy(_ id: UUID) throws(SLAFault) -> SLAPolicy {
        guard let policy = policies[id] else { throw .unknownPolicy(id) }
        return policy
    }

    /// Which calendar counts for an agency under a policy: its unit's variant where there is one, else the city's.
    package func calendarID(_ policy: SLAPolicy, for agency: UUID) -> CalendarID {
        let own = CalendarID(code: policy.calendarKey, unit: units[agency])
        return calendars[own] == nil ? CalendarID(code: policy.calendarKey) : own
    }

    /// The calendar in force under an id; throws `unknownCalendar`.
    package func calendar(_ id: CalendarID) throws(SLAFault) -> WorkingCalendar {
        guard let calendar = calendars[id] else { throw .unknownCalendar(id) }
        return calendar
    }

    /// The same rules with another version of a calendar, and of every unit's variant of it. Throws when one cannot be computed with.
    package func replacing(_ version: CalendarVersion) throws(InvalidCalendar) -> SLARules {
        var calendars = calendars.filter { $0.key.code != version.code }
        calendars[CalendarID(code: version.code)] = try WorkingCalendar(expanding: version.definition)
        for unit in version.overlays.keys {
            calendars[CalendarID(code: version.code, unit: unit)] = try WorkingCalendar(expanding: version.definition(for: unit))
        }
        return SLARules(policies: policies, calendars: calendars, units: units)
    }

    /// The same rules and one policy more, or another one under its id.
    package func adding(_ policy: SLAPolicy) -> SLARules {
        SLARules(policies: policies.merging([policy.id: policy]) { $1 }, calendars: calendars, units: units)
    }
}

extension SLARules {
    func elapsed(_ id: CalendarID, from: Instant, to: Instant) throws(SLAFault) -> Int64 {
        let calendar = try calendar(id)
        do { return try calendar.elapsed(from: from, to: to) } catch { throw .beyondHorizon(id, error) }
    }

    func due(_ id: CalendarID, after start: Instant, working seconds: Int64) throws(SLAFault) -> Instant {
        let calendar = try calendar(id)
        do { return try calendar.due(after: start, working: seconds) } catch { throw .beyondHorizon(id, error) }
    }

    func breach(_ id: CalendarID, after start: Instant, working seconds: Int64) throws(SLAFault) -> Instant {
        let calendar = try calendar(id)
        do { return try calendar.breach(after: start, working: seconds) } catch { throw .beyondHorizon(id, error) }
    }
}
