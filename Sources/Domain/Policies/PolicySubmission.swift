/// A time limit as somebody has written it down, before any check. Amounts of time are working seconds.
package struct PolicySubmission: Hashable, Sendable {
    /// See `SLAPolicy.Scope`; a unit by its official code of today, or its id.
    package struct Scope: Hashable, Sendable {
        package var category: String?
        package var severity: String?
        package var unit: String?

        /// The default's.
        package init(category: String? = nil, severity: String? = nil, unit: String? = nil) {
            self.category = category
            self.severity = severity
            self.unit = unit
        }
    }

    /// See `SLAPolicy.Limit`.
    package struct Limit: Hashable, Sendable {
        package var seconds: Int?
        package var legalBasis: String?
        package var confirmed: Bool?

        /// A limit of the parts given.
        package init(seconds: Int? = nil, legalBasis: String? = nil, confirmed: Bool? = nil) {
            self.seconds = seconds
            self.legalBasis = legalBasis
            self.confirmed = confirmed
        }
    }

    /// Whom an escalation reaches, and at which share of the target.
    package struct Escalation: Hashable, Sendable {
        package var percent: Int?
        package var rank: String?

        /// An escalation of the parts given.
        package init(percent: Int? = nil, rank: String? = nil) {
            self.percent = percent
            self.rank = rank
        }
    }

    package var code: String?
    package var nameVi: String?
    package var nameEn: String?
    package var scope = Scope()
    package var calendar: String?
    /// The calendar's unless told.
    package var nominalDaySeconds: Int?
    /// `acknowledge` unless told (R1).
    package var resolveStarts: String?
    package var acknowledge = Limit()
    package var resolve = Limit()
    package var handleSeconds: Int?
    /// R11's unless told; an empty list is none.
    package var warnings: [Int]?
    /// R11's unless told; an empty list is none.
    package var escalations: [Escalation]?
    /// R10's unless told.
    package var reopeningPercent: Int?
    /// R10's unless told.
    package var reopeningLeastSeconds: Int?
    /// What could not even be read; pointers from the top of the policy.
    package var refused: [FieldError] = []

    /// Nothing written yet.
    package init() {}
}

/// A policy that somebody wants to be in force, and why, before any check.
package struct PolicyProposalSubmission: Hashable, Sendable {
    package var policy: PolicySubmission?
    package var reason: String?
    /// What could not even be read beside the policy.
    package var refused: [FieldError] = []

    /// A proposal of the parts given.
    package init(policy: PolicySubmission? = nil, reason: String? = nil) {
        self.policy = policy
        self.reason = reason
    }
}
