package import Domain
package import FoundationEssentials
internal import Postgres

/// What is to be kept of a new token.
package struct NewClientToken: Sendable {
    package let id: UUID
    /// SHA-256.
    package let digest: Data
    package let by: Editor

    package init(id: UUID, digest: Data, by editor: Editor) {
        self.id = id
        self.digest = digest
        by = editor
    }
}

/// Keeps the clients' tokens.
package struct ClientTokenStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// In the order of their making, of one client if told, after one of them if told, at most `limit`.
    package func list(of client: UUID?, after last: UUID?, limit: Int) async throws(StoreError) -> [ClientToken] {
        try await reading {
            try await pool.query(
                """
                SELECT \(ClientToken.columns)
                FROM client_token AS token
                JOIN api_client AS client ON client.id = token.client_id
                WHERE (\(client) IS NULL OR token.client_id = \(client))
                    AND (\(last) IS NULL OR token.id > \(last))
                ORDER BY token.id
                LIMIT \(limit)
                """,
                as: ClientToken.Columns.self
            ).map(ClientToken.init)
        }
    }

    /// Makes a client's token; nil if there is no such client, or none any more. Throws `violated` with `client_token_ends_later`
    /// for an end that is past.
    package func create(
        _ new: NewClientToken,
        of client: UUID,
        scopes: Set<ClientScope>,
        expiresAt: Instant?
    ) async throws(StoreError) -> ClientToken? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: new.by)
                try connection.execute(
                    """
                    INSERT INTO client_token (id, client_id, digest, scopes, created_at, created_by, expires_at)
                    SELECT
                        \(new.id), client.id, \(new.digest), \(scopes.map(\.rawValue).sorted())::text[], instant_now(), \(person.text),
                        \(expiresAt)
                    FROM api_client AS client
                    WHERE client.id = \(client)
                        AND client.revoked_at IS NULL
                    """
                )
                guard let token = try Self.token(new.id, on: connection) else { return nil }
                try connection.audit(token.record(.clientTokenMade, by: person))
                return token
            }
        }
    }

    /// What came of an attempt to replace a token.
    package enum Rotation: Sendable {
        case rotated(ClientToken)
        /// It opens nothing any more, so there is nothing to replace.
        case over
    }

    /// Makes a token that opens what another one does, for as long from now as that was made for unless told, and lets the other one
    /// expire `graceSeconds` later. nil if there is none of that id.
    package func rotate(
        _ id: UUID,
        to new: NewClientToken,
        expiresAt: Instant?,
        graceSeconds: Int
    ) async throws(StoreError) -> Rotation? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: new.by)
                _ = try connection.query("SELECT FROM client_token WHERE id = \(id) FOR UPDATE")
                guard let old = try Self.token(id, on: connection) else { return nil }
                guard old.state == .active else { return .over }
                try connection.execute(
                    """
                    INSERT INTO client_token (id, client_id, digest, scopes, created_at, created_by, expires_at)
                    SELECT
                        \(new.id), old.client_id, \(new.digest), old.scopes, moment.now, \(person.text),
                        coalesce(\(expiresAt), moment.now + (old.expires_at - old.created_at))
                    FROM client_token AS old
                    CROSS JOIN (SELECT instant_now()) AS moment (now)
                    WHERE old.id = \(id)
                    """
                )
                try connection.execute(
                    """
                    UPDATE client_token
                    SET
                        replaced_by = \(new.id),
                        expires_at = greatest(
                            created_at,
                            least(expires_at, instant_now() + make_interval(secs => \(graceSeconds)))
                        )
                    WHERE id = \(id)
                    """
                )
                guard let token = try Self.token(new.id, on: connection) else { throw StoreError.fault("token made") }
                try connection.audit(token.record(.clientTokenMade, by: person, inPlaceOf: id))
                return .rotated(token)
            }
        }
    }

    /// Ends a token for good; a repetition changes nothing. nil if there is none of that id.
    package func revoke(_ id: UUID, by editor: Editor) async throws(StoreError) -> ClientToken? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let revoked = try connection.execute(
                    """
                    UPDATE client_token
                    SET revoked_at = greatest(created_at, instant_now()), revoked_by = \(person.text)
                    WHERE id = \(id)
                        AND revoked_at IS NULL
                    """
                )
                guard let token = try Self.token(id, on: connection) else { return nil }
                if revoked > 0 { try connection.audit(token.record(.clientTokenRevoked, by: person)) }
                return token
            }
        }
    }

    private static func token(_ id: UUID, on connection: isolated Connection) throws -> ClientToken? {
        try connection.query(
            """
            SELECT \(ClientToken.columns)
            FROM client_token AS token
            JOIN api_client AS client ON client.id = token.client_id
            WHERE token.id = \(id)
            """,
            as: ClientToken.Columns.self
        ).first.map(ClientToken.init)
    }
}

extension ClientToken {
    /// What the audit keeps of a deed done to it.
    fileprivate func record(_ action: AuditAction, by person: PrincipalName, inPlaceOf old: UUID? = nil) -> AuditRecord {
        var details: [String: AuditRecord.Detail] = [
            "client": .code(clientName.text), "scopes": .codes(scopes.map(\.rawValue).sorted()),
        ]
        if let old { details["replaced"] = .code(old.uuidString.lowercased()) }
        return AuditRecord(AuditActor(person), action, AuditObject(.clientToken, id), details)
    }
}
