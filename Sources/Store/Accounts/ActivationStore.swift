package import Domain
package import FoundationEssentials
internal import Postgres

/// Keeps the one-time links by which accounts' owners set their passwords.
package struct ActivationStore: Sendable {
    private let pool: ConnectionPool

    /// Days for which a link is good.
    package static let days = 14

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Whose open link it is; nil if it is past, or never was.
    package func owner(of digest: Data) async throws(StoreError) -> (account: UUID, username: PrincipalName)? {
        try await reading {
            let row = try await pool.query(
                """
                SELECT account.id, account.username
                FROM account_activation AS link
                JOIN account ON account.id = link.account_id
                WHERE link.digest = \(digest)
                    AND link.expires_at > clock_timestamp()
                    AND account.status <> 'disabled'
                """,
                as: (UUID, String).self
            ).first
            return row.flatMap { row in PrincipalName(row.1).map { (row.0, $0) } }
        }
    }

    /// Uses a link up: once, whoever else tries at the same moment. The account is active with the password, and every session it had
    /// ends. False if the link is past.
    package func activate(_ digest: Data, passwordHash hash: String) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.withTransaction { connection in
                // First of all locks: the desk may be staffed by this, and with it who is given reports.
                _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                let account = try connection.query(
                    "DELETE FROM account_activation WHERE digest = \(digest) AND expires_at > clock_timestamp() RETURNING account_id",
                    as: UUID.self
                ).first
                guard let account else { return false }
                let activated = try connection.execute(
                    """
                    UPDATE account
                    SET status = 'active', password_hash = \(hash), password_changed_at = clock_timestamp()
                    WHERE id = \(account)
                        AND status <> 'disabled'
                    """
                )
                guard activated == 1 else { return false }
                try SessionStore.endAll(of: account, on: connection)
                try CredentialStore.audit(.accountActivated, of: account, on: connection)
                return true
            }
        }
    }

    /// Puts a link in the place of the one there may be, in the transaction that `connection` is in; says when it ends.
    static func issue(_ digest: Data, to account: UUID, on connection: isolated Connection) throws -> Instant {
        let ends = try connection.query(
            """
            INSERT INTO account_activation (account_id, digest, created_at, expires_at)
            SELECT \(account), \(digest), now, now + make_interval(days => \(days)::integer)
            FROM (SELECT \(SQL.securityNow) AS now) AS clock
            ON CONFLICT (account_id) DO UPDATE
            SET digest = excluded.digest, created_at = excluded.created_at, expires_at = excluded.expires_at
            RETURNING expires_at
            """,
            as: Instant.self
        ).first
        guard let ends else { throw StoreError.fault("activation link") }
        return ends
    }
}
