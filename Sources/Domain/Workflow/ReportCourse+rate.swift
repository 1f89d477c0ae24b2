extension ReportCourse {
    /// Has the reporter of a duplicate say what they think of the answer they got with its original: each for themselves, once for each answer.
    /// A dispute does to the original what one of its own reporter does; the same answer is disputed once, however many say so.
    package mutating func rate(
        _ rating: Rating,
        disputing: Bool,
        as member: ReportCode,
        answeredBy original: inout ReportCourse,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<Void, CommandRefusal> {
        let rules = context.catalog.rules
        let now = max(context.now, lastAt, original.lastAt)
        try catchUp(to: now, by: rules)
        try original.catchUp(to: now, by: rules)
        guard context.actor.party == ReportAction.feedback.party else { return .failure(.wrongParty) }
        guard status == .duplicate, let merged = standing.last(where: { $0.type == .markedDuplicate }), let answer = original.answer,
            answer.at >= merged.at
        else { return .failure(.workflow(.status)) }
        guard now < answer.at.adding(seconds: Workflow.feedbackSeconds) else { return .failure(.workflow(.feedbackTime)) }
        guard !standing.contains(where: { $0.seq > merged.seq && $0.details.answer == answer.seq }) else {
            return .failure(.workflow(.alreadyRated))
        }
        let rated = WorkflowOutcome(status: status, events: [.rated], isPublic: false, goesToCoordinator: false)
        guard hasRoom(for: rated, by: context.actor) else { return .failure(.historyFull) }
        if disputing, !original.hasDisputed(answer) {
            if case .failure(let refusal) = try original.dispute(for: member, at: now, context) { return .failure(refusal) }
        }
        var details = EntryDetails()
        details.rating = rating
        details.answer = answer.seq
        try carryOut(rated, by: context.actor, at: now, (nil, details), rules)
        return .success(())
    }

    /// The answer that everybody in the group has: the last one, until work goes on for another reason than that somebody disputes it.
    private var answer: HistoryEntry? {
        guard let answer = standing.last(where: { $0.type == .resolved }) else { return nil }
        return [.resolved, .closed].contains(status) || hasDisputed(answer) ? answer : nil
    }

    private func hasDisputed(_ answer: HistoryEntry) -> Bool {
        standing.contains { $0.seq > answer.seq && $0.type == .disputed }
    }

    private mutating func dispute(
        for member: ReportCode,
        at now: Instant,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<Void, CommandRefusal> {
        var facts = facts(for: context.actor)
        // What its own reporter says is theirs.
        facts.isRated = false
        switch Workflow.decide(.dispute, facts, at: now) {
        case .failure(let refusal): return .failure(.workflow(refusal))
        case .success(let outcome):
            guard hasRoom(for: outcome, by: context.actor) else { return .failure(.historyFull) }
            var details = EntryDetails()
            details.member = member
            let holder = outcome.goesToCoordinator ? coordinator(context.catalog).id : nil
            try carryOut(outcome, by: context.actor, at: now, (holder, details), context.catalog.rules)
            return .success(())
        }
    }
}
