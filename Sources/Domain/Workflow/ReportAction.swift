/// Everything that can be done to a report after its filing: the closed list. Raw values are those of the routes.
package enum ReportAction: String, Hashable, Sendable, CaseIterable {
    // The reporter and the public
    case correct
    case message
    case withdraw
    case feedback
    case dispute
    case follow
    case flag

    // The desk
    case acknowledge
    case assign
    case start
    case requestInformation = "request_information"
    case pause
    case resume
    case requestOpinion = "request_opinion"
    case giveOpinion = "give_opinion"
    case extend
    case transfer
    case decline
    case escalate
    case resolve
    case approve
    case sendBack = "send_back"
    case refuse
    case markDuplicate = "mark_duplicate"
    case unmerge
    case classify
    case relocate
    case note
    case publish
    case withhold
    case reopen
    case undo

    // The system by itself
    case reroute
    case retarget
    case resumeAutomatically = "resume_automatically"
    case close

    /// Whose acts there are.
    package enum Party: String, Hashable, Sendable, CaseIterable {
        /// The reporter, and whoever follows or flags.
        case citizen
        case staff
        case system
    }

    /// Whose act it is.
    package var party: Party {
        switch self {
        case .correct, .message, .withdraw, .feedback, .dispute, .follow, .flag: .citizen
        case .acknowledge, .assign, .start, .requestInformation, .pause, .resume, .requestOpinion, .giveOpinion, .extend, .transfer,
            .decline, .escalate, .resolve, .approve, .sendBack, .refuse, .markDuplicate, .unmerge, .classify, .relocate, .note,
            .publish, .withhold, .reopen, .undo:
            .staff
        case .reroute, .retarget, .resumeAutomatically, .close: .system
        }
    }
}
