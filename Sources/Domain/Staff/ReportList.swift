package import FoundationEssentials

/// Which reports a list is of: those that fit every part that is given.
package struct ReportFilter: Hashable, Sendable {
    /// What is practised and not put away yet, in place of everything else.
    package var isPractice = false
    /// Also state secrets.
    package var withSecrets = false
    /// Any of these.
    package var statuses: [ReportStatus]?
    /// Any of these units on the ground.
    package var units: [UUID]?
    /// Any of these desks.
    package var agencies: [UUID]?
    /// Any of these categories.
    package var categories: [UUID]?
    /// Any of these.
    package var severities: [Severity]?
    /// How sure the unit is.
    package var confidences: [RoutingConfidence]?
    /// The work of any of these.
    package var workers: [ReportWorker]?
    /// Any of these teams'.
    package var teams: [UUID]?
    /// What asks for more than its status says.
    package var attention: ReportConcern?
    /// About which this desk was asked for its opinion.
    package var asked: UUID?
    /// Which this desk had or was asked about, and another has now.
    package var knownTo: UUID?
    /// Which this desk has, or which is known to it.
    package var readableBy: UUID?
    /// To be looked at twice, for any of these reasons.
    package var moderations: [Moderation]?
    /// Whether a clock of the report's own runs past its limit.
    package var isOverdue: Bool?
    /// A limit that runs out before this instant.
    package var dueBefore: Instant?
    /// Filed at this instant or later.
    package var from: Instant?
    /// Filed before it.
    package var to: Instant?
    /// Changed at this instant or later.
    package var updatedSince: Instant?

    /// Every report that is no state secret.
    package init() {}
}

/// Whose work a report is.
package enum ReportWorker: Hashable, Sendable {
    /// Somebody's, by their account.
    case account(UUID)
    /// Nobody's, and no team's.
    case nobody
}

/// What a report asks for besides what its status says; raw values are sent.
package enum ReportConcern: String, Hashable, Sendable, CaseIterable {
    /// A leader sent back what the desk asked for.
    case sentBack = "sent_back"
    /// Another desk asks this one for its opinion.
    case askedForOpinion = "asked_for_opinion"
    /// A leader has to say whether.
    case awaitingApproval = "awaiting_approval"
    /// The reporter disputes what was done.
    case disputed
    /// People say that something is wrong about what is public.
    case flagged
    /// Another desk has passed it on, and nobody here has done anything to it yet.
    case arrived
    /// The reporter has written, and nobody here has done anything about it yet.
    case newMessage = "new_message"
    /// Another desk has it now: this one had it, or was asked about it.
    case held
}

/// The order of a list. Reports in which no limit runs stand last in any order by limits.
package struct ReportOrder: Hashable, Sendable {
    /// What is compared; raw values are sent.
    package enum Key: String, Hashable, Sendable, CaseIterable {
        case due = "due_at"
        case created = "created_at"
        case updated = "updated_at"
    }

    package let key: Key
    /// Latest first.
    package let isReversed: Bool

    package init(_ key: Key, isReversed: Bool = false) {
        self.key = key
        self.isReversed = isReversed
    }
}

/// Where a report stands in an order.
package struct ReportPlace: Hashable, Sendable {
    /// By the order's key; nil where no limit runs.
    package let at: Instant?
    package let id: UUID

    package init(at: Instant?, id: UUID) {
        self.at = at
        self.id = id
    }
}
