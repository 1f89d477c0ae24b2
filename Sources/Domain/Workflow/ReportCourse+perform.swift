internal import FoundationEssentials

extension ReportCourse {
    /// What can be granted in a cycle: 100 working days of eight hours.
    package static let longestExtensionSeconds: Int64 = 100 * 28_800
    /// Entries that people may add, far more than any report takes.
    package static let mostEntriesOfPeople = 500

    /// Carries a command out, or says why not; a refusal leaves nothing worth keeping.
    package mutating func perform(_ command: ReportCommand, _ context: CommandContext) throws(SLAFault) -> Result<Void, CommandRefusal> {
        if case .relocate = command { return try relocate(context) }
        let rules = context.catalog.rules
        let now = max(context.now, lastAt)
        try catchUp(to: now, by: rules)
        guard context.actor.party == command.action.party else { return .failure(.wrongParty) }
        let facts = facts(for: context.actor, own: context.own, needsApproval: context.needsApproval)
        let outcome: WorkflowOutcome
        switch Workflow.decide(command.action, facts, at: now, reason: command.pauseReason) {
        case .failure(let refusal): return .failure(.workflow(refusal))
        case .success(let allowed): outcome = allowed
        }
        guard hasRoom(for: outcome, by: context.actor) else { return .failure(.historyFull) }
        if command == .undo {
            try takeBack(lastSteps, by: context.actor, at: now, rules)
            return .success(())
        }
        var entry: (holder: UUID?, details: EntryDetails)
        switch try plan(command, outcome, context) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let planned): entry = planned
        }
        entry.details.actOf = context.actOf
        try carryOut(outcome, by: context.actor, at: now, entry, rules)
        return .success(())
    }

    /// Adds what an action does, with what the first entry says and who has the report from then on (nil: who has it now).
    mutating func carryOut(
        _ outcome: WorkflowOutcome,
        by actor: ReportActor,
        at now: Instant,
        _ entry: (holder: UUID?, details: EntryDetails),
        _ rules: SLARules
    ) throws(SLAFault) {
        let before = status
        for (index, type) in outcome.events.enumerated() {
            var details = index == 0 ? entry.details : EntryDetails()
            if index == outcome.events.count - 1, outcome.status != before { details.status = outcome.status }
            let isPublic = index == 0 ? outcome.isPublic : type.isPublic
            try append(type, by: actor, at: now, holder: entry.holder, isPublic: isPublic, details, rules)
        }
        // A shorter limit passes levels at once.
        try correct(at: now, by: rules)
    }

    /// The entry of a relocation that is taken back now.
    package var relocationTakenBack: Int? {
        news.lazy.compactMap(\.details.clock.undone).first { seq in entries.contains { $0.seq == seq && $0.type == .relocated } }
    }

    /// Takes back what was done at once, the last of it first: status and desk are then those before it.
    private mutating func takeBack(_ steps: [HistoryEntry], by actor: ReportActor, at now: Instant, _ rules: SLARules) throws(SLAFault) {
        for step in steps.reversed() {
            var details = EntryDetails()
            details.clock.undone = step.seq
            let before = standing.filter { $0.seq < step.seq }.status
            if before != status { details.status = before }
            let holder = entries.last { $0.seq < step.seq }?.holder
            try append(.undone, by: actor, at: now, holder: holder, isPublic: step.type.isPublic, details, rules)
        }
        // What was taken back may have passed some levels.
        try correct(at: now, by: rules)
    }

    /// Who has the report afterwards (nil: who has it now), and what the first entry says.
    private func plan(
        _ command: ReportCommand,
        _ outcome: WorkflowOutcome,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        var details = EntryDetails()
        var holder: UUID?
        switch command {
        case .pause(let reason): details.clock.reason = reason
        case .extend(let seconds):
            guard try mayExtend(by: seconds, context) else { return .failure(.badExtension) }
            details.clock.seconds = seconds
        case .approve where outcome.events == [.extended]: details.clock.seconds = request?.seconds
        case .sendBack where outcome.events == [.undone]: details.clock.undone = request?.seq
        case .requestOpinion(let agency):
            if let refusal = refusal(toShow: agency, context) { return .failure(refusal) }
            guard let asked = reached(agency, context.catalog) else { return .failure(.unknownAgency) }
            guard asked.id != self.holder else { return .failure(.sameAgency) }
            guard asked.isStaffed else { return .failure(.unstaffedAgency) }
            details.clock.agency = asked.id
        case .giveOpinion: details.clock.agency = context.actor.agency
        case .assign(let assignment):
            guard context.isAssignable else { return .failure(assignment.team == nil ? .unknownAssignee : .unknownTeam) }
            guard assignment != self.assignment ?? .nobody else { return .failure(.nothingChanged) }
            details.assignment = assignment
        case .resolve where owesEvidence(context): return .failure(.noEvidence)
        case .approve where owesEvidence(context): return .failure(.unevidencedRequest)
        case .resolve, .approve: details.hasPictures = context.hasPhoto
        case .refuse(let code): return try refused(by: code, context)
        case .markDuplicate: return merged(context)
        case .publish(let kept, _):
            guard context.isListed else { return .failure(.neverListed) }
            guard kept.isSubset(of: context.redactions.filter(\.mayBeKept).map(\.range)) else { return .failure(.badKeeping) }
        case .retarget(let policy):
            guard (try? context.catalog.rules.policy(policy)) != nil else { return .failure(.unknownPolicy) }
            details.clock.policy = policy
        case .classify(let code, let severity): return reclassified(code, severity, context.catalog)
        case .transfer(let destination): return handedTo(destination, outcome, context)
        case .reroute(let destination): return rerouted(to: destination, outcome, context)
        case .decline, .escalate: return handedTo(.agency(coordinator(context.catalog).id), outcome, context)
        case .feedback(let rating, _):
            details.rating = rating
            if outcome.goesToCoordinator { holder = coordinator(context.catalog).id }
        case .dispute where outcome.goesToCoordinator: holder = coordinator(context.catalog).id
        case .withdraw:
            // Whoever reported the same waits for what is done about this one.
            guard !context.hasDuplicates else { return .failure(.hasDuplicates) }
        case .message, .dispute, .acknowledge, .start, .requestInformation, .resume, .sendBack, .unmerge,
            .note, .withhold, .reopen, .undo, .close, .relocate:
            break
        }
        return .success((holder, details))
    }

    /// Whether the category asks for a picture of what was done, and there is none.
    private func owesEvidence(_ context: CommandContext) -> Bool {
        !context.hasPhoto && category(context.catalog)?.evidenceRequired == true
    }

    /// Some codes have conditions. A state secret stays at the desk that has it, which does not see it any more: nothing moves for whoever looks
    /// on from outside.
    private func refused(
        by code: RefusalCode,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        var details = EntryDetails()
        details.refusal = code
        switch code {
        case .unclear:
            guard let question = standing.openQuestion else { return .failure(.noOpenQuestion) }
            guard try mayBeGivenUp(question, context) else { return .failure(.answerAwaited) }
        case .notFoundOnSite:
            guard context.hasPhoto else { return .failure(.noEvidence) }
            guard let time = context.photographedAt, let filedAt = entries.first?.at, time >= filedAt, time <= max(context.now, lastAt)
            else {
                return .failure(.badPhotoTime)
            }
            details.photographedAt = time
        default: break
        }
        return .success((nil, details))
    }

    /// Whether a question has stood as long as the limit would wait for the answer (R4), whether or not it did.
    private func mayBeGivenUp(_ question: HistoryEntry, _ context: CommandContext) throws(SLAFault) -> Bool {
        guard let id = clocks.policy else { throw .notFiled }
        let rules = context.catalog.rules
        let policy = try rules.policy(id)
        let waited = try rules.elapsed(rules.calendarID(policy, for: holder), from: question.at, to: max(context.now, lastAt))
        return waited >= policy.longestPauseSeconds
    }

    /// A group is at one desk: whoever is in charge of both reports puts them together, and nobody gets rid of one by that. What has ended
    /// answers nothing that is reported after it.
    private func merged(_ context: CommandContext) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        guard let original = context.original else { return .failure(.badOriginal) }
        let desk = context.actor.agency
        guard desk == coordinator(context.catalog).id || desk == original.holder && !original.isSecret else {
            return .failure(original.isListed && !original.isSecret ? .originalElsewhere : .badOriginal)
        }
        guard !original.isItself else { return .failure(.ownOriginal) }
        guard original.status != .duplicate else { return .failure(.originalIsDuplicate(of: original.original)) }
        guard original.status.isOpen else { return .failure(.originalEnded) }
        guard !context.hasDuplicates else { return .failure(.hasDuplicates) }
        guard original.holder == holder || !isKept(from: original.holder, context.catalog) else { return .failure(.keptFromUnits) }
        var details = EntryDetails()
        details.original = original.id
        details.standsInFor = original.standsInFor
        return .success((original.holder, details))
    }

    /// From the third transfer on the report goes to the coordinator, unless it is the coordinator who passes it on (R8). No report is left
    /// at a desk where nobody has an account: the coordinator stands in for it.
    private func handedTo(
        _ destination: ReportCommand.Destination,
        _ outcome: WorkflowOutcome,
        _ context: CommandContext
    ) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        let catalog = context.catalog
        let coordinator = self.coordinator(catalog)
        var details = EntryDetails()
        let named: Agency
        switch destination {
        case .agency(let id):
            if let refusal = refusal(toShow: id, context) { return .failure(refusal) }
            guard let agency = catalog.agencies[id] else { return .failure(.unknownAgency) }
            named = agency
        case .unit(let id):
            guard let unit = catalog.units[id], unit.exists(on: context.today) else { return .failure(.unknownUnit) }
            guard let category = category(catalog) else { return .failure(.categoryRetired) }
            named = catalog.routing.desk(for: category, in: unit).agency
            details.unit = id
        }
        let isTakenUp = outcome.goesToCoordinator && holder != coordinator.id
        if isTakenUp { details.unit = nil }
        let agency = isTakenUp ? coordinator : named
        guard let reached = self.reached(agency.id, catalog) else { return .failure(.unknownAgency) }
        guard reached.id != holder else { return .failure(.sameAgency) }
        let receiver = catalog.routing.receiver(for: reached)
        guard receiver.id != holder else { return .failure(.unstaffedAgency) }
        details.standsInFor = receiver.id == agency.id ? nil : agency.id
        return .success((receiver.id, details))
    }

    /// The coordinator of the report as it is: of one for practice the one for practice.
    func coordinator(_ catalog: ReferenceCatalog) -> Agency { catalog.routing.coordinator(over: holder) }

    /// Whom the desk that has the report reaches by naming a desk; nil: nobody.
    func reached(_ desk: UUID, _ catalog: ReferenceCatalog) -> Agency? {
        catalog.agencies[desk].flatMap { catalog.routing.desk(reachedBy: $0, from: holder) }
    }

    /// The coordinator who takes a report from a desk where nobody has an account any more stands in for that desk.
    private func rerouted(
        to destination: ReportCommand.Destination,
        _ outcome: WorkflowOutcome,
        _ context: CommandContext
    ) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        handedTo(destination, outcome, context).map { holder, details in
            guard holder == context.catalog.routing.coordinator.id, context.catalog.agencies[self.holder]?.isStaffed == false else {
                return (holder, details)
            }
            var details = details
            details.standsInFor = details.standsInFor ?? self.holder
            return (holder, details)
        }
    }

    /// Why a desk can be shown the report in no way; nil: it can.
    private func refusal(toShow desk: UUID, _ context: CommandContext) -> CommandRefusal? {
        let catalog = context.catalog
        guard let agency = catalog.agencies[desk], reached(desk, catalog) != nil else { return .unknownAgency }
        guard agency.isOfUnit else { return nil }
        if let id = agency.unitID, catalog.units[id]?.exists(on: context.today) != true { return .unknownAgency }
        guard category(catalog) != nil else { return .categoryRetired }
        return isKept(from: desk, catalog) ? .keptFromUnits : nil
    }

    /// Whether the desk is a unit's, and no unit's is to have the report.
    func isKept(from desk: UUID, _ catalog: ReferenceCatalog) -> Bool {
        catalog.agencies[desk]?.isOfUnit == true && catalog.isKeptFromUnits(classification?.category, in: unit)
    }

    /// Whether so many more seconds stay within what a cycle can be given, and the limit they move within what calendars know.
    private func mayExtend(by seconds: Int64, _ context: CommandContext) throws(SLAFault) -> Bool {
        let rules = context.catalog.rules
        let granted = clocks.clock(.resolve)?.extendedSeconds ?? 0
        guard seconds > 0, seconds <= Self.longestExtensionSeconds - granted else { return false }
        do throws(SLAFault) {
            var ahead = clocks
            let now = max(context.now, lastAt)
            try ahead.apply(ClockEvent(seq: lastSeq + 1, at: now, holder: holder, change: .extended(seconds: seconds)), by: rules)
            if let end = ahead.clock(.resolve)?.resumesAt { ahead = try ahead.advanced(to: end, by: rules) }
            return true
        } catch .beyondHorizon {
            return false
        }
    }

    func hasRoom(for outcome: WorkflowOutcome, by actor: ReportActor) -> Bool {
        if actor == .system || entries.count(where: { $0.actor != .system }) < Self.mostEntriesOfPeople { return true }
        return outcome.status != status && !outcome.status.isOpen
    }

    /// R7. Limits chosen anew are named only where they are others. What is kept from units goes to the coordinator at once.
    private func reclassified(
        _ code: String?,
        _ severity: Severity?,
        _ catalog: ReferenceCatalog
    ) -> Result<(holder: UUID?, details: EntryDetails), CommandRefusal> {
        guard let present = classification, let category = code.map(catalog.category) ?? category(catalog),
            let treatment = category.treatment
        else { return .failure(code == nil ? .categoryRetired : .unknownCategory) }
        let next = Classification(
            category: category.id,
            version: category.version,
            severity: severity ?? (code == nil ? present.severity : treatment.severity)
        )
        if next.category == present.category, next.severity == present.severity { return .failure(.nothingChanged) }
        let subject = SLASubject(categoryPath: catalog.path(of: category), severity: next.severity, unit: unit)
        guard let policy = try? SLAPolicy.choose(from: catalog.policies, for: subject) else { return .failure(.unknownPolicy) }
        var details = EntryDetails()
        details.classification = next
        details.clock.policy = policy.id == clocks.policy ? nil : policy.id
        let isKept = next.category != present.category && catalog.isKeptFromUnits(next.category, in: unit)
        return .success((isKept ? coordinator(catalog).id : nil, details))
    }

    func category(_ catalog: ReferenceCatalog) -> Category? {
        classification.flatMap { present in catalog.categories.first { $0.id == present.category } }
    }
}

extension ReportCommand {
    /// Of a pause; others need none.
    fileprivate var pauseReason: PauseReason {
        if case .pause(let reason) = self { reason } else { .forceMajeure }
    }
}
