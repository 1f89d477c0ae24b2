package import Domain
package import FoundationEssentials
internal import Postgres

extension TestDatabase {
    /// Gives a desk an active account, which signs in with nothing: its sessions are made by `session(of:)`. Where there is no such desk
    /// there is no account.
    @discardableResult
    package func account(_ username: String, at agencyCode: String, _ roles: Set<Domain.Role>) async throws -> UUID {
        let id = UUID()
        try await pool(.superuser).withTransaction { connection in
            try connection.execute(
                """
                INSERT INTO account (
                    id, username, display_name, agency_id, status, password_hash, password_changed_at, created_by, created_at
                )
                SELECT
                    \(id), \(username), \(username), id, 'active', '$scrypt$ln=15,r=8,p=3$AAAA$AAAA', clock_timestamp(), 'tests',
                    clock_timestamp()
                FROM agency
                WHERE code = \(agencyCode)
                """
            )
            try connection.execute(
                """
                INSERT INTO account_role (account_id, role)
                SELECT account.id, role
                FROM account
                CROSS JOIN unnest(\(roles.map(\.rawValue))::text[]) AS role
                WHERE account.id = \(id)
                """
            )
        }
        return id
    }

    /// A session of an account, by a token that is given or a random one; good for twelve hours, half an hour without use unless told.
    @discardableResult
    package func session(of account: UUID, token: String? = nil, withoutUse idle: Duration = .seconds(1_800)) async throws -> String {
        let token = token ?? "hn_" + (0..<43).map { _ in String("abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "a") }.joined()
        try await pool(.superuser).execute(
            """
            INSERT INTO staff_session (digest, account_id, created_at, last_used_at, expires_at)
            SELECT
                sha256(convert_to(\(token), 'UTF8')), id, clock_timestamp(),
                clock_timestamp() + \(idle.components.seconds) * interval '1 second' - interval '30 minutes', clock_timestamp() + interval '12 hours'
            FROM account
            WHERE id = \(account)
            """
        )
        return token
    }
}
