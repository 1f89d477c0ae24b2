package import Domain
package import FoundationEssentials
internal import Postgres

/// A session about to be opened.
package struct NewSession: Sendable {
    /// SHA-256 of its token.
    package let digest: Data
    /// The id of its citizen, if nobody has signed in like this before.
    package let newCitizen: UUID

    package init(digest: Data, newCitizen: UUID) {
        self.digest = digest
        self.newCitizen = newCitizen
    }
}

/// A session that was opened.
package struct OpenedSession: Sendable {
    package let citizen: UUID
    /// At the latest.
    package let expiresAt: Instant
}

/// Sessions of citizens as rows.
enum SessionRows {
    /// Opens one in the transaction that `connection` is in; of too many the oldest end. `way` is how the citizen has come, for the audit.
    static func open(_ session: NewSession, for citizen: UUID, by way: String, on connection: isolated Connection) throws -> OpenedSession {
        try connection.execute(
            """
            DELETE FROM citizen_session
            WHERE digest IN (
                SELECT digest
                FROM citizen_session
                WHERE citizen_id = \(citizen)
                ORDER BY created_at DESC
                OFFSET \(CitizenSignInRules.sessions - 1)
            )
            """
        )
        let expiresAt = try connection.query(
            """
            INSERT INTO citizen_session (digest, citizen_id, created_at, last_used_at, expires_at)
            SELECT \(session.digest), \(citizen), moment.now, moment.now, moment.now + \(CitizenSignInRules.sessionDays) * interval '1 day'
            FROM (SELECT clock_timestamp() AS now) AS moment
            RETURNING expires_at
            """,
            as: Instant.self
        ).first
        guard let expiresAt else { throw StoreError.fault("session") }
        try connection.audit(audit(.citizenSignedIn, citizen, ["by": .code(way)]))
        return OpenedSession(citizen: citizen, expiresAt: expiresAt)
    }

    /// What the audit tells of a citizen's own deed.
    static func audit(_ action: AuditAction, _ citizen: UUID, _ details: [String: AuditRecord.Detail] = [:]) -> AuditRecord {
        AuditRecord(AuditActor(.citizen, citizen.uuidString.lowercased()), action, AuditObject(.citizen, citizen), details)
    }
}
