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

    /// Whose tokens they are, by their SHA-256; without those that open nothing, or nothing any more. That one was used is written at most
    /// once a minute.
    package func holders(of digests: [Data]) async throws(StoreError) -> [Data: ClientPrincipal] {
        try await reading {
            let rows = try await pool.query(Self.holdersQuery(digests), as: (Data, UUID, String, UUID, [String], Bool).self)
            let unnoticed = rows.filter(\.5).map(\.3)
            if !unnoticed.isEmpty { try await pool.execute(Self.noticeUse(of: unnoticed)) }
            let holders = try rows.map { digest, id, name, _, scopes, _ in
                guard let name = PrincipalName(name) else { throw StoreError.fault("name of client \(id)") }
                return (digest, ClientPrincipal(id: id, name: name, scopes: Set(scopes.compactMap(ClientScope.init))))
            }
            return Dictionary(holders) { first, _ in first }
        }
    }

    static func holdersQuery(_ digests: [Data]) -> SQL {
        """
        SELECT
            token.digest, client.id, client.name, token.id, token.scopes,
            coalesce(token.last_used_at <= moment.now - interval '1 minute', true)
        FROM client_token AS token
        JOIN api_client AS client ON client.id = token.client_id
        CROSS JOIN (SELECT instant_now()) AS moment (now)
        WHERE token.digest = ANY (\(digests))
            AND token.revoked_at IS NULL
            AND client.revoked_at IS NULL
            AND (token.expires_at IS NULL OR token.expires_at > moment.now)
        """
    }

    /// Of many requests at once one writes, and nobody waits for a row that somebody else is writing.
    static func noticeUse(of tokens: [UUID]) -> SQL {
        """
        UPDATE client_token
        SET last_used_at = greatest(created_at, instant_now())
        WHERE id IN (SELECT id FROM client_token WHERE id = ANY (\(tokens)) FOR UPDATE SKIP LOCKED)
            AND coalesce(last_used_at <= instant_now() - interval '1 minute', true)
        """
    }
}
