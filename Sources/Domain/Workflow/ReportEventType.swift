/// Everything that can happen to a report: the closed list of entries in its history. Raw values are stored and sent.
package enum ReportEventType: String, Hashable, Sendable, CaseIterable {
    case filed
    case routed

    // The reporter and the public
    case corrected
    case messageAdded = "message_added"
    case withdrawn
    case rated
    case disputed
    case followed
    case flagged

    // The desk
    case acknowledged
    case assigned
    case started
    case informationRequested = "information_requested"
    case paused
    case resumed
    case opinionRequested = "opinion_requested"
    case opinionGiven = "opinion_given"
    case extensionRequested = "extension_requested"
    case extended
    case extensionRefused = "extension_refused"
    case transferred
    case declined
    case escalated
    case resolutionProposed = "resolution_proposed"
    case resolutionSentBack = "resolution_sent_back"
    case resolved
    case refused
    case markedDuplicate = "marked_duplicate"
    case unmerged
    case classified
    case relocated
    case noted
    case published
    case withheld
    case reopened
    case undone

    // The system by itself
    case rerouted
    case retargeted
    case resumedAutomatically = "resumed_automatically"
    case closed
    case slaWarned = "sla_warned"
    case slaBreached = "sla_breached"
    case slaEscalated = "sla_escalated"
    case slaVoided = "sla_voided"
    case burstNoticed = "burst_noticed"

    /// What reporters see of their own report besides what everybody does: what they wrote themselves.
    package static let ofReporters = [messageAdded, rated].map(\.rawValue)

    /// Whether the reporter sees it.
    package var isForReporter: Bool { isPublic || Self.ofReporters.contains(rawValue) }

    /// Whether the entry stands on the public timeline. What people wrote to each other and the desk's inner work do not; an
    /// `undone` entry is public exactly when the one it takes back was (see `WorkflowOutcome.isPublic`).
    package var isPublic: Bool {
        switch self {
        case .filed, .routed, .corrected, .withdrawn, .disputed, .acknowledged, .started, .informationRequested, .paused, .resumed,
            .extended, .transferred, .declined, .escalated, .resolved, .refused, .markedDuplicate, .unmerged, .classified, .relocated,
            .published, .reopened, .rerouted, .retargeted, .resumedAutomatically, .closed, .slaBreached, .slaVoided:
            true
        case .messageAdded, .rated, .followed, .flagged, .assigned, .opinionRequested, .opinionGiven, .extensionRequested,
            .extensionRefused, .resolutionProposed, .resolutionSentBack, .noted, .withheld, .undone, .slaWarned, .slaEscalated,
            .burstNoticed:
            false
        }
    }
}
