package import Domain
package import FoundationEssentials
internal import Postgres

/// Keeps who people of staff are at identity providers. Each of its writes locks the account first, as the beginning of a session does: so none
/// begins by an identity that is being taken away.
package struct IdentityStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// An account's, by issuer.
    package func identities(of account: UUID) async throws(StoreError) -> [LinkedIdentity] {
        try await reading {
            try await pool.query(
                "SELECT issuer, linked_at FROM account_identity WHERE account_id = \(account) ORDER BY issuer",
                as: (String, Instant).self
            ).map { LinkedIdentity(issuer: $0.0, linkedAt: $0.1) }
        }
    }

    /// Links an identity to an account whose owner has shown it, in a session that is still in force. `provider` is told to the audit.
    package func link(
        _ identity: ProviderIdentity,
        of provider: String,
        to account: UUID,
        in session: Data
    ) async throws(StoreError) -> AccountOutcome<LinkedIdentity> {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                let linkedAt = try connection.query(
                    """
                    INSERT INTO account_identity (account_id, issuer, subject, linked_at)
                    VALUES (\(account), \(identity.issuer), \(identity.subject), \(SQL.securityNow))
                    ON CONFLICT DO NOTHING
                    RETURNING linked_at
                    """,
                    as: Instant.self
                ).first
                guard let linkedAt else {
                    let hasOne = try connection.query(
                        "SELECT EXISTS (SELECT FROM account_identity WHERE account_id = \(account) AND issuer = \(identity.issuer))",
                        as: Bool.self
                    ).first
                    return .refused(hasOne == true ? .identityLinked : .identityTaken)
                }
                try CredentialStore.audit(.identityLinked, ["provider": .code(provider)], of: account, on: connection)
                return .done(LinkedIdentity(issuer: identity.issuer, linkedAt: linkedAt))
            }
        }
    }

    /// Takes an account's identity at an issuer away, and ends every session but one.
    package func remove(
        from issuer: String,
        of provider: String,
        account: UUID,
        keeping session: Data
    ) async throws(StoreError) -> AccountOutcome<Void> {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                let removed = try connection.execute("DELETE FROM account_identity WHERE account_id = \(account) AND issuer = \(issuer)")
                guard removed == 1 else { return .missing }
                try SessionStore.endAll(of: account, but: session, on: connection)
                try CredentialStore.audit(.identityRemoved, ["provider": .code(provider)], of: account, on: connection)
                return .done(())
            }
        }
    }

    /// Takes all of an account's away, in the transaction that `connection` is in, which has locked the account.
    static func removeAll(of account: UUID, on connection: isolated Connection) throws {
        try connection.execute("DELETE FROM account_identity WHERE account_id = \(account)")
    }
}
