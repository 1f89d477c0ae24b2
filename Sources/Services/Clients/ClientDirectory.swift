package import Domain
package import Store

/// Which client is asking.
package struct ClientDirectory: Sendable {
    private let reader: ClientReader

    package init(reader: ClientReader) {
        self.reader = reader
    }

    /// Whose token it is. Throws `clientUnknown` for one that opens nothing, or nothing any more: a token that is revoked anywhere is
    /// refused with the next request everywhere.
    package func principal(_ token: String) async throws(ServiceError) -> ClientPrincipal {
        guard let secret = ClientSecret(token) else { throw .clientUnknown }
        let holder = try await serving { () async throws(StoreError) in try await reader.holder(of: secret.digest) }
        guard let holder else { throw .clientUnknown }
        return holder
    }
}
