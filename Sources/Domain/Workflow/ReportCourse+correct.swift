extension ReportCourse {
    /// Has the reporter correct what nobody has accepted yet. Another category brings its own severity and limits (R7); routed anew, the
    /// report goes on with its clocks at another desk (R8). nil: as it was.
    package mutating func correct(
        to category: Category?,
        routing: RoutingDecision?,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<Void, CommandRefusal> {
        let rules = context.catalog.rules
        let now = max(context.now, lastAt)
        try catchUp(to: now, by: rules)
        guard context.actor.party == ReportAction.correct.party else { return .failure(.wrongParty) }
        switch Workflow.decide(.correct, facts(for: context.actor), at: now) {
        case .failure(let refusal): return .failure(.workflow(refusal))
        case .success(let outcome): guard hasRoom(for: outcome, by: context.actor) else { return .failure(.historyFull) }
        }
        var corrected = EntryDetails()
        if let category {
            guard let treatment = category.treatment else { return .failure(.unknownCategory) }
            let subject = SLASubject(
                categoryPath: context.catalog.path(of: category),
                severity: treatment.severity,
                unit: routing?.unit?.id ?? unit
            )
            guard let policy = try? SLAPolicy.choose(from: context.catalog.policies, for: subject) else { return .failure(.unknownPolicy) }
            corrected.classification = Classification(category: category.id, version: category.version, severity: treatment.severity)
            corrected.clock.policy = policy.id == clocks.policy ? nil : policy.id
        }
        try append(.corrected, by: context.actor, at: now, corrected, rules)
        if let routing {
            var routed = EntryDetails()
            routed.unit = routing.unit?.id
            routed.standsInFor = routing.standsInFor?.id
            routed.routing = routing
            try append(.routed, by: .system, at: now, holder: routing.agency.id, routed, rules)
        } else if category != nil, isKept(from: holder, context.catalog) {
            // Whoever handed it to this desk knew it as something else.
            try append(.rerouted, by: .system, at: now, holder: coordinator(context.catalog).id, EntryDetails(), rules)
        }
        try correct(at: now, by: rules)
        return .success(())
    }
}
