package import Domain

/// Policies for somebody of staff. Whoever is not of the city's coordinator, which administers the city's settings as long as accounts
/// have no roles, is `forbidden` everything.
package struct PolicyAdministration: Sendable {
    private let policies: Policies
    private let simulator: PolicySimulator
    private let catalogs: CatalogCache

    package init(policies: Policies, simulator: PolicySimulator, catalogs: CatalogCache) {
        self.policies = policies
        self.simulator = simulator
        self.catalogs = catalogs
    }

    /// See `Policies.inForce`.
    package func inForce(for principal: StaffPrincipal) async throws(ServiceError) -> (policies: [SLAPolicy], catalog: ReferenceCatalog) {
        try await admit(principal)
        return try await policies.inForce()
    }

    /// See `Policies.history`.
    package func history(
        _ code: String,
        before version: Int?,
        limit: Int,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> (history: Policies.History, catalog: ReferenceCatalog) {
        try await admit(principal)
        return try await policies.history(code, before: version, limit: limit)
    }

    /// See `Policies.propose`.
    package func propose(
        _ submission: PolicyProposalSubmission,
        base: Set<Int>?,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> Approval {
        try await admit(principal)
        guard let name = PrincipalName(principal.name) else { throw .fault("a token's name is no account's") }
        return try await policies.propose(submission, base: base, by: name)
    }

    /// See `PolicySimulator.simulate`.
    package func simulate(
        _ submission: SimulationSubmission,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> PolicySimulator.Outcome {
        try await admit(principal)
        return try await simulator.simulate(submission)
    }

    private func admit(_ principal: StaffPrincipal) async throws(ServiceError) {
        guard principal.agency == (try await catalogs.current().routing.coordinator.id) else { throw .forbidden }
    }
}
