internal import Domain
internal import Foundation
internal import Store

extension ReferenceReading {
    mutating func policies() throws -> [ReferenceData.Policy] {
        let file: ReferenceFiles.Policies = try folder.json("policies.json")
        let calendars = Set(data.calendars.map(\.code))
        let policies = try file.policies.map { entry in
            guard let starts = SLAPolicy.ResolveStart(rawValue: entry.resolveStarts), calendars.contains(entry.calendar),
                entry.scope.severity.map({ Severity(rawValue: $0) != nil }) ?? true
            else { throw ReferenceFileError(file: "policies.json", fault: entry.code) }
            return ReferenceData.Policy(
                policy: SLAPolicy(
                    id: .next(),
                    code: entry.code,
                    version: 1,
                    nameVi: entry.vi,
                    nameEn: entry.en,
                    scope: .init(category: entry.scope.category, severity: entry.scope.severity.flatMap(Severity.init)),
                    acknowledgeSeconds: entry.acknowledge.target,
                    resolveSeconds: entry.resolve.target,
                    calendarKey: entry.calendar,
                    resolveStarts: starts,
                    nominalDaySeconds: entry.nominalDay,
                    legalBasis: entry.legalBasis,
                    confirmed: entry.acknowledge.confirmed && entry.resolve.confirmed
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

extension ReferenceFiles.Policies.Policy {
    /// What the limits rest on; where the two rest on different texts, or one on none, it says which on which.
    fileprivate var legalBasis: String? {
        if acknowledge.legalBasis == resolve.legalBasis { return acknowledge.legalBasis }
        return "Tiếp nhận: \(acknowledge.legalBasis ?? "chưa có căn cứ"). Giải quyết: \(resolve.legalBasis ?? "chưa có căn cứ")."
    }
}
