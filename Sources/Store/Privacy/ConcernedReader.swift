package import Domain
package import FoundationEssentials
internal import Postgres

/// Finds what is kept of somebody who asks about their data.
package struct ConcernedReader: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Reports with any of these digests, the one named, and those of the citizens; citizens by their phone. The report named leads to nobody
    /// and to no other report: a code is no secret.
    package func concerned(phones: [Data], emails: [Data], named: String?) async throws(StoreError) -> ConcernedData {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let citizens = try connection.query(
                    """
                    SELECT id, created_at, issuer, subject
                    FROM citizen
                    WHERE phone_lookup = ANY (\(phones))
                    ORDER BY created_at, id
                    """,
                    as: (UUID, Instant, String?, String?).self
                ).map { KeptCitizen(id: $0.0, since: $0.1, issuer: $0.2, subject: $0.3) }
                let reports = try connection.query(
                    """
                    SELECT code, \(HoldRows.isHeld)
                    FROM report
                    WHERE id IN (
                        SELECT reports_of_contact(\(phones), \(emails))
                        UNION
                        SELECT reports_of_citizens(\(citizens.map(\.id)))
                        UNION
                        SELECT id FROM report WHERE code = \(named)
                    )
                    ORDER BY id
                    """,
                    as: (String, Bool).self
                )
                return ConcernedData(citizens: citizens, reports: reports.map(\.0), held: reports.filter(\.1).map(\.0))
            }
        }
    }

    /// The phones and the sessions of citizens, the first session to begin first. What `disclosing` says is kept in the audit.
    package func signIns(of citizens: [UUID], disclosing entries: [AuditRecord]) async throws(StoreError) -> SignIns {
        try await storing {
            try await pool.withTransaction { connection in
                let phones = try connection.query(
                    """
                    SELECT id, phone_sealed, key_id, phone_lookup, lookup_key_id
                    FROM citizen
                    WHERE id = ANY (\(citizens))
                        AND phone_sealed IS NOT NULL
                    """,
                    as: (UUID, Data, String, Data, String?).self
                ).map { ($0.0, SealedPhone(sealed: $0.1, keyID: $0.2, lookup: $0.3, lookupKeyID: $0.4)) }
                let sessions = try connection.query(
                    """
                    SELECT citizen_id, created_at, last_used_at, expires_at
                    FROM citizen_session
                    WHERE citizen_id = ANY (\(citizens))
                    ORDER BY created_at, digest
                    """,
                    as: (UUID, Instant, Instant, Instant).self
                )
                for entry in entries { try connection.audit(entry) }
                return SignIns(
                    phones: Dictionary(uniqueKeysWithValues: phones),
                    sessions: Dictionary(grouping: sessions, by: \.0).mapValues { rows in
                        rows.map { KeptCitizen.Session(createdAt: $0.1, lastUsedAt: $0.2, expiresAt: $0.3) }
                    }
                )
            }
        }
    }
}

/// How citizens sign in, each by their id.
package struct SignIns: Sendable {
    package let phones: [UUID: SealedPhone]
    package let sessions: [UUID: [KeptCitizen.Session]]
}
