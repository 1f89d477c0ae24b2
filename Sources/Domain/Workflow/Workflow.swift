/// The state × action table: what may be done to a report in which status, where it leads, and what the history then says.
/// Who may do it is another question.
package enum Workflow {
    /// One row of the table.
    package struct Row: Hashable, Sendable {
        /// The statuses in which the action is allowed, each with the status it leads to.
        package let moves: [ReportStatus: ReportStatus]
        /// What the history says of it.
        package let event: ReportEventType
    }

    private typealias Moves = [ReportStatus: ReportStatus]

    /// The row of an action, before the exceptions that `decide` makes: a pause that waits for the citizen, an answer or an extension that
    /// needs a leader, a request that its author takes back, a second dispute and the city's word on it, and `undo`, which leads to the status before the step it takes back. A
    /// relocation that hands the report on does so as a transfer does.
    package static func row(_ action: ReportAction) -> Row {
        switch action {
        case .correct: Row(moves: stay(.submitted), event: .corrected)
        case .message: Row(moves: stayAnywhere.merging(answered) { $1 }, event: .messageAdded)
        case .withdraw: Row(moves: [.submitted: .withdrawn], event: .withdrawn)
        // What is closed was rated, or it is too late: `decide` says which. A duplicate's reporter rates what its original was answered.
        case .feedback: Row(moves: moving([.resolved, .closed], to: .closed), event: .rated)
        case .dispute: Row(moves: moving([.resolved, .closed], to: .acknowledged), event: .disputed)
        case .follow: Row(moves: stay(.submitted, .acknowledged, .inProgress, .awaitingCitizen, .resolved, .closed), event: .followed)
        case .flag: Row(moves: stayAnywhere, event: .flagged)

        case .acknowledge: Row(moves: [.submitted: .acknowledged], event: .acknowledged)
        case .assign: Row(moves: stayOpen, event: .assigned)
        case .start: Row(moves: [.acknowledged: .inProgress], event: .started)
        case .requestInformation: Row(moves: moving([.acknowledged, .inProgress], to: .awaitingCitizen), event: .informationRequested)
        case .pause: Row(moves: stay(.acknowledged, .inProgress), event: .paused)
        case .resume: Row(moves: stayAccepted.merging(answered) { $1 }, event: .resumed)
        case .requestOpinion: Row(moves: stayAccepted, event: .opinionRequested)
        case .giveOpinion: Row(moves: stayAccepted, event: .opinionGiven)
        case .extend: Row(moves: stayAccepted, event: .extensionRequested)
        case .transfer: Row(moves: handedOn, event: .transferred)
        case .decline: Row(moves: handedOn, event: .declined)
        case .escalate: Row(moves: handedOn, event: .escalated)
        case .resolve: Row(moves: moving(accepted + [.resolved], to: .resolved), event: .resolved)
        case .approve: Row(moves: moving(accepted + [.resolved], to: .resolved), event: .resolved)
        case .sendBack: Row(moves: moving(accepted + [.resolved]), event: .resolutionSentBack)
        case .refuse: Row(moves: moving(open, to: .refused), event: .refused)
        case .markDuplicate: Row(moves: moving(open, to: .duplicate), event: .markedDuplicate)
        case .unmerge: Row(moves: [.duplicate: .acknowledged], event: .unmerged)
        case .classify: Row(moves: stayOpen, event: .classified)
        case .relocate: Row(moves: stayOpen, event: .relocated)
        case .note: Row(moves: stayAnywhere, event: .noted)
        case .publish: Row(moves: stay(.acknowledged, .inProgress, .awaitingCitizen, .resolved, .closed), event: .published)
        case .withhold: Row(moves: stayAnywhere, event: .withheld)
        case .reopen: Row(moves: moving([.resolved, .closed, .refused], to: .acknowledged), event: .reopened)
        case .undo: Row(moves: stayAnywhere, event: .undone)

        case .reroute: Row(moves: handedOn, event: .rerouted)
        case .retarget: Row(moves: stayOpen, event: .retargeted)
        case .resumeAutomatically: Row(moves: stayAccepted.merging(answered) { $1 }, event: .resumedAutomatically)
        case .close: Row(moves: [.resolved: .closed], event: .closed)
        }
    }

    /// A person has accepted the report, and it is not done.
    private static let accepted: [ReportStatus] = [.acknowledged, .inProgress, .awaitingCitizen]
    private static let open: [ReportStatus] = [.submitted] + accepted

    private static let stayAccepted = moving(accepted)
    private static let stayOpen = moving(open)
    private static let stayAnywhere = moving(ReportStatus.allCases)
    /// Asking was work: when the wait is over, work goes on.
    private static let answered: Moves = [.awaitingCitizen: .inProgress]
    /// The next desk has not started yet.
    private static let handedOn = stayOpen.merging([.inProgress: .acknowledged]) { $1 }

    private static func stay(_ statuses: ReportStatus...) -> Moves { moving(statuses) }

    private static func moving(_ statuses: [ReportStatus], to status: ReportStatus? = nil) -> Moves {
        Dictionary(uniqueKeysWithValues: statuses.map { ($0, status ?? $0) })
    }
}
