internal import FoundationEssentials

extension SLAPolicy {
    /// Whether two versions say the same of the same reports.
    package func saysTheSame(as other: SLAPolicy) -> Bool {
        code == other.code && nameVi == other.nameVi && nameEn == other.nameEn && scope == other.scope && acknowledge == other.acknowledge
            && resolve == other.resolve && handleSeconds == other.handleSeconds && calendarKey == other.calendarKey
            && resolveStarts == other.resolveStarts && nominalDaySeconds == other.nominalDaySeconds && levels == other.levels
            && reopening == other.reopening
    }

    /// What stands against putting this version in force beside the others of the catalogue, in document order: a scope that another
    /// policy has (R6: no ties), a default that would be gone, limits the calendar does not reach, or nothing new.
    package func surroundingFaults(in catalog: ReferenceCatalog, at now: Instant) -> [FieldError] {
        var faults: [FieldError] = []
        let before = catalog.policies.first { $0.code == code }
        if let before, saysTheSame(as: before) { return [FieldError("", .unchanged)] }
        if let before, before.scope.isEverything, !scope.isEverything { faults.append(FieldError("/scope", .defaultRequired)) }
        if catalog.policies.contains(where: { $0.code != code && $0.scope == scope }) { faults.append(FieldError("/scope", .scopeTaken)) }
        if let category = scope.category, catalog.category(category) == nil {
            faults.append(FieldError("/scope/category", .unknownCategory))
        }
        if let unit = scope.unit, catalog.units[unit]?.validTo != nil || catalog.units[unit] == nil {
            faults.append(FieldError("/scope/unit", .unknownValue))
        }
        return faults + calendarFaults(in: catalog, at: now)
    }

    /// Every level of a report filed now can be computed: what lies beyond the calendar would be a fault in every filing.
    private func calendarFaults(in catalog: ReferenceCatalog, at now: Instant) -> [FieldError] {
        guard let calendar = catalog.calendars[calendarKey]?.calendar else { return [FieldError("/calendar", .unknownValue)] }
        let highest = max(SLALevel.breach.percent, levels.all.last?.percent ?? 0)
        let reaches = [
            ("/acknowledge/target_s", acknowledgeSeconds.percent(highest)),
            ("/resolve/target_s", acknowledgeSeconds + resolveSeconds.percent(highest)),
            ("/handle_s", handleSeconds?.percent(highest) ?? 0),
        ]
        return reaches.filter { (try? calendar.breach(after: now, working: $0.1)) == nil }
            .map { FieldError($0.0, .beyondCalendar) }
    }
}

extension SLAPolicy.Scope {
    /// Whether it is the default's.
    package var isEverything: Bool { self == SLAPolicy.Scope() }
}

extension ReferenceCatalog {
    /// The policy in force of a code.
    package func policy(_ code: String) -> SLAPolicy? {
        policies.first { $0.code == code }
    }

    /// The policies in force once this version is among them.
    package func policies(with policy: SLAPolicy) -> [SLAPolicy] {
        policies.filter { $0.code != policy.code } + [policy]
    }

    /// A unit that exists without end, by its official code or its id.
    package func presentUnit(_ name: String) -> AdministrativeUnit? {
        let name = name.lowercased()
        return units.values.first { $0.validTo == nil && ($0.code == name || $0.id.uuidString.lowercased() == name) }
    }
}
