package import Domain
package import FoundationEssentials
internal import Postgres

/// The secret of a second factor, sealed.
package struct SealedSecondFactor: Hashable, Sendable {
    /// The key it is sealed under.
    package let keyID: String
    package let sealed: Data

    package init(keyID: String, sealed: Data) {
        self.keyID = keyID
        self.sealed = sealed
    }
}

/// What somebody signs in with.
package struct Credentials: Sendable {
    package let account: UUID
    package let username: PrincipalName
    package let agency: UUID
    package let roles: Set<Role>
    package let status: AccountStatus
    /// nil before the account was activated.
    package let passwordHash: String?
    /// In use, or being set up.
    package let secondFactor: SealedSecondFactor?
    /// Whether the second factor is in use.
    package let isConfirmed: Bool
    /// The database's true clock, in seconds since 1970.
    package let now: Int64
}

/// Keeps passwords and second factors. Whatever their owner changes about them is changed in a session that is still in force.
package struct CredentialStore: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// By name; nil for nobody's.
    package func credentials(named name: PrincipalName) async throws(StoreError) -> Credentials? {
        try await credentials("account.username = \(name.text)")
    }

    /// By account; nil for none.
    package func credentials(of account: UUID) async throws(StoreError) -> Credentials? {
        try await credentials("account.id = \(account)")
    }

    /// By who they are at an identity provider, as somebody has linked it to their account; nil for nobody's.
    package func credentials(of identity: ProviderIdentity) async throws(StoreError) -> Credentials? {
        try await credentials(
            """
            account.id = (
                SELECT account_id FROM account_identity WHERE issuer = \(identity.issuer) AND subject = \(identity.subject)
            )
            """
        )
    }

    private func credentials(_ condition: SQL) async throws(StoreError) -> Credentials? {
        try await reading {
            let row = try await pool.query(
                """
                SELECT
                    id, username, agency_id, ARRAY(SELECT role FROM account_role WHERE account_role.account_id = account.id), status,
                    password_hash, totp_key_id, totp_sealed, totp_confirmed_at IS NOT NULL,
                    extract(epoch FROM clock_timestamp())::bigint
                FROM account
                WHERE \(condition)
                """,
                as: (UUID, String, UUID, [String], String, String?, String?, Data?, Bool, Int64).self
            ).first
            guard let row else { return nil }
            guard let username = PrincipalName(row.1), let status = AccountStatus(rawValue: row.4) else {
                throw StoreError.fault("account \(row.0)")
            }
            var factor: SealedSecondFactor?
            if let keyID = row.6, let sealed = row.7 { factor = SealedSecondFactor(keyID: keyID, sealed: sealed) }
            return Credentials(
                account: row.0,
                username: username,
                agency: row.2,
                roles: Set(row.3.compactMap(Role.init)),
                status: status,
                passwordHash: row.5,
                secondFactor: factor,
                isConfirmed: row.8,
                now: row.9
            )
        }
    }

    /// Keeps the same password anew; does nothing if it was changed meanwhile.
    package func rehash(_ account: UUID, from old: String, to new: String) async throws(StoreError) {
        try await storing {
            _ = try await pool.execute("UPDATE account SET password_hash = \(new) WHERE id = \(account) AND password_hash = \(old)")
        }
    }

    /// Changes the password that was verified, and ends every session but one. Identities go too: whoever knew the old password may have
    /// linked theirs by it. False if it was changed meanwhile.
    package func changePassword(of account: UUID, from old: String, to new: String, keeping session: Data) async throws(StoreError) -> Bool
    {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                let changed = try connection.execute(
                    """
                    UPDATE account
                    SET password_hash = \(new), password_changed_at = clock_timestamp()
                    WHERE id = \(account)
                        AND password_hash = \(old)
                    """
                )
                guard changed == 1 else { return false }
                try SessionStore.endAll(of: account, but: session, on: connection)
                try IdentityStore.removeAll(of: account, on: connection)
                try Self.audit(.passwordChanged, of: account, on: connection)
                return true
            }
        }
    }

    /// Tells the audit what an account's owner did to it.
    static func audit(
        _ action: AuditAction,
        _ details: [String: AuditRecord.Detail] = [:],
        of account: UUID,
        on connection: isolated Connection
    ) throws {
        let name = try connection.query("SELECT username FROM account WHERE id = \(account)", as: String.self).first
        guard let name else { throw StoreError.fault("account") }
        try connection.audit(AuditRecord(AuditActor(.staff, name), action, AuditObject(.account, account), details))
    }
}
