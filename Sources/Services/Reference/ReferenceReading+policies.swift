internal import Domain
internal import Foundation
internal import Store

extension ReferenceReading {
    mutating func policies() throws -> [ReferenceData.Policy] {
        let file: ReferenceFiles.Policies = try folder.json("policies.json")
        let calendars = Set(data.calendars.map(\.code))
        let policies = try file.policies.map { entry in
            guard let starts = SLAPolicy.ResolveStart(rawValue: entry.resolveStarts), calendars.contains(entry.calendar),
                entry.scope.severity.map({ Severity(rawValue: $0) != nil }) ?? true, let levels = SLALevels(entry.levels)
            else { throw ReferenceFileError(file: "policies.json", fault: entry.code) }
            return ReferenceData.Policy(
                policy: SLAPolicy(
                    id: .next(),
                    code: entry.code,
                    version: 1,
                    nameVi: entry.vi,
                    nameEn: entry.en,
                    scope: .init(category: entry.scope.category, severity: entry.scope.severity.flatMap(Severity.init)),
                    acknowledge: SLAPolicy.Limit(entry.acknowledge),
                    resolve: SLAPolicy.Limit(entry.resolve),
                    handleSeconds: entry.handle,
                    calendarKey: entry.calendar,
                    resolveStarts: starts,
                    nominalDaySeconds: entry.nominalDay,
                    levels: levels,
                    reopening: SLAPolicy.ReopenTarget(percent: entry.reopening.percent, minimumSeconds: entry.reopening.least)
                ),
                digest: try ReferenceDigest.of(entry)
            )
        }
        warnings += policies.map(\.policy).filter { !$0.confirmed }.map {
            "policy \($0.code): its limits are placeholders nobody has confirmed"
        }
        return policies
    }
}

extension SLAPolicy.Limit {
    fileprivate init(_ limit: ReferenceFiles.Policies.Limit) {
        self.init(seconds: limit.target, legalBasis: limit.legalBasis, confirmed: limit.confirmed)
    }
}

extension SLALevels {
    /// nil where a percent or an office is none.
    fileprivate init?(_ levels: ReferenceFiles.Policies.Levels) {
        var escalations: [Int: EscalationRank] = [:]
        for (percent, office) in levels.escalate {
            guard let percent = Int(percent), percent > 0, let rank = EscalationRank(rawValue: office) else { return nil }
            escalations[percent] = rank
        }
        guard levels.warn.allSatisfy({ $0 > 0 }) else { return nil }
        self.init(warnings: levels.warn, escalations: escalations)
    }
}
