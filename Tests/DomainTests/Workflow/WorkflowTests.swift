import Domain
import Testing

struct WorkflowTests {
    private let now = hanoi("2026-03-04 10:00")

    /// One letter a status, in the order submitted, acknowledged, in progress, awaiting the citizen, resolved, closed, refused, withdrawn,
    /// duplicate: what the action leads to, `.` where it is not allowed.
    private static let table: [(ReportAction, String, ReportEventType)] = [
        (.correct, "S........", .corrected),
        (.message, "SAPPRCFXD", .messageAdded),
        (.withdraw, "X........", .withdrawn),
        (.feedback, "....CC...", .rated),
        (.dispute, "....AA...", .disputed),
        (.follow, "SAPWRC...", .followed),
        (.flag, "SAPWRCFXD", .flagged),
        (.acknowledge, "A........", .acknowledged),
        (.assign, "SAPW.....", .assigned),
        (.start, ".P.......", .started),
        (.requestInformation, ".WW......", .informationRequested),
        (.pause, ".AP......", .paused),
        (.resume, ".APP.....", .resumed),
        (.requestOpinion, ".APW.....", .opinionRequested),
        (.giveOpinion, ".APW.....", .opinionGiven),
        (.extend, ".APW.....", .extensionRequested),
        (.transfer, "SAAW.....", .transferred),
        (.decline, "SAAW.....", .declined),
        (.escalate, "SAAW.....", .escalated),
        (.resolve, ".RRR.....", .resolved),
        (.approve, ".RRRR....", .resolved),
        (.sendBack, ".APWR....", .resolutionSentBack),
        (.refuse, "FFFF.....", .refused),
        (.markDuplicate, "DDDD.....", .markedDuplicate),
        (.unmerge, "........A", .unmerged),
        (.classify, "SAPW.....", .classified),
        (.relocate, "SAPW.....", .relocated),
        (.note, "SAPWRCFXD", .noted),
        (.publish, ".APWRC...", .published),
        (.withhold, "SAPWRCFXD", .withheld),
        (.reopen, "....AAA..", .reopened),
        (.undo, "PPPPPPPPP", .undone),
        (.reroute, "SAAW.....", .rerouted),
        (.retarget, "SAPW.....", .retargeted),
        (.resumeAutomatically, ".APP.....", .resumedAutomatically),
        (.close, "....C....", .closed),
    ]

    private static let letters: [Character: ReportStatus] = [
        "S": .submitted, "A": .acknowledged, "P": .inProgress, "W": .awaitingCitizen, "R": .resolved, "C": .closed, "F": .refused,
        "X": .withdrawn, "D": .duplicate,
    ]

    /// Facts under which only the status can forbid the action.
    private func facts(for action: ReportAction, _ status: ReportStatus) -> WorkflowFacts {
        var facts = WorkflowFacts(status: status)
        facts.isPaused = action == .resume || action == .resumeAutomatically
        facts.resolvedAt = now.adding(seconds: action == .close ? -Workflow.feedbackSeconds : -60)
        facts.owesOpinion = true
        facts.request = action == .approve || action == .sendBack ? .resolution : nil
        facts.lastStep = WorkflowFacts.Step(event: .started, at: now, statusBefore: .inProgress, isOwn: true)
        return facts
    }

    @Test func everyActionInEveryStatus() {
        #expect(Self.table.map(\.0) == ReportAction.allCases)
        for (action, targets, event) in Self.table {
            for (status, letter) in zip(ReportStatus.allCases, targets) {
                let result = Workflow.decide(action, facts(for: action, status), at: now)
                switch (result, Self.letters[letter]) {
                case (.success(let outcome), let target?):
                    #expect(outcome.status == target && outcome.events.first == event, "\(action) in \(status)")
                case (.failure(let refusal), nil): #expect(refusal == .status, "\(action) in \(status)")
                default: Issue.record("\(action) in \(status): \(result)")
                }
            }
        }
    }

    private func refusal(_ action: ReportAction, _ status: ReportStatus, _ change: (inout WorkflowFacts) -> Void) -> WorkflowRefusal? {
        var facts = facts(for: action, status)
        change(&facts)
        guard case .failure(let refusal) = Workflow.decide(action, facts, at: now) else { return nil }
        return refusal
    }

    @Test func whatElseForbids() {
        #expect(refusal(.pause, .inProgress) { $0.pauses = 2 } == .pausesUsedUp)
        #expect(refusal(.pause, .inProgress) { $0.isPaused = true } == .alreadyPaused)
        #expect(refusal(.requestInformation, .inProgress) { $0.isPaused = true } == .alreadyPaused)
        #expect(refusal(.resume, .inProgress) { $0.isPaused = false } == .notPaused)
        #expect(refusal(.resume, .awaitingCitizen) { $0.isPaused = false } == nil)
        #expect(refusal(.giveOpinion, .inProgress) { $0.owesOpinion = false } == .noOpinionOwed)
        #expect(refusal(.extend, .inProgress) { $0.request = .moreTime } == nil)
        #expect(refusal(.resolve, .inProgress) { $0.request = .resolution } == nil)
        #expect(refusal(.resolve, .inProgress) { $0.request = .moreTime } == nil)
        #expect(refusal(.extend, .inProgress) { $0.request = .resolution } == .awaitingApproval)
        for (request, expected) in [(WorkflowFacts.Request.moreTime, WorkflowRefusal.awaitingApproval), (.resolution, nil)] {
            let both = refusal(.resolve, .inProgress) {
                $0.request = request
                $0.needsApproval = true
            }
            #expect(both == expected)
        }
        #expect(refusal(.approve, .inProgress) { $0.request = nil } == .nothingToApprove)
        #expect(refusal(.feedback, .resolved) { $0.isRated = true } == .alreadyRated)
        #expect(refusal(.dispute, .resolved) { $0.isRated = true } == .alreadyRated)
        let lastSecond = now.adding(seconds: 1 - Workflow.feedbackSeconds)
        for action in [ReportAction.feedback, .dispute] {
            #expect(refusal(action, .resolved) { $0.resolvedAt = lastSecond } == nil)
            #expect(refusal(action, .resolved) { $0.resolvedAt = lastSecond.adding(seconds: -1) } == .feedbackTime)
        }
        #expect(refusal(.close, .resolved) { $0.resolvedAt = lastSecond } == .feedbackTime)
        #expect(refusal(.undo, .resolved) { $0.lastStep = nil } == .nothingToUndo)
        #expect(refusal(.dispute, .resolved) { $0.disputes = 2 } == .reviewed)
        #expect(refusal(.feedback, .resolved) { $0.disputes = 2 } == nil)
        #expect(refusal(.close, .resolved) { $0.isUnderReview = true } == .underReview)
        #expect(refusal(.resolve, .resolved) { $0.isUnderReview = true } == nil)
    }

    @Test func onlyOnesOwnLastStepWithinFiveMinutesIsUndone() {
        func undo(_ event: ReportEventType, secondsAgo: Int64, isOwn: Bool) -> Result<WorkflowOutcome, WorkflowRefusal> {
            var facts = WorkflowFacts(status: .resolved)
            facts.lastStep = WorkflowFacts.Step(
                event: event,
                at: now.adding(seconds: -secondsAgo),
                statusBefore: .awaitingCitizen,
                isOwn: isOwn
            )
            return Workflow.decide(.undo, facts, at: now)
        }
        #expect(undo(.resolved, secondsAgo: 301, isOwn: true) == .failure(.undoTooLate))
        #expect(undo(.resolved, secondsAgo: 300, isOwn: false) == .failure(.notOwnStep))
        for event in [ReportEventType.undone, .unmerged] {
            #expect(undo(event, secondsAgo: 1, isOwn: true) == .failure(.nothingToUndo))
        }
        guard case .success(let outcome) = undo(.resolved, secondsAgo: 300, isOwn: true),
            case .success(let hidden) = undo(.noted, secondsAgo: 300, isOwn: true)
        else {
            Issue.record("not undone")
            return
        }
        #expect(outcome.status == .awaitingCitizen && outcome.isPublic)
        #expect(!hidden.isPublic)
    }

    private func outcome(
        _ action: ReportAction,
        _ status: ReportStatus,
        reason: PauseReason = .legal,
        _ change: (inout WorkflowFacts) -> Void = { _ in }
    ) throws -> WorkflowOutcome {
        var facts = facts(for: action, status)
        change(&facts)
        return try Workflow.decide(action, facts, at: now, reason: reason).get()
    }

    @Test func whatLeadsElsewhere() throws {
        #expect(try outcome(.pause, .acknowledged, reason: .awaitingCitizen).status == .awaitingCitizen)
        let proposed = try outcome(.resolve, .awaitingCitizen) { $0.needsApproval = true }
        #expect(proposed.status == .awaitingCitizen && proposed.events == [.resolutionProposed] && !proposed.isPublic)
        let granted = try outcome(.approve, .inProgress) { $0.request = .moreTime }
        #expect(granted.status == .inProgress && granted.events == [.extended] && granted.isPublic)
        #expect(try outcome(.sendBack, .inProgress) { $0.request = .moreTime }.events == [.extensionRefused])
        let takenBack = try outcome(.sendBack, .inProgress) { $0.isOwnRequest = true }
        #expect(takenBack.status == .inProgress && takenBack.events == [.undone] && !takenBack.isPublic)
        let disputed = try outcome(.dispute, .resolved)
        #expect(disputed.status == .acknowledged && disputed.events == [.disputed, .reopened] && !disputed.goesToCoordinator)
        let review = try outcome(.dispute, .resolved) { $0.disputes = 1 }
        #expect(review.status == .resolved && review.events == [.disputed] && review.goesToCoordinator)
    }

    /// R8.
    @Test func theThirdTransferAndEveryDeclineGoUp() throws {
        #expect(try !outcome(.transfer, .inProgress) { $0.transfers = 1 }.goesToCoordinator)
        #expect(try outcome(.transfer, .inProgress) { $0.transfers = 2 }.goesToCoordinator)
        #expect(try outcome(.decline, .submitted).goesToCoordinator)
        #expect(try outcome(.escalate, .submitted).goesToCoordinator)
        #expect(try !outcome(.reroute, .submitted).goesToCoordinator)
    }

    @Test func whatANewReportAllows() {
        let facts = WorkflowFacts(status: .submitted)
        #expect(Workflow.allowed(.citizen, facts, at: now) == [.correct, .message, .withdraw, .follow, .flag])
        #expect(
            Workflow.allowed(.staff, facts, at: now) == [
                .acknowledge, .assign, .transfer, .decline, .escalate, .refuse, .markDuplicate, .classify, .relocate, .note, .withhold,
            ]
        )
        #expect(Workflow.allowed(.system, facts, at: now) == [.reroute, .retarget])
    }

    @Test func storedNamesArePlain() {
        let names = ReportEventType.allCases.map(\.rawValue) + ReportAction.allCases.map(\.rawValue)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } })
        #expect(ReportEventType.filed.rawValue == "filed" && ReportEventType.routed.rawValue == "routed")
    }

    @Test func innerWorkIsNotPublic() {
        let hidden: [ReportEventType] = [
            .messageAdded, .rated, .followed, .flagged, .assigned, .opinionRequested, .opinionGiven, .extensionRequested,
            .extensionRefused, .resolutionProposed, .resolutionSentBack, .noted, .withheld, .undone, .slaWarned, .slaEscalated,
            .burstNoticed,
        ]
        #expect(
            ReportEventType.allCases.filter { !$0.isPublic }.sorted { $0.rawValue < $1.rawValue }
                == hidden.sorted { $0.rawValue < $1.rawValue }
        )
    }
}
