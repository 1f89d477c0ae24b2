package import Domain

/// Who of staff is asking.
package struct StaffDirectory: Sendable {
    private let tokens: StaffTokens
    private let catalogs: CatalogCache

    package init(tokens: StaffTokens, catalogs: CatalogCache) {
        self.tokens = tokens
        self.catalogs = catalogs
    }

    /// Whether a token is somebody's. Waits for nothing: some microseconds.
    package func knows(_ token: String) -> Bool {
        tokens.holder(of: token) != nil
    }

    /// Whose token it is; nil when it is nobody's. A desk that does not exist (any more) is `notReady`.
    package func principal(_ token: String) async throws(ServiceError) -> StaffPrincipal? {
        guard let holder = tokens.holder(of: token) else { return nil }
        guard let agency = try await catalogs.current().agency(holder.agency) else {
            throw .notReady("staff token of \(holder.name): there is no agency \(holder.agency)")
        }
        return StaffPrincipal(
            account: holder.account,
            name: holder.name,
            agency: agency.id,
            roles: agency.kind == .coordinator ? [.cityCoordinator, .cityAdmin] : [.officer, .unitAdmin]
        )
    }

    /// The name under which somebody administers; `forbidden` for who may not.
    package func administrator(_ principal: StaffPrincipal) async throws(ServiceError) -> PrincipalName {
        guard principal.can(.administer, on: .city), let name = PrincipalName(principal.name) else { throw .forbidden }
        return name
    }
}
