/// What an allowed action does.
package struct WorkflowOutcome: Hashable, Sendable {
    /// Where the report stands afterwards.
    package let status: ReportStatus
    /// What the history says, in order; never empty.
    package let events: [ReportEventType]
    /// Whether the first of `events` stands on the public timeline.
    package let isPublic: Bool
    /// The report goes to the city's coordinator, whomever the action names (R8).
    package let goesToCoordinator: Bool
}

/// Why an action is not allowed; raw values are sent.
package enum WorkflowRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// The report's status does not allow it.
    case status
    /// Two pauses are all there are (R4).
    case pausesUsedUp = "pauses_used_up"
    /// The clock is paused already.
    case alreadyPaused = "already_paused"
    /// There is no pause to end.
    case notPaused = "not_paused"
    /// Nobody asked for the opinion.
    case noOpinionOwed = "no_opinion_owed"
    /// A request of the kind waits for a leader already.
    case awaitingApproval = "awaiting_approval"
    /// Nothing waits for a leader.
    case nothingToApprove = "nothing_to_approve"
    /// The solution was rated already.
    case alreadyRated = "already_rated"
    /// The city looks at the disputed solution once more.
    case underReview = "under_review"
    /// The city has answered a second dispute, and that was its last word.
    case reviewed
    /// The 14 days for feedback are over, or not over yet for closing.
    case feedbackTime = "feedback_time"
    /// There is no last step that can be taken back.
    case nothingToUndo = "nothing_to_undo"
    /// Somebody else did it.
    case notOwnStep = "not_own_step"
    /// Five minutes have passed.
    case undoTooLate = "undo_too_late"
}

extension Workflow {
    /// How long feedback may be given, in seconds of the wall clock; then the report closes by itself.
    package static let feedbackSeconds: Int64 = 14 * 86_400
    /// How long a step may be taken back, in seconds.
    package static let undoSeconds: Int64 = 300
    /// The first reopens the report, the second has the city look at it.
    package static let mostDisputes = 2
    /// The transfer that goes to the coordinator instead (R8).
    package static let lastTransfer = 3

    /// Whether an action is allowed now, and what it does. Pure; `reason` is that of a pause, which without one is for an obstacle.
    package static func decide(
        _ action: ReportAction,
        _ facts: WorkflowFacts,
        at now: Instant,
        reason: PauseReason = .forceMajeure
    ) -> Result<WorkflowOutcome, WorkflowRefusal> {
        let row = row(action)
        guard let status = row.moves[facts.status] else { return .failure(.status) }
        if let refusal = refusal(action, facts, at: now) { return .failure(refusal) }
        switch (action, facts.request) {
        case (.pause, _) where reason == .awaitingCitizen: return done(.awaitingCitizen, row.event)
        case (.resolve, _) where facts.needsApproval: return done(facts.status, .resolutionProposed)
        // Whoever asked for something takes it back.
        case (.sendBack, _) where facts.isOwnRequest: return done(facts.status, .undone)
        case (.approve, .moreTime): return done(facts.status, .extended)
        case (.sendBack, .moreTime): return done(status, .extensionRefused)
        // Nothing is left to be said.
        case (.feedback, _): return done(status, .rated, .closed)
        case (.dispute, _) where facts.disputes == 0: return done(status, .disputed, .reopened)
        // Also what its own reporter was satisfied with, if another one of its group is not.
        case (.dispute, _): return done(.resolved, .disputed, toCoordinator: true)
        case (.transfer, _): return done(status, row.event, toCoordinator: facts.transfers + 1 >= lastTransfer)
        case (.decline, _), (.escalate, _): return done(status, row.event, toCoordinator: true)
        case (.undo, _):
            guard let step = facts.lastStep else { return .failure(.nothingToUndo) }
            return done(step.statusBefore, row.event, isPublic: step.event.isPublic)
        default: return done(status, row.event)
        }
    }

    /// The actions of a party that are allowed now.
    package static func allowed(_ party: ReportAction.Party, _ facts: WorkflowFacts, at now: Instant) -> [ReportAction] {
        ReportAction.allCases.filter { action in
            guard action.party == party, case .success = decide(action, facts, at: now) else { return false }
            return true
        }
    }

    private static func refusal(_ action: ReportAction, _ facts: WorkflowFacts, at now: Instant) -> WorkflowRefusal? {
        switch action {
        // Asked during another pause, the reporter would be taken to have answered when that ends.
        case .requestInformation: return facts.isPaused ? .alreadyPaused : nil
        case .pause:
            if facts.isPaused { return .alreadyPaused }
            return facts.pauses >= ReportClock.mostPauses ? .pausesUsedUp : nil
        case .resume, .resumeAutomatically:
            return facts.isPaused || facts.status == .awaitingCitizen ? nil : .notPaused
        case .giveOpinion: return facts.owesOpinion ? nil : .noOpinionOwed
        // One thing waits for a leader at a time: the same said anew takes its place, something else does not.
        case .extend: return facts.request == .resolution ? .awaitingApproval : nil
        // The city's word on a second dispute is a solution given anew.
        case .resolve where facts.status == .resolved && !facts.isUnderReview: return .status
        case .resolve: return facts.request == .moreTime && facts.needsApproval ? .awaitingApproval : nil
        case .approve, .sendBack: return facts.request == nil ? .nothingToApprove : nil
        case .feedback, .dispute:
            if !isFeedbackTime(facts, now) { return .feedbackTime }
            if facts.isRated { return .alreadyRated }
            if facts.isUnderReview { return .underReview }
            return action == .dispute && facts.disputes >= mostDisputes ? .reviewed : nil
        case .close:
            if facts.isUnderReview { return .underReview }
            return isFeedbackTime(facts, now) ? .feedbackTime : nil
        case .undo: return undoRefusal(facts.lastStep, now)
        case .correct, .message, .withdraw, .follow, .flag, .acknowledge, .assign, .start, .requestOpinion, .transfer, .decline, .escalate,
            .refuse, .markDuplicate, .unmerge, .classify, .relocate, .note, .publish, .withhold,
            .reopen, .reroute, .retarget:
            return nil
        }
    }

    private static func isFeedbackTime(_ facts: WorkflowFacts, _ now: Instant) -> Bool {
        facts.resolvedAt.map { now < $0.adding(seconds: feedbackSeconds) } ?? false
    }

    private static func undoRefusal(_ step: WorkflowFacts.Step?, _ now: Instant) -> WorkflowRefusal? {
        // The original may have become a duplicate itself meanwhile, even of this report.
        guard let step, ![.undone, .unmerged].contains(step.event) else { return .nothingToUndo }
        guard step.isOwn else { return .notOwnStep }
        return now > step.at.adding(seconds: undoSeconds) ? .undoTooLate : nil
    }

    private static func done(
        _ status: ReportStatus,
        _ events: ReportEventType...,
        toCoordinator: Bool = false,
        isPublic: Bool? = nil
    ) -> Result<WorkflowOutcome, WorkflowRefusal> {
        .success(
            WorkflowOutcome(
                status: status,
                events: events,
                isPublic: isPublic ?? events.first?.isPublic ?? false,
                goesToCoordinator: toCoordinator
            )
        )
    }
}
