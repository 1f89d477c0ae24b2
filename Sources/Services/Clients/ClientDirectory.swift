package import Domain
internal import Foundation
package import Store

/// Which client is asking.
package struct ClientDirectory: Sendable {
    private let principals: SharedReads<ClientPrincipal>

    package init(reader: ClientReader) {
        principals = SharedReads { digests throws(ServiceError) in
            try await serving { () async throws(StoreError) in try await reader.holders(of: digests) }
        }
    }

    /// Whose token it is. Throws `clientUnknown` for one that opens nothing, or nothing any more: a token that is revoked anywhere is
    /// refused with the next request everywhere.
    package func principal(_ token: String) async throws(ServiceError) -> ClientPrincipal {
        guard let secret = ClientSecret(token), let holder = try await principals.holder(of: secret.digest) else { throw .clientUnknown }
        return holder
    }
}
