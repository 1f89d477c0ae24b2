package import Domain
package import FoundationEssentials
internal import Postgres

/// A visit to an identity provider that has begun.
package struct BegunSignIn: Sendable {
    /// SHA-256 of what whoever began has kept.
    package let starter: Data
    package let provider: String
    package let purpose: ProviderPurpose
    /// The key its secrets are made with.
    package let keyID: String
}

/// Keeps visits to identity providers while they are under way.
package struct ProviderSignInStore: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Keeps one; returns when it is over.
    package func begin(
        state: Data,
        starter: Data,
        provider: String,
        purpose: ProviderPurpose,
        keyID: String
    ) async throws(StoreError) -> Instant {
        try await storing {
            let rows = try await pool.query(
                """
                INSERT INTO oidc_sign_in (state_digest, starter_digest, provider, purpose, account_id, key_id, expires_at)
                VALUES (
                    \(state), \(starter), \(provider), \(purpose.kind), \(purpose.account), \(keyID),
                    clock_timestamp() + \(CitizenSignInRules.providerSeconds) * interval '1 second'
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
            let row = try await pool.query(
                """
                DELETE FROM oidc_sign_in
                WHERE state_digest = \(state)
                    AND expires_at > clock_timestamp()
                RETURNING starter_digest, provider, purpose, account_id, key_id
                """,
                as: (Data, String, String, UUID?, String).self
            ).first
            guard let row else { return nil }
            guard let purpose = ProviderPurpose(row.2, row.3) else { throw StoreError.fault("purpose of a sign-in") }
            return BegunSignIn(starter: row.0, provider: row.1, purpose: purpose, keyID: row.4)
        }
    }
}

extension ProviderPurpose {
    fileprivate init?(_ kind: String, _ account: UUID?) {
        switch (kind, account) {
        case ("citizen", nil): self = .citizen
        case ("staff", nil): self = .staff
        case ("link", let account?): self = .link(account: account)
        default: return nil
        }
    }

    fileprivate var kind: String {
        switch self {
        case .citizen: "citizen"
        case .staff: "staff"
        case .link: "link"
        }
    }

    fileprivate var account: UUID? {
        if case .link(let account) = self { account } else { nil }
    }
}
