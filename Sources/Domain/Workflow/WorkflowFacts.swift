/// What a decision about a report depends on besides its status.
package struct WorkflowFacts: Hashable, Sendable {
    /// Something that waits for a leader's word.
    package enum Request: String, Hashable, Sendable {
        case resolution
        case moreTime = "more_time"
    }

    /// The last thing a person did to the report.
    package struct Step: Hashable, Sendable {
        /// What it was.
        package let event: ReportEventType
        /// When.
        package let at: Instant
        /// Where the report stood before it.
        package let statusBefore: ReportStatus
        /// Whether the one who acts now did it, and not somebody else of their desk.
        package let isOwn: Bool

        /// A step.
        package init(event: ReportEventType, at: Instant, statusBefore: ReportStatus, isOwn: Bool) {
            self.event = event
            self.at = at
            self.statusBefore = statusBefore
            self.isOwn = isOwn
        }
    }

    /// Where the report stands.
    package var status: ReportStatus
    /// Whether the clock to resolve is paused.
    package var isPaused = false
    /// Pauses of that clock in this cycle.
    package var pauses = 0
    /// How often the report went to another agency, this cycle or before.
    package var transfers = 0
    /// Earlier disputes.
    package var disputes = 0
    /// Whether this solution was rated or disputed already.
    package var isRated = false
    /// Whether the city looks at this solution, which was disputed after another one had been.
    package var isUnderReview = false
    /// When the present solution was given.
    package var resolvedAt: Instant?
    /// Whether the one who acts owes an opinion.
    package var owesOpinion = false
    /// Whether the agency's answers need a leader's approval.
    package var needsApproval = false
    /// What waits for approval.
    package var request: Request?
    /// Whether the one who acts has asked for it.
    package var isOwnRequest = false
    /// nil when there is none, or something else than the system's own entries followed it.
    package var lastStep: Step?

    /// A report in a status, of which nothing else is known.
    package init(status: ReportStatus) {
        self.status = status
    }
}
