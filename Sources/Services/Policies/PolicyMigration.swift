package import Domain
package import FoundationEssentials
package import Store

/// Gives open reports the version of their policy that is in force (R16): what two people have agreed on, carried out report by report.
package struct PolicyMigration: Sendable {
    /// What a round has done.
    package struct Round: Sendable {
        /// Reports that go by the version now.
        package var moved = 0
        /// Reports that do not, with the reason.
        package var refused: [(code: ReportCode, reason: String)] = []
        /// Where the next round goes on; nil: there is nothing left.
        package var next: UUID?
    }

    /// Reports of a round.
    package static let batch = 200

    private let store: PolicyMigrationStore
    private let actions: ReportActions
    private let catalogs: CatalogCache

    package init(store: PolicyMigrationStore, actions: ReportActions, catalogs: CatalogCache) {
        self.store = store
        self.actions = actions
        self.catalogs = catalogs
    }

    /// The version of a code in force, and how many open reports go by an older one. Throws `notFound`.
    package func extent(of code: String) async throws(ServiceError) -> (policy: SLAPolicy, reports: Int) {
        guard let policy = try await catalogs.newest().policy(code) else { throw .notFound }
        return (policy, try await serving { () async throws(StoreError) in try await store.count(behind: policy) })
    }

    /// What two people have agreed on for this version; nil if they have not.
    package func agreement(on policy: SLAPolicy) async throws(ServiceError) -> Approval? {
        try await serving { () async throws(StoreError) in try await store.agreement(on: policy) }
    }

    /// Moves the next reports after one of them, each in a transaction of its own with its entry in the audit, on the word of whoever
    /// proposed it. May be broken off and begun anew: what goes by the version already is left alone.
    package func round(
        to policy: SLAPolicy,
        by agreement: Approval,
        after last: UUID? = nil,
        limit: Int = batch
    ) async throws(ServiceError) -> Round {
        let reports = try await serving { () async throws(StoreError) in
            try await store.reports(behind: policy, after: last, limit: limit)
        }
        var round = Round()
        for (_, code) in reports {
            do throws(ServiceError) {
                _ = try await actions.perform(.retarget(policy: policy.id), on: code, by: .system, agreed: agreement)
                round.moved += 1
            } catch {
                switch error {
                // Somebody has brought it to its end meanwhile.
                case .refused(.workflow), .notFound: continue
                case .refused(let refusal): round.refused.append((code, refusal.code))
                case .fault(let reason): round.refused.append((code, reason))
                default: throw error
                }
            }
        }
        round.next = reports.count < limit ? nil : reports.last?.id
        return round
    }
}
