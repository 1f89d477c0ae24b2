import Domain

/// The clocks of a report: which limits, on whose word, and where each stands.
struct SLABody: Encodable {
    struct Policy: Encodable {
        let name: String
        let version: Int
        let legalBasis: Nullable<String>
        let confirmed: Bool

        init(_ policy: PolicySummary, _ language: Language) {
            name = policy.name[language]
            version = policy.version
            legalBasis = Nullable(policy.legalBasis)
            confirmed = policy.isConfirmed
        }
    }

    struct ClockBody: Encodable {
        let state: String
        /// While it runs.
        let dueAt: String?
        /// While it is pending.
        let projectedDueAt: String?
        /// The working instant from which it counts; differs from the receipt outside working hours.
        let countsFrom: String?
        /// Working seconds, once it has stopped.
        let usedS: Int64?

        init(_ clock: ClockView) {
            state = clock.state.rawValue
            dueAt = clock.due?.rfc3339
            projectedDueAt = clock.projectedDue?.rfc3339
            countsFrom = clock.countsFrom?.rfc3339
            usedS = clock.usedSeconds
        }
    }

    let policy: Policy
    let severity: String
    let acknowledge: ClockBody
    let resolve: ClockBody

    init(policy: PolicySummary, severity: Severity, acknowledge: ClockView, resolve: ClockView, _ language: Language) {
        self.policy = Policy(policy, language)
        self.severity = severity.rawValue
        self.acknowledge = ClockBody(acknowledge)
        self.resolve = ClockBody(resolve)
    }
}
