internal import FoundationEssentials

/// Where a report would be handled at another place.
package struct Rerouting: Hashable, Sendable {
    package let decision: RoutingDecision
    /// Whether it leads to another unit or desk than the place before: if not, the report stays with whoever has it by now.
    package let isNew: Bool

    package init(_ decision: RoutingDecision, isNew: Bool) {
        self.decision = decision
        self.isNew = isNew
    }
}

extension ReportCourse {
    /// Has a desk move the report to where it is. Another unit brings its limits (R7), and whoever handles it there has the report from then on
    /// (R8): the third time it is handed on, the coordinator.
    mutating func relocate(_ context: CommandContext) throws(SLAFault) -> Result<Void, CommandRefusal> {
        let catalog = context.catalog
        let now = max(context.now, lastAt)
        try catchUp(to: now, by: catalog.rules)
        guard context.actor.party == ReportAction.relocate.party else { return .failure(.wrongParty) }
        let facts = facts(for: context.actor)
        switch Workflow.decide(.relocate, facts, at: now) {
        case .failure(let refusal): return .failure(.workflow(refusal))
        case .success(let outcome): guard hasRoom(for: outcome, by: context.actor) else { return .failure(.historyFull) }
        }
        guard let category = category(catalog), let present = classification else { return .failure(.categoryRetired) }
        guard let rerouting = context.rerouting else { return .failure(.outsideArea) }
        guard rerouting.isNew else {
            try append(.relocated, by: context.actor, at: now, EntryDetails(), catalog.rules)
            return .success(())
        }
        let subject = SLASubject(
            categoryPath: catalog.path(of: category),
            severity: present.severity,
            unit: rerouting.decision.unit?.id
        )
        guard let policy = try? SLAPolicy.choose(from: catalog.policies, for: subject) else { return .failure(.unknownPolicy) }
        let routing = routing(rerouting.decision, after: facts.transfers, catalog)
        var (relocated, routed) = (EntryDetails(), EntryDetails())
        relocated.clock.policy = policy.id == clocks.policy ? nil : policy.id
        // The next desk has not started yet.
        relocated.status = routing.agency.id != holder && status == .inProgress ? .acknowledged : nil
        routed.unit = routing.unit?.id
        routed.standsInFor = routing.standsInFor?.id
        routed.routing = routing
        try append(.relocated, by: context.actor, at: now, relocated, catalog.rules)
        try append(.routed, by: .system, at: now, holder: routing.agency.id, routed, catalog.rules)
        try correct(at: now, by: catalog.rules)
        return .success(())
    }

    /// As decided, but for whom the report reaches from where it is.
    private func routing(_ decision: RoutingDecision, after transfers: Int, _ catalog: ReferenceCatalog) -> RoutingDecision {
        let coordinator = coordinator(catalog)
        if decision.agency.id != holder, holder != coordinator.id, transfers + 1 >= Workflow.lastTransfer {
            return decision.reaching(coordinator)
        }
        // Who practises reaches desks for practice, in whose place nobody stands in.
        guard let reached = reached((decision.standsInFor ?? decision.agency).id, catalog), reached.kind.isForPractice else {
            return decision
        }
        return decision.reaching(reached)
    }
}
