package import Domain
internal import Foundation
package import Store

/// Which client is asking.
package struct ClientDirectory: Sendable {
    private let recent: RecentClients
    private let principals: SharedReads<ClientPrincipal>

    package init(reader: ClientReader) {
        let recent = RecentClients()
        self.recent = recent
        principals = SharedReads { digests throws(ServiceError) in
            let moment = ContinuousClock.now
            let holders = try await serving { () async throws(StoreError) in try await reader.holders(of: digests) }
            recent.remember(holders, from: moment)
            return holders
        }
    }

    /// Whose token it is. Throws `clientUnknown` for one that opens nothing, or nothing any more: what `Clients` and `ClientTokens` say is
    /// over is refused from then on everywhere, and one that expires within a second of it.
    package func principal(_ token: String) async throws(ServiceError) -> ClientPrincipal {
        guard let digest = ClientSecret(token)?.digest else { throw .clientUnknown }
        if let client = recent.client(of: digest) { return client }
        guard let client = try await principals.holder(of: digest) else { throw .clientUnknown }
        return client
    }
}
