package import Domain
internal import FoundationEssentials
package import Store

/// Time limits: what is in force, what was, and what somebody wants to be.
package struct Policies: Sendable {
    /// A code with its versions.
    package struct History: Sendable {
        /// The newest first.
        package let versions: [PolicyVersion]
        /// The newest version's number.
        package let newest: Int
        /// The version before which there are more; nil where these are the oldest.
        package let next: Int?
    }

    private let store: PolicyStore
    private let catalogs: CatalogCache

    package init(store: PolicyStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// What new reports are given, by code; `catalog` tells the names of what scopes mean.
    package func inForce() async throws(ServiceError) -> (policies: [SLAPolicy], catalog: ReferenceCatalog) {
        let catalog = try await catalogs.newest()
        return (catalog.policies.sorted { $0.code < $1.code }, catalog)
    }

    /// Versions of a code, in force or not, at most `limit`, those before one if told. Throws `notFound`.
    package func history(
        _ code: String,
        before version: Int? = nil,
        limit: Int = 50
    ) async throws(ServiceError) -> (history: History, catalog: ReferenceCatalog) {
        guard let newest = try await newest(code) else { throw .notFound }
        let catalog = try await catalogs.newest()
        let versions = try await serving { () async throws(StoreError) in
            try await store.versions(code, before: version, limit: limit + 1)
        }
        let page = Array(versions.prefix(limit))
        let next = versions.count > limit ? page.last?.policy.version : nil
        return (History(versions: page, newest: newest, next: next), catalog)
    }

    /// The newest version of a code, in force or not; nil where there is none.
    package func newest(_ code: String) async throws(ServiceError) -> Int? {
        guard SLAPolicy.isCode(code) else { return nil }
        let versions = try await serving { () async throws(StoreError) in try await store.versions(code, limit: 1) }
        return versions.first?.policy.version
    }

    /// Proposes a policy's next version, or the first of a code, for a second person to approve. `base` are the versions it may follow, nil
    /// where there are none. Throws `invalid` with everything wrong about it, `versionMissing`, `versionDiffers` and `approvalRefused`.
    package func propose(
        _ submission: PolicyProposalSubmission,
        base: Set<Int>?,
        by editor: Editor
    ) async throws(ServiceError) -> Approval {
        let catalog = try await catalogs.newest()
        let now = try await serving { () async throws(StoreError) in try await store.now() }
        var errors = submission.refused
        let policy = Self.checked(submission.policy, version: (base?.max() ?? 0) + 1, in: catalog, at: now, &errors)
        let reason = Self.checked(submission.reason, &errors)
        guard errors.isEmpty, let policy, let reason else { throw .invalid(errors) }
        return try await keep(.publish(policy), base: base, reason: reason, by: editor)
    }

    /// Proposes that a code has no version any more: its reports fall to the next best policy (R6). Throws as `propose` does, and
    /// `notFound`; the default stays.
    package func proposeRetirement(
        of code: String,
        base: Set<Int>?,
        reason: String?,
        by editor: Editor
    ) async throws(ServiceError) -> Approval {
        try await propose(.retire(code: code), base: base, reason: reason, by: editor)
    }

    /// Proposes that open reports get the version of a code that is in force (R16). Throws as `propose` does, and `notFound`.
    package func proposeMigration(
        of code: String,
        base: Set<Int>?,
        reason: String?,
        by editor: Editor
    ) async throws(ServiceError) -> Approval {
        try await propose(.migrate(code: code), base: base, reason: reason, by: editor)
    }

    /// A change of a code that has a version in force.
    private func propose(
        _ change: PolicyChange,
        base: Set<Int>?,
        reason: String?,
        by editor: Editor
    ) async throws(ServiceError) -> Approval {
        let catalog = try await catalogs.newest()
        guard SLAPolicy.isCode(change.code), catalog.policy(change.code) != nil else { throw .notFound }
        let now = try await serving { () async throws(StoreError) in try await store.now() }
        var errors = change.faults(in: catalog, at: now)
        let reason = Self.checked(reason, &errors)
        guard errors.isEmpty, let reason else { throw .invalid(errors) }
        return try await keep(change, base: base, reason: reason, by: editor)
    }

    private func keep(
        _ change: PolicyChange,
        base: Set<Int>?,
        reason: String,
        by editor: Editor
    ) async throws(ServiceError) -> Approval {
        let outcome = try await serving { () async throws(StoreError) in
            try await store.propose(change, after: base, reason: reason, by: editor, id: .next())
        }
        switch outcome {
        case .success(let approval): return approval
        case .failure(.unknownPolicy): throw .notFound
        case .failure(.baseMissing): throw .versionMissing
        case .failure(.outdated): throw .versionDiffers
        case .failure(.pending): throw .approvalRefused(.pending)
        }
    }

    private static func checked(
        _ submission: PolicySubmission?,
        version: Int,
        in catalog: ReferenceCatalog,
        at now: Instant,
        _ errors: inout [FieldError]
    ) -> SLAPolicy? {
        guard let submission else {
            if errors.isEmpty { errors.append(FieldError("/policy", .required)) }
            return nil
        }
        switch SLAPolicy.check(submission, id: .next(), version: version, against: catalog) {
        case .success(let policy):
            errors += policy.surroundingFaults(in: catalog, at: now).map { $0.below("/policy") }
            return policy
        case .failure(let fields):
            errors += fields.errors.map { $0.below("/policy") }
            return nil
        }
    }

    private static func checked(_ reason: String?, _ errors: inout [FieldError]) -> String? {
        do {
            if let reason = try Approvals.checked(reason, at: "/reason") { return reason }
            if !errors.contains(where: { $0.pointer == "/reason" || $0.pointer.isEmpty }) {
                errors.append(FieldError("/reason", .required))
            }
        } catch {
            if case .invalid(let faults) = error { errors += faults }
        }
        return nil
    }
}
