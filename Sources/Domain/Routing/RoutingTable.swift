package import FoundationEssentials

/// An active rule: reports of a category (a group's rule holds for its leaves) go to a desk other than the committee.
package struct RoutingRule: Hashable, Sendable {
    /// Whom the rule names.
    package enum Target: Hashable, Sendable {
        case agency(UUID)
        /// The committee or police desk of the unit the report lies in.
        case unitDesk(AgencyKind)
    }

    package let categoryID: UUID
    /// nil: in every unit.
    package let unitID: UUID?
    package let target: Target

    package init(categoryID: UUID, unitID: UUID?, target: Target) {
        self.categoryID = categoryID
        self.unitID = unitID
        self.target = target
    }
}

/// Which desk handles what: the active rules over the units' committees.
package struct RoutingTable: Sendable {
    private struct Scope: Hashable {
        let categoryID: UUID
        let unitID: UUID?
    }

    private struct Desk: Hashable {
        let unitID: UUID
        let kind: AgencyKind
    }

    /// The city's desk for whatever has no unit, or whose unit must not judge itself.
    package let coordinator: Agency
    /// nil while the city has none.
    package let practice: PracticeDesks?
    private let agencies: [UUID: Agency]
    private let desks: [Desk: Agency]
    private let rules: [Scope: RoutingRule.Target]

    /// nil without a coordinator: there would be nowhere to send a report without a pin.
    package init?(agencies: some Sequence<Agency>, rules: some Sequence<RoutingRule>) {
        self.agencies = Dictionary(agencies.map { ($0.id, $0) }) { first, _ in first }
        guard let coordinator = self.agencies.values.first(where: { $0.kind == .coordinator }) else { return nil }
        self.coordinator = coordinator
        practice = PracticeDesks(among: self.agencies.values)
        desks = Dictionary(
            self.agencies.values.compactMap { agency in
                agency.unitID.map { (Desk(unitID: $0, kind: agency.kind), agency) }
            }
        ) { first, _ in first }
        self.rules = Dictionary(rules.map { (Scope(categoryID: $0.categoryID, unitID: $0.unitID), $0.target) }) { first, _ in first }
    }

    /// The coordinator of reports that are at a desk: at those for practice the one for practice.
    package func coordinator(over holder: UUID?) -> Agency {
        guard let practice, practice.has(holder) else { return coordinator }
        return practice.coordinator
    }

    /// The desk that is reached when one that has a report names another. nil: a desk for practice, named in earnest.
    package func desk(reachedBy named: Agency, from holder: UUID) -> Agency? {
        guard let practice, practice.has(holder) else { return named.kind.isForPractice ? nil : named }
        return practice.desk(playing: named, for: holder)
    }

    /// The desk for a category in a unit, and whether a rule named it. The most specific rule wins: leaf before group,
    /// within each the unit's own before the city's. Without a rule, or with one that names a desk the unit lacks, the
    /// unit's committee has the report; without a unit, the coordinator.
    package func desk(for category: Category, in unit: AdministrativeUnit?) -> (agency: Agency, byRule: Bool) {
        guard let unit else { return (coordinator, false) }
        let named = targets(for: category, in: unit.id).lazy.compactMap { agency($0, in: unit) }.first
        return named.map { ($0, true) } ?? (committee(of: unit) ?? coordinator, false)
    }

    /// Every desk that reports of these units may be for: committees, and whom rules name.
    package func desks(of units: some Collection<AdministrativeUnit>) -> Set<Agency> {
        let named = rules.flatMap { scope, target in
            units.lazy.filter { scope.unitID == nil || scope.unitID == $0.id }.compactMap { agency(target, in: $0) }
        }
        return Set(units.compactMap(committee) + named)
    }

    /// Who takes a desk's reports in: the desk itself or, while nobody has an account there, the coordinator in its place.
    package func receiver(for desk: Agency) -> Agency {
        desk.isStaffed ? desk : coordinator
    }

    /// Whether the rule for a category in a unit, or in any, names the coordinator.
    package func namesCoordinator(for category: Category, in unit: UUID?) -> Bool {
        targets(for: category, in: unit).first == .agency(coordinator.id)
    }

    /// Units that have rules of their own.
    package var unitsWithRules: Set<UUID> { Set(rules.keys.compactMap(\.unitID)) }

    /// Whom rules name for a category, the most specific first.
    private func targets(for category: Category, in unit: UUID?) -> [RoutingRule.Target] {
        [category.id, category.parentID].compactMap(\.self).flatMap { category in
            (unit == nil ? [nil] : [unit, nil]).compactMap { rules[Scope(categoryID: category, unitID: $0)] }
        }
    }

    /// The desk every report of a unit goes to unless a rule says otherwise.
    package func committee(of unit: AdministrativeUnit) -> Agency? {
        desks[Desk(unitID: unit.id, kind: .committee)]
    }

    /// The kind of desk that has a category's reports wherever no unit has a rule of its own.
    package func responsibleKind(for category: Category) -> AgencyKind {
        switch targets(for: category, in: nil).first {
        case .agency(let id): return agencies[id]?.kind ?? .committee
        case .unitDesk(let kind): return kind
        case nil: return .committee
        }
    }

    private func agency(_ target: RoutingRule.Target, in unit: AdministrativeUnit) -> Agency? {
        switch target {
        case .agency(let id): agencies[id].flatMap { $0.kind.isForPractice ? nil : $0 }
        case .unitDesk(let kind): desks[Desk(unitID: unit.id, kind: kind)]
        }
    }

    /// The whole decision for a located report, or for one with an address alone (`location` nil).
    package func decide(_ category: Category, at location: UnitLocation?, by version: BoundaryVersionSummary?) -> RoutingDecision {
        let desk = desk(for: category, in: location?.unit)
        let receiver = receiver(for: desk.agency)
        return RoutingDecision(
            unit: location?.unit,
            agency: receiver,
            standsInFor: receiver.id == desk.agency.id ? nil : desk.agency,
            method: method(location, byRule: desk.byRule),
            confidence: location?.confidence ?? .low,
            boundaryVersion: location == nil ? nil : version,
            distanceToBorderM: location?.distanceToBorderM,
            candidates: location?.candidates ?? [],
            isOutside: location?.isOutside ?? false
        )
    }

    /// The decision as it is practised: the same place, at a desk that nobody stands in for.
    package func decide(
        _ category: Category,
        at location: UnitLocation?,
        by version: BoundaryVersionSummary?,
        practisedAt desk: Agency
    ) -> RoutingDecision {
        decide(category, at: location, by: version).reaching(desk)
    }

    private func method(_ location: UnitLocation?, byRule: Bool) -> RoutingMethod {
        guard let location else { return .address }
        if byRule { return .rule }
        return location.isOutside || !location.candidates.isEmpty ? .border : .point
    }
}
