package import Domain
package import FoundationEssentials
internal import Postgres

/// Keeps the clients.
package struct ClientStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// In the order of their registration, after one of them if told, at most `limit`.
    package func list(after last: UUID?, limit: Int) async throws(StoreError) -> [APIClient] {
        try await reading {
            try await pool.query(
                """
                SELECT \(APIClient.columns)
                FROM api_client AS client
                WHERE (\(last) IS NULL OR client.id > \(last))
                ORDER BY client.id
                LIMIT \(limit)
                """,
                as: APIClient.Columns.self
            ).map(APIClient.init)
        }
    }

    /// The client of a name; nil if there is none.
    package func client(named name: PrincipalName) async throws(StoreError) -> APIClient? {
        try await reading {
            try await pool.query(
                "SELECT \(APIClient.columns) FROM api_client AS client WHERE client.name = \(name.text)",
                as: APIClient.Columns.self
            ).first.map(APIClient.init)
        }
    }

    /// Registers a client. Throws `violated` with `api_client_name_key` where there is one of the name.
    package func create(_ name: PrincipalName, id: UUID, by editor: Editor) async throws(StoreError) -> APIClient {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let row = try connection.query(
                    """
                    INSERT INTO api_client AS client (id, name, created_at, created_by)
                    VALUES (\(id), \(name.text), instant_now(), \(person.text))
                    RETURNING \(APIClient.columns)
                    """,
                    as: APIClient.Columns.self
                ).first
                guard let row else { throw StoreError.fault("client registered") }
                let details: [String: AuditRecord.Detail] = ["client": .code(name.text)]
                try connection.audit(AuditRecord(AuditActor(person), .clientRegistered, AuditObject(.client, id), details))
                return try APIClient(row)
            }
        }
    }

    /// Ends a client for good, with all its tokens; a repetition changes nothing. nil if there is none of that id.
    package func revoke(_ id: UUID, by editor: Editor) async throws(StoreError) -> APIClient? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let revoked = try connection.execute(
                    """
                    UPDATE api_client
                    SET revoked_at = greatest(created_at, instant_now()), revoked_by = \(person.text)
                    WHERE id = \(id)
                        AND revoked_at IS NULL
                    """
                )
                let row = try connection.query(
                    "SELECT \(APIClient.columns) FROM api_client AS client WHERE client.id = \(id)",
                    as: APIClient.Columns.self
                ).first
                guard let client = try row.map(APIClient.init) else { return nil }
                if revoked > 0 {
                    let details: [String: AuditRecord.Detail] = ["client": .code(client.name.text)]
                    try connection.audit(AuditRecord(AuditActor(person), .clientRevoked, AuditObject(.client, id), details))
                }
                return client
            }
        }
    }
}
