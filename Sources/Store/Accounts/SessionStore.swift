package import Domain
package import FoundationEssentials
internal import Postgres

/// A session of staff that is in force at the moment it is read.
package struct SessionRecord: Sendable {
    /// Of its token.
    package let digest: Data
    /// Whose it is, as their account is now.
    package let principal: StaffPrincipal
    package let hasSecondFactor: Bool
}

/// What somebody has shown to sign in, beside the second factor.
package enum SignInProof: Hashable, Sendable {
    /// The password of this hash.
    case password(hash: String)
    /// Who they are at a provider of this name.
    case identity(ProviderIdentity, provider: String)
}

/// Keeps the sessions of staff.
package struct SessionStore: Sendable {
    private let pool: ConnectionPool

    /// Minutes without use after which a session ends, and hours after which it ends in any case.
    package static let (idleMinutes, longestHours) = (30, 12)
    /// An account may have so many at a time; the oldest ends for one more.
    private static let most = 20

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Those of these digests that are in force, each with its account as it is now. Use is written at most once in a minute.
    package func sessions(_ digests: [Data]) async throws(StoreError) -> [SessionRecord] {
        try await reading {
            try await pool.withConnection { connection in
                let rows = try connection.query(
                    """
                    SELECT
                        session.digest, account.id, account.username, account.agency_id, account.totp_confirmed_at IS NOT NULL,
                        ARRAY(SELECT role FROM account_role WHERE account_role.account_id = account.id),
                        session.last_used_at < clock_timestamp() - interval '1 minute'
                    FROM staff_session AS session
                    JOIN account ON account.id = session.account_id
                    WHERE session.digest = ANY (\(digests))
                        AND account.status = 'active'
                        AND session.expires_at > clock_timestamp()
                        AND session.last_used_at > clock_timestamp() - make_interval(mins => \(Self.idleMinutes)::integer)
                    """,
                    as: (Data, UUID, String, UUID, Bool, [String], Bool).self
                )
                let due = rows.filter(\.6).map(\.0)
                if !due.isEmpty { try Self.touch(due, on: connection) }
                return try rows.map { row in
                    guard let name = PrincipalName(row.2) else { throw StoreError.fault("account \(row.1)") }
                    let roles = Set(row.5.compactMap(Role.init))
                    let principal = StaffPrincipal(account: row.1, name: name, agency: row.3, roles: roles)
                    return SessionRecord(digest: row.0, principal: principal, hasSecondFactor: row.4)
                }
            }
        }
    }

    /// A row that somebody else is writing is being used; nobody waits for it.
    private static func touch(_ digests: [Data], on connection: isolated Connection) throws {
        try connection.execute(
            """
            UPDATE staff_session
            SET last_used_at = clock_timestamp()
            WHERE digest IN (SELECT digest FROM staff_session WHERE digest = ANY (\(digests)) FOR UPDATE SKIP LOCKED)
            """
        )
    }

    /// Begins a session if the account is still active and what was shown still opens it; says when it ends, nil if it does not.
    package func begin(_ digest: Data, of account: UUID, shown proof: SignInProof) async throws(StoreError) -> Instant? {
        try await storing {
            try await pool.withTransaction { connection in
                guard try Self.opens(proof, account, on: connection) else { return nil }
                try CredentialStore.audit(.signedIn, proof.details, of: account, on: connection)
                try Self.makeRoom(account, on: connection)
                return try connection.query(
                    """
                    INSERT INTO staff_session (digest, account_id, created_at, last_used_at, expires_at)
                    SELECT \(digest), \(account), now, now, now + make_interval(hours => \(Self.longestHours)::integer)
                    FROM (SELECT \(SQL.securityNow) AS now) AS clock
                    RETURNING expires_at
                    """,
                    as: Instant.self
                ).first
            }
        }
    }

    /// Nothing of it changes until the transaction ends. An identity is looked for when the account is locked: who takes one away locks it too.
    private static func opens(_ proof: SignInProof, _ account: UUID, on connection: isolated Connection) throws -> Bool {
        let hash = try connection.query(
            "SELECT password_hash FROM account WHERE id = \(account) AND status = 'active' FOR SHARE",
            as: String.self
        ).first
        guard let hash else { return false }
        switch proof {
        case .password(let verified): return hash == verified
        case .identity(let identity, _):
            return try connection.query(
                """
                SELECT EXISTS (
                    SELECT
                    FROM account_identity
                    WHERE account_id = \(account)
                        AND issuer = \(identity.issuer)
                        AND subject = \(identity.subject)
                )
                """,
                as: Bool.self
            ).first ?? false
        }
    }

    /// Deletes an account's sessions that have ended, and the oldest beyond those it may have.
    private static func makeRoom(_ account: UUID, on connection: isolated Connection) throws {
        try connection.execute(
            """
            DELETE FROM staff_session
            WHERE account_id = \(account)
                AND (
                    expires_at <= clock_timestamp()
                    OR last_used_at <= clock_timestamp() - make_interval(mins => \(Self.idleMinutes)::integer)
                    OR digest IN (
                        SELECT digest
                        FROM staff_session
                        WHERE account_id = \(account)
                        ORDER BY created_at DESC, digest
                        OFFSET \(Self.most - 1)
                    )
                )
            """
        )
    }

    /// Ends a session.
    package func end(_ digest: Data) async throws(StoreError) {
        try await storing { _ = try await pool.execute("DELETE FROM staff_session WHERE digest = \(digest)") }
    }

    /// Ends an account's sessions but one, in the transaction that `connection` is in.
    static func endAll(of account: UUID, but kept: Data? = nil, on connection: isolated Connection) throws {
        try connection.execute("DELETE FROM staff_session WHERE account_id = \(account) AND digest IS DISTINCT FROM \(kept)")
    }
}

extension SignInProof {
    /// What the audit is told of it.
    fileprivate var details: [String: AuditRecord.Detail] {
        switch self {
        case .password: [:]
        case .identity(_, let provider): ["by": .code(provider)]
        }
    }
}
