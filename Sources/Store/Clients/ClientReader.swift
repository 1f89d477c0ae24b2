package import Domain
package import FoundationEssentials
internal import Postgres

/// Finds out whose token a request shows.
package struct ClientReader: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Whose token it is, by its SHA-256; nil when it opens nothing, or nothing any more. That it was used is written at most once a
    /// minute.
    package func holder(of digest: Data) async throws(StoreError) -> ClientPrincipal? {
        try await reading {
            let row = try await pool.query(Self.holderQuery(digest), as: (UUID, String, UUID, [String], Bool).self).first
            guard let (id, name, token, scopes, isUnnoticed) = row else { return nil }
            guard let name = PrincipalName(name) else { throw StoreError.fault("name of client \(id)") }
            if isUnnoticed { try await pool.execute(Self.noticeUse(of: token)) }
            return ClientPrincipal(id: id, name: name, scopes: Set(scopes.compactMap(ClientScope.init)))
        }
    }

    static func holderQuery(_ digest: Data) -> SQL {
        """
        SELECT
            client.id, client.name, token.id, token.scopes,
            coalesce(token.last_used_at <= moment.now - interval '1 minute', true)
        FROM client_token AS token
        JOIN api_client AS client ON client.id = token.client_id
        CROSS JOIN (SELECT instant_now()) AS moment (now)
        WHERE token.digest = \(digest)
            AND token.revoked_at IS NULL
            AND client.revoked_at IS NULL
            AND (token.expires_at IS NULL OR token.expires_at > moment.now)
        """
    }

    /// Of many requests at once one writes.
    static func noticeUse(of token: UUID) -> SQL {
        """
        UPDATE client_token
        SET last_used_at = greatest(created_at, instant_now())
        WHERE id = \(token)
            AND coalesce(last_used_at <= instant_now() - interval '1 minute', true)
        """
    }
}
