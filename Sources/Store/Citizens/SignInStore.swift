package import Domain
package import FoundationEssentials
internal import Postgres

/// A code to be sent to a phone, as it is kept.
package struct SignInCode: Sendable {
    package let id: UUID
    package let phoneSealed: Data
    package let phoneLookup: Data
    package let codeDigest: Data
    package let codeSealed: Data
    package let language: Language
    /// The key that made all of these.
    package let keyID: String

    package init(
        id: UUID,
        phoneSealed: Data,
        phoneLookup: Data,
        codeDigest: Data,
        codeSealed: Data,
        language: Language,
        keyID: String
    ) {
        self.id = id
        self.phoneSealed = phoneSealed
        self.phoneLookup = phoneLookup
        self.codeDigest = codeDigest
        self.codeSealed = codeSealed
        self.language = language
        self.keyID = keyID
    }
}

/// What a code that is being tried is compared with.
package struct KeptCode: Sendable {
    package let codeDigest: Data
    package let phoneSealed: Data
    package let phoneLookup: Data
    package let keyID: String
}

/// What came of a step of signing in.
package enum SignInOutcome<Value: Sendable>: Sendable {
    case done(Value)
    /// After so many seconds.
    case tooOften(seconds: Int)
    case refused
}

/// Keeps codes, and opens sessions for whoever knows one.
package struct SignInStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Keeps a code and has it sent, or says when there will be room; returns when it is over.
    package func keep(_ code: SignInCode, charging charges: [SignInCharge]) async throws(StoreError) -> SignInOutcome<Instant> {
        try await storing {
            try await pool.withTransaction { connection in
                if let wait = try SignInQuotas.take(charges, on: connection) { return .tooOften(seconds: wait) }
                let rows = try connection.query(
                    """
                    INSERT INTO sign_in_code (id, phone_sealed, phone_lookup, code_digest, key_id, created_at, expires_at)
                    SELECT
                        \(code.id), \(code.phoneSealed), \(code.phoneLookup), \(code.codeDigest), \(code.keyID), moment.now,
                        moment.now + \(CitizenSignInRules.codeSeconds) * interval '1 second'
                    FROM (SELECT clock_timestamp() AS now) AS moment
                    RETURNING expires_at
                    """,
                    as: Instant.self
                )
                try connection.execute(
                    """
                    INSERT INTO sign_in_code_delivery (code_id, code_sealed, key_id, language, due_at)
                    VALUES (\(code.id), \(code.codeSealed), \(code.keyID), \(code.language.rawValue), clock_timestamp())
                    """
                )
                guard let expiresAt = rows.first else { throw StoreError.fault("code") }
                return .done(expiresAt)
            }
        }
    }

    /// Tries a code. `prove` compares, and returns the phone that was shown, or nil for a wrong code; it must not wait for anything. The right code opens a session and is gone, a wrong one is counted. Two who try at once come one after the other.
    package func open(
        _ session: NewSession,
        withCode id: UUID,
        charging charges: [SignInCharge],
        prove: @escaping @Sendable (KeptCode) -> ProvenPhone?
    ) async throws(StoreError) -> SignInOutcome<OpenedSession> {
        try await storing {
            try await pool.withTransaction { connection in
                if let wait = try SignInQuotas.take(charges, on: connection) { return .tooOften(seconds: wait) }
                let kept = try connection.query(
                    """
                    SELECT code_digest, phone_sealed, phone_lookup, key_id
                    FROM sign_in_code
                    WHERE id = \(id)
                        AND expires_at > clock_timestamp()
                        AND tries < \(CitizenSignInRules.tries)
                    FOR UPDATE
                    """,
                    as: (Data, Data, Data, String).self
                ).first.map { KeptCode(codeDigest: $0.0, phoneSealed: $0.1, phoneLookup: $0.2, keyID: $0.3) }
                guard let kept else { return .refused }
                guard let proven = prove(kept) else {
                    try connection.execute("UPDATE sign_in_code SET tries = tries + 1 WHERE id = \(id)")
                    return .refused
                }
                try connection.execute("DELETE FROM sign_in_code WHERE id = \(id)")
                let citizen = try Self.citizen(proven, orNew: session.newCitizen, on: connection)
                return .done(try SessionRows.open(session, for: citizen, by: "phone", on: connection))
            }
        }
    }

    /// The citizen of a phone; a new one if nobody has signed in by it. Nobody can erase them, or bring their phone under another key,
    /// before the transaction ends.
    private static func citizen(_ proven: ProvenPhone, orNew id: UUID, on connection: isolated Connection) throws -> UUID {
        let known: SQL = """
            SELECT id
            FROM citizen
            WHERE phone_lookup = ANY (\(proven.lookups))
            ORDER BY created_at, id
            LIMIT 1
            FOR KEY SHARE
            """
        if let id = try connection.query(known, as: UUID.self).first { return id }
        let phone = proven.phone
        try connection.execute(
            """
            INSERT INTO citizen (id, phone_sealed, key_id, phone_lookup, lookup_key_id, created_at)
            VALUES (\(id), \(phone.sealed), \(phone.keyID), \(phone.lookup), \(phone.lookupKeyID), clock_timestamp())
            ON CONFLICT ON CONSTRAINT citizen_phone_key DO NOTHING
            """
        )
        // Erased in between: another try makes them anew.
        guard let id = try connection.query(known, as: UUID.self).first else { throw StoreError.busy }
        return id
    }

    /// Deletes some of what is over; returns whether there may be more.
    package func forget(limit: Int = 500) async throws(StoreError) -> Bool {
        try await storing {
            var isFull = false
            for statement in Self.forgetting(limit) {
                let count = try await pool.execute(statement)
                isFull = isFull || count >= limit
            }
            return isFull
        }
    }

    static func forgetting(_ limit: Int) -> [SQL] {
        let now: SQL = "(SELECT clock_timestamp())"
        return [
            """
            DELETE FROM sign_in_code
            WHERE id = ANY (ARRAY(SELECT id FROM sign_in_code WHERE expires_at <= \(now) ORDER BY expires_at LIMIT \(limit)))
            """,
            """
            DELETE FROM citizen_session
            WHERE digest = ANY (ARRAY(SELECT digest FROM citizen_session WHERE expires_at <= \(now) ORDER BY expires_at LIMIT \(limit)))
            """,
            """
            DELETE FROM sign_in_quota
            WHERE subject = ANY (ARRAY(SELECT subject FROM sign_in_quota WHERE full_at <= \(now) ORDER BY full_at LIMIT \(limit)))
                AND full_at <= \(now)
            """,
            """
            DELETE FROM oidc_sign_in
            WHERE state_digest = ANY (
                ARRAY(SELECT state_digest FROM oidc_sign_in WHERE expires_at <= \(now) ORDER BY expires_at LIMIT \(limit))
            )
            """,
        ]
    }
}
