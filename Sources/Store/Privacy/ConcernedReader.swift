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

    /// Reports with any of these digests, the one named, and those of the citizens; citizens by their phone, and the one who asked while signed
    /// in. The report named leads to nobody and to no other report: a code is no secret.
    package func concerned(
        phones: [Data],
        emails: [Data],
        named: String?,
        citizen: UUID?
    ) async throws(StoreError) -> ConcernedData {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let citizens = try connection.query(
                    Self.citizensQuery(phones: phones, citizen),
                    as: (UUID, Instant, String?, String?).self
                ).map { KeptCitizen(id: $0.0, since: $0.1, issuer: $0.2, subject: $0.3) }
                let reports = try connection.query(
                    Self.reportsQuery(phones: phones, emails: emails, named: named, of: citizens.map(\.id)),
                    as: (String, Bool).self
                )
                let follows = try FollowerRows.kept(phones: phones, emails: emails, on: connection)
                return ConcernedData(
                    citizens: citizens,
                    reports: reports.map(\.0),
                    follows: follows.map(\.follow),
                    held: reports.filter(\.1).map(\.0) + follows.filter(\.isHeld).map(\.follow.report)
                )
            }
        }
    }

    /// Two look-ups, each along an index.
    static func citizensQuery(phones: [Data], _ citizen: UUID?) -> SQL {
        """
        SELECT id, created_at, issuer, subject
        FROM citizen
        WHERE id IN (SELECT id FROM citizen WHERE phone_lookup = ANY (\(phones)) UNION SELECT \(citizen)::uuid)
        ORDER BY created_at, id
        """
    }

    static func reportsQuery(phones: [Data], emails: [Data], named: String?, of citizens: [UUID]) -> SQL {
        """
        SELECT code, \(HoldRows.isHeld)
        FROM report
        WHERE id IN (
            SELECT reports_of_contact(\(phones), \(emails))
            UNION
            SELECT reports_of_citizens(\(citizens))
            UNION
            SELECT id FROM report WHERE code = \(named)
        )
        ORDER BY id
        """
    }

    /// The phone a citizen signs in by; nil without one.
    package func phone(of citizen: UUID) async throws(StoreError) -> SealedPhone? {
        try await reading {
            try await pool.query(Self.phonesQuery([citizen]), as: PhoneRow.self).first.map(Self.phone)
        }
    }

    private typealias PhoneRow = (UUID, Data, String, Data, String?)

    private static func phonesQuery(_ citizens: [UUID]) -> SQL {
        """
        SELECT id, phone_sealed, key_id, phone_lookup, lookup_key_id
        FROM citizen
        WHERE id = ANY (\(citizens))
            AND phone_sealed IS NOT NULL
        """
    }

    private static func phone(_ row: PhoneRow) -> SealedPhone {
        SealedPhone(sealed: row.1, keyID: row.2, lookup: row.3, lookupKeyID: row.4)
    }

    /// How followers are to be told, sealed, by their ids. What `disclosing` says is kept in the audit.
    package func followers(_ ids: [UUID], disclosing entries: [AuditRecord]) async throws(StoreError) -> [UUID: SealedContact] {
        try await storing {
            try await pool.withTransaction { connection in
                let rows = try connection.pipeline([
                    FollowerRows.naming(ids), "SELECT \(SealedTable.followers.columns) FROM report_follower WHERE id = ANY (\(ids))",
                ])[1].decode(ContactRow.Columns.self)
                for entry in entries { try connection.audit(entry) }
                return Dictionary(uniqueKeysWithValues: try rows.map { ($0.0, try ContactRow.contact($0)) })
            }
        }
    }

    /// The phones and the sessions of citizens, the first session to begin first. What `disclosing` says is kept in the audit.
    package func signIns(of citizens: [UUID], disclosing entries: [AuditRecord]) async throws(StoreError) -> SignIns {
        try await storing {
            try await pool.withTransaction { connection in
                let phones = try connection.query(Self.phonesQuery(citizens), as: PhoneRow.self).map { ($0.0, Self.phone($0)) }
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
