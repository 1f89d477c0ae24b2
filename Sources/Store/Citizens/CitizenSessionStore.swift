package import Domain
package import FoundationEssentials
internal import Postgres

/// A citizen as they are kept.
package struct CitizenRecord: Sendable {
    package let id: UUID
    /// nil for whoever has signed in at an identity provider.
    package let phoneSealed: Data?
    package let phoneLookup: Data?
    package let keyID: String?

    package var principal: CitizenPrincipal { CitizenPrincipal(id: id, hasPhone: phoneSealed != nil) }
}

/// Finds out whose session it is, and ends it.
package struct CitizenSessionStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Whose session has a token of this SHA-256, if it is not over. Being asked for keeps it from running out.
    package func citizen(_ digest: Data) async throws(StoreError) -> CitizenRecord? {
        try await storing {
            try await pool.withConnection { connection in
                let row = try connection.query(Self.find(digest), as: (UUID, Data?, Data?, String?, Bool).self).first
                guard let row else { return nil }
                if row.4 { try connection.execute(Self.touch(digest)) }
                return CitizenRecord(id: row.0, phoneSealed: row.1, phoneLookup: row.2, keyID: row.3)
            }
        }
    }

    /// Ends a session, if there is one.
    package func end(_ digest: Data) async throws(StoreError) {
        try await storing {
            try await pool.withTransaction { connection in
                let citizen = try connection.query(
                    "DELETE FROM citizen_session WHERE digest = \(digest) RETURNING citizen_id",
                    as: UUID.self
                ).first
                if let citizen { try connection.audit(SessionRows.audit(.citizenSignedOut, citizen)) }
            }
        }
    }

    private static func find(_ digest: Data) -> SQL {
        """
        SELECT
            citizen.id, citizen.phone_sealed, citizen.phone_lookup, citizen.key_id,
            session.last_used_at <= clock_timestamp() - interval '1 hour'
        FROM citizen_session AS session
        JOIN citizen ON citizen.id = session.citizen_id
        WHERE session.digest = \(digest)
            AND session.expires_at > clock_timestamp()
            AND session.last_used_at > clock_timestamp() - \(CitizenSignInRules.idleDays) * interval '1 day'
        """
    }

    private static func touch(_ digest: Data) -> SQL {
        """
        UPDATE citizen_session
        SET last_used_at = clock_timestamp()
        WHERE digest = \(digest)
            AND last_used_at <= clock_timestamp() - interval '1 hour'
        """
    }
}
