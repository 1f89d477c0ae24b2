package import Domain
package import FoundationEssentials
internal import Postgres

/// A sign-in at an identity provider that has begun.
package struct BegunSignIn: Sendable {
    /// SHA-256 of what whoever began has kept.
    package let starter: Data
    package let provider: String
    /// The key its secrets are made with.
    package let keyID: String
}

/// Keeps sign-ins at identity providers while they are under way.
package struct ProviderSignInStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Keeps one; returns when it is over.
    package func begin(state: Data, starter: Data, provider: String, keyID: String) async throws(StoreError) -> Instant {
        try await storing {
            let rows = try await pool.query(
                """
                INSERT INTO oidc_sign_in (state_digest, starter_digest, provider, key_id, expires_at)
                VALUES (
                    \(state), \(starter), \(provider), \(keyID), clock_timestamp() + \(CitizenSignInRules.providerSeconds) * interval '1 second'
                )
                RETURNING expires_at
                """,
                as: Instant.self
            )
            guard let expiresAt = rows.first else { throw StoreError.fault("sign-in at a provider") }
            return expiresAt
        }
    }

    /// Takes one, once; nil if there is none, or none any more.
    package func take(state: Data) async throws(StoreError) -> BegunSignIn? {
        try await storing {
            try await pool.query(
                """
                DELETE FROM oidc_sign_in
                WHERE state_digest = \(state)
                    AND expires_at > clock_timestamp()
                RETURNING starter_digest, provider, key_id
                """,
                as: (Data, String, String).self
            ).first.map { BegunSignIn(starter: $0.0, provider: $0.1, keyID: $0.2) }
        }
    }

    /// Opens a session for the citizen a provider knows by a subject; a new one if nobody has come from there like this.
    package func open(_ session: NewSession, issuer: String, subject: String, of provider: String) async throws(StoreError) -> OpenedSession
    {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.execute(
                    """
                    INSERT INTO citizen (id, issuer, subject, created_at)
                    VALUES (\(session.newCitizen), \(issuer), \(subject), clock_timestamp())
                    ON CONFLICT ON CONSTRAINT citizen_identity_key DO NOTHING
                    """
                )
                let id = try connection.query(
                    "SELECT id FROM citizen WHERE issuer = \(issuer) AND subject = \(subject) FOR KEY SHARE",
                    as: UUID.self
                ).first
                // Erased in between: another try makes them anew.
                guard let id else { throw StoreError.busy }
                return try SessionRows.open(session, for: id, by: provider, on: connection)
            }
        }
    }
}
