package import FoundationEssentials

/// A clock as people see it.
package struct ClockView: Hashable, Sendable {
    package let state: ClockState
    /// While it runs.
    package let due: Instant?
    /// While it is pending: when it would be due if it started as late as it can.
    package let projectedDue: Instant?
    /// The instant from which working time is counted, for a clock that runs.
    package let countsFrom: Instant?
    /// Working seconds left, for a clock that is paused.
    package let remainingSeconds: Int64?
    /// Working seconds, for a clock that has stopped.
    package let usedSeconds: Int64?
    /// It runs past its limit.
    package let isOverdue: Bool
    /// It has not stopped and counts as missed already, as far as that was noticed (R18): also while it is paused or has got more time.
    package let isMissed: Bool

    package init(
        state: ClockState,
        due: Instant? = nil,
        projectedDue: Instant? = nil,
        countsFrom: Instant? = nil,
        remainingSeconds: Int64? = nil,
        usedSeconds: Int64? = nil,
        isOverdue: Bool = false,
        isMissed: Bool = false
    ) {
        self.state = state
        self.due = due
        self.projectedDue = projectedDue
        self.countsFrom = countsFrom
        self.remainingSeconds = remainingSeconds
        self.usedSeconds = usedSeconds
        self.isOverdue = isOverdue
        self.isMissed = isMissed
    }
}

/// The time limits a report has, and on whose word.
package struct PolicySummary: Hashable, Sendable {
    package let name: BilingualText
    package let version: Int
    package let legalBasis: String?
    /// false: the figures are placeholders.
    package let isConfirmed: Bool

    package init(name: BilingualText, version: Int, legalBasis: String?, isConfirmed: Bool) {
        self.name = name
        self.version = version
        self.legalBasis = legalBasis
        self.isConfirmed = isConfirmed
    }
}

/// What a report's filing is answered with: the facts of its first moment, the same however often it is asked.
package struct ReportReceipt: Hashable, Sendable {
    package let id: UUID
    package let code: String
    package let receivedAt: Instant
    package let categoryCode: String
    package let categoryName: BilingualText
    package let severity: Severity
    package let routing: RoutingDecision
    package let policy: PolicySummary
    package let acknowledge: ClockView
    package let resolve: ClockView
    /// Numbers to call in danger.
    package let emergencyNumbers: [String]
    package let trackingKeyID: String
    /// The code of an earlier report of the same device or user that this one may be a copy of.
    package let possibleDuplicateOf: String?

    package init(
        id: UUID,
        code: String,
        receivedAt: Instant,
        categoryCode: String,
        categoryName: BilingualText,
        severity: Severity,
        routing: RoutingDecision,
        policy: PolicySummary,
        acknowledge: ClockView,
        resolve: ClockView,
        emergencyNumbers: [String],
        trackingKeyID: String,
        possibleDuplicateOf: String?
    ) {
        self.id = id
        self.code = code
        self.receivedAt = receivedAt
        self.categoryCode = categoryCode
        self.categoryName = categoryName
        self.severity = severity
        self.routing = routing
        self.policy = policy
        self.acknowledge = acknowledge
        self.resolve = resolve
        self.emergencyNumbers = emergencyNumbers
        self.trackingKeyID = trackingKeyID
        self.possibleDuplicateOf = possibleDuplicateOf
    }
}

extension FilingPlan {
    /// The answer to this filing.
    package func receipt(trackingKeyID: String, possibleDuplicateOf: String?) -> ReportReceipt {
        ReportReceipt(
            id: id,
            code: code.description,
            receivedAt: receivedAt,
            categoryCode: draft.category.code,
            categoryName: draft.category.name,
            severity: draft.treatment.severity,
            routing: routing,
            policy: PolicySummary(policy),
            acknowledge: ClockView(acknowledge),
            resolve: ClockView(resolve),
            emergencyNumbers: draft.category.emergencyNumbers,
            trackingKeyID: trackingKeyID,
            possibleDuplicateOf: possibleDuplicateOf
        )
    }
}

extension PolicySummary {
    /// What is said of a policy.
    package init(_ policy: SLAPolicy) {
        self.init(
            name: BilingualText(vi: policy.nameVi, en: policy.nameEn),
            version: policy.version,
            legalBasis: policy.legalBasis,
            isConfirmed: policy.confirmed
        )
    }
}

extension ClockView {
    /// What is said of a clock as it is at the filing (R17).
    package init(_ clock: ReportClock) {
        self.init(
            state: clock.state,
            due: clock.deadline?.due,
            projectedDue: clock.projectedDue,
            countsFrom: clock.state == .running ? clock.countsFrom : nil,
            remainingSeconds: clock.state == .paused ? clock.remainingSeconds : nil,
            usedSeconds: clock.state.isFinal ? clock.usedSeconds : nil
        )
    }
}
