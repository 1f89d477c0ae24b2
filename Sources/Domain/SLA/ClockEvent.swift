package import FoundationEssentials

/// What one entry of a report's history means for its clocks. Entries that mean nothing may be given too.
package struct ClockEvent: Hashable, Sendable {
    /// What happened. What makes no sense where a clock stands (a third pause, a second answer) changes nothing.
    package enum Change: Hashable, Sendable {
        /// The report came in; the first event of every history.
        case filed(policy: UUID)
        /// A person accepted it.
        case acknowledged
        /// The report needs no solution: refused, withdrawn, merged (R9).
        case cancelled(CancelReason)
        /// The clock to resolve stands still, if R4 allows another pause.
        case paused(PauseReason)
        /// Whatever paused it is over.
        case resumed
        /// The reporter wrote: a pause for them is over.
        case answered
        /// Another policy version holds from now on (R7).
        case retargeted(policy: UUID)
        /// More working seconds to resolve were granted.
        case extended(seconds: Int64)
        /// A solution was given.
        case resolved
        /// The report is to be resolved once more, in a new cycle (R10): by a desk, or of a second dispute by the city, which looks at it again.
        case reopened
        /// Another agency was asked for its opinion.
        case opinionRequested(agency: UUID)
        /// It gave the opinion.
        case opinionGiven(agency: UUID)
        /// The event of this number did not happen, if nothing that moves clocks followed it.
        case undone(seq: Int)
    }

    /// Why there is nothing to resolve; raw values are stored.
    package enum CancelReason: String, Hashable, Sendable, CaseIterable {
        case refused
        case withdrawn
        case duplicate
    }

    /// Place in the report's history; the order of events.
    package let seq: Int
    /// When it happened. Earlier than the event before it: counts as simultaneous with that one.
    package let at: Instant
    /// The agency that holds the report from here on.
    package let holder: UUID
    /// nil: at most the holder changes.
    package let change: Change?

    /// An event.
    package init(seq: Int, at: Instant, holder: UUID, change: Change?) {
        self.seq = seq
        self.at = at
        self.holder = holder
        self.change = change
    }
}

/// What the entries that move clocks carry besides their type.
package struct ClockDetails: Hashable, Sendable {
    /// The policy version chosen by a filing, or anew.
    package var policy: UUID?
    /// Of a pause.
    package var reason: PauseReason?
    /// Working seconds granted.
    package var seconds: Int64?
    /// The agency asked for an opinion, or giving one.
    package var agency: UUID?
    /// The entry undone.
    package var undone: Int?

    /// Details; what does not apply is left out.
    package init(policy: UUID? = nil, reason: PauseReason? = nil, seconds: Int64? = nil, agency: UUID? = nil, undone: Int? = nil) {
        self.policy = policy
        self.reason = reason
        self.seconds = seconds
        self.agency = agency
        self.undone = undone
    }
}

extension ReportEventType {
    /// What an entry of this type means for the clocks; nil when nothing, or when a detail is missing that it takes.
    package func clockChange(_ details: ClockDetails) -> ClockEvent.Change? {
        switch self {
        case .filed: details.policy.map { .filed(policy: $0) }
        case .acknowledged: .acknowledged
        case .refused: .cancelled(.refused)
        case .withdrawn: .cancelled(.withdrawn)
        case .markedDuplicate: .cancelled(.duplicate)
        case .informationRequested: .paused(.awaitingCitizen)
        case .paused: details.reason.map { .paused($0) }
        case .resumed, .resumedAutomatically: .resumed
        case .messageAdded: .answered
        case .corrected, .classified, .relocated, .retargeted: details.policy.map { .retargeted(policy: $0) }
        case .extended: details.seconds.map { .extended(seconds: $0) }
        case .resolved: .resolved
        case .disputed, .reopened, .unmerged: .reopened
        case .opinionRequested: details.agency.map { .opinionRequested(agency: $0) }
        case .opinionGiven: details.agency.map { .opinionGiven(agency: $0) }
        case .undone: details.undone.map { .undone(seq: $0) }
        case .routed, .rerouted, .transferred, .declined, .escalated, .rated, .followed, .flagged, .assigned, .started,
            .extensionRequested, .extensionRefused, .resolutionProposed, .resolutionSentBack, .noted, .published, .withheld,
            .slaWarned, .slaBreached, .slaEscalated, .slaVoided, .burstNoticed, .closed:
            nil
        }
    }
}
