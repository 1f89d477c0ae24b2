package import Domain
internal import FoundationEssentials
package import Store

/// Tries a policy on the reports of the past. Changes nothing.
package struct PolicySimulator: Sendable {
    private let store: SimulationStore
    private let policies: PolicyStore
    private let catalogs: CatalogCache

    package init(store: SimulationStore, policies: PolicyStore, catalogs: CatalogCache) {
        self.store = store
        self.policies = policies
        self.catalogs = catalogs
    }

    /// What a simulation was of, and what it came to.
    package struct Outcome: Sendable {
        /// The policy and the reports meant.
        package let request: SimulationRequest
        /// The figures.
        package let simulation: PolicySimulation
        /// Reports looked at, whether the policy is for them or not.
        package let examined: Int
        /// Whether it has all reports that were asked for.
        package let isComplete: Bool
        /// The instant everything is as of.
        package let now: Instant
    }

    /// What the policy would have meant for the last reports it would have been chosen for. Throws `invalid` with everything wrong about
    /// the request.
    package func simulate(_ submission: SimulationSubmission) async throws(ServiceError) -> Outcome {
        let now = try await serving { () async throws(StoreError) in try await policies.now() }
        // Other reference data since the catalogue was read: once more, with those.
        for _ in 0..<3 {
            let catalog = try await catalogs.newest()
            let request: SimulationRequest
            switch SimulationRequest.check(submission, id: .next(), against: catalog, at: now) {
            case .success(let sound): request = sound
            case .failure(let fields): throw .invalid(fields.errors)
            }
            let result = try await serving { () async throws(StoreError) in try await store.simulate(request, catalog) }
            if let result { return Outcome(request, result) }
        }
        throw .busy
    }
}

extension PolicySimulator.Outcome {
    fileprivate init(_ request: SimulationRequest, _ result: SimulationResult) {
        self.init(
            request: request,
            simulation: result.simulation,
            examined: result.examined,
            isComplete: result.isComplete,
            now: result.now
        )
    }
}
