internal import Domain
internal import FoundationEssentials

/// A change of policies as JSON. Amounts of time are working seconds.
struct PolicyChangeRecord: Codable {
    struct Limit: Codable {
        let seconds: Int64
        let legalBasis: String?
        let confirmed: Bool
    }

    struct Escalation: Codable {
        let percent: Int
        let to: String
    }

    struct Policy: Codable {
        let id: UUID
        let code: String
        let version: Int
        let nameVi: String
        let nameEn: String
        let category: String?
        let severity: String?
        let unit: UUID?
        let acknowledge: Limit
        let resolve: Limit
        let handle: Int64?
        let calendar: String
        let resolveStarts: String
        let nominalDay: Int64
        let warn: [Int]
        let escalate: [Escalation]
        let reopenPercent: Int
        let reopenLeast: Int64
    }

    /// One of the three.
    let publish: Policy?
    let retire: String?
    let migrate: String?

    init(_ change: PolicyChange) {
        switch change {
        case .publish(let policy): (publish, retire, migrate) = (Policy(policy), nil, nil)
        case .retire(let code): (publish, retire, migrate) = (nil, code, nil)
        case .migrate(let code): (publish, retire, migrate) = (nil, nil, code)
        }
    }

    /// nil when any part of it cannot be read.
    var change: PolicyChange? {
        switch (publish, retire, migrate) {
        case (let policy?, nil, nil): policy.policy.map { .publish($0) }
        case (nil, let code?, nil): .retire(code: code)
        case (nil, nil, let code?): .migrate(code: code)
        default: nil
        }
    }
}

extension PolicyChangeRecord.Limit {
    init(_ limit: SLAPolicy.Limit) {
        self.init(seconds: limit.seconds, legalBasis: limit.legalBasis, confirmed: limit.confirmed)
    }

    var limit: SLAPolicy.Limit { SLAPolicy.Limit(seconds: seconds, legalBasis: legalBasis, confirmed: confirmed) }
}

extension PolicyChangeRecord.Policy {
    init(_ policy: SLAPolicy) {
        self.init(
            id: policy.id,
            code: policy.code,
            version: policy.version,
            nameVi: policy.nameVi,
            nameEn: policy.nameEn,
            category: policy.scope.category,
            severity: policy.scope.severity?.rawValue,
            unit: policy.scope.unit,
            acknowledge: PolicyChangeRecord.Limit(policy.acknowledge),
            resolve: PolicyChangeRecord.Limit(policy.resolve),
            handle: policy.handleSeconds,
            calendar: policy.calendarKey,
            resolveStarts: policy.resolveStarts.rawValue,
            nominalDay: policy.nominalDaySeconds,
            warn: policy.levels.warnings,
            escalate: policy.levels.escalations.map { PolicyChangeRecord.Escalation(percent: $0.percent, to: $0.rank.rawValue) },
            reopenPercent: policy.reopening.percent,
            reopenLeast: policy.reopening.minimumSeconds
        )
    }

    var policy: SLAPolicy? {
        let ranks = escalate.compactMap { escalation in EscalationRank(rawValue: escalation.to).map { (escalation.percent, $0) } }
        guard let starts = SLAPolicy.ResolveStart(rawValue: resolveStarts), ranks.count == escalate.count,
            severity == nil || severity.flatMap(Severity.init) != nil
        else { return nil }
        return SLAPolicy(
            id: id,
            code: code,
            version: version,
            nameVi: nameVi,
            nameEn: nameEn,
            scope: SLAPolicy.Scope(category: category, severity: severity.flatMap(Severity.init), unit: unit),
            acknowledge: acknowledge.limit,
            resolve: resolve.limit,
            handleSeconds: handle,
            calendarKey: calendar,
            resolveStarts: starts,
            nominalDaySeconds: nominalDay,
            levels: SLALevels(warnings: warn, escalations: Dictionary(ranks) { first, _ in first }),
            reopening: SLAPolicy.ReopenTarget(percent: reopenPercent, minimumSeconds: reopenLeast)
        )
    }
}
