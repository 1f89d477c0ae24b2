package import Domain
package import FoundationEssentials
package import Store

/// The clients there are, for those who administer.
package struct Clients: Sendable {
    private let store: ClientStore

    package init(store: ClientStore) {
        self.store = store
    }

    /// In the order of their registration, after one of them if told, at most `limit`.
    package func list(after last: UUID? = nil, limit: Int) async throws(ServiceError) -> [APIClient] {
        try await serving { () async throws(StoreError) in try await store.list(after: last, limit: limit) }
    }

    /// The client of a name. Throws `notFound`.
    package func client(named name: PrincipalName) async throws(ServiceError) -> APIClient {
        let client = try await serving { () async throws(StoreError) in try await store.client(named: name) }
        guard let client else { throw .notFound }
        return client
    }

    /// Registers a client. Throws `invalid` for a name that is taken, even by one that was revoked: records go on naming it.
    package func create(_ name: PrincipalName, by editor: Editor) async throws(ServiceError) -> APIClient {
        do {
            return try await store.create(name, id: .next(), by: editor)
        } catch .violated(constraint: "api_client_name_key") {
            throw .invalid([FieldError("/name", .taken)])
        } catch {
            throw ServiceError(error)
        }
    }

    /// Ends a client for good: when it returns, none of its tokens opens anything any more. A repetition changes nothing. Throws `notFound`.
    package func revoke(_ id: UUID, by editor: Editor) async throws(ServiceError) -> APIClient {
        let client = try await serving { () async throws(StoreError) in try await store.revoke(id, by: editor) }
        guard let client else { throw .notFound }
        await RecentClients.areForgotten()
        return client
    }
}
