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
    package func create(_ name: PrincipalName, id: UUID, by person: PrincipalName) async throws(StoreError) -> APIClient {
        try await storing {
            let row = try await pool.query(
                """
                INSERT INTO api_client AS client (id, name, created_at, created_by)
                VALUES (\(id), \(name.text), instant_now(), \(person.text))
                RETURNING \(APIClient.columns)
                """,
                as: APIClient.Columns.self
            ).first
            guard let row else { throw StoreError.fault("client registered") }
            return try APIClient(row)
        }
    }

    /// Ends a client for good, with all its tokens; a repetition changes nothing. nil if there is none of that id.
    package func revoke(_ id: UUID, by person: PrincipalName) async throws(StoreError) -> APIClient? {
        try await storing {
            try await pool.query(
                """
                UPDATE api_client AS client
                SET
                    revoked_at = coalesce(client.revoked_at, greatest(client.created_at, instant_now())),
                    revoked_by = coalesce(client.revoked_by, \(person.text))
                WHERE client.id = \(id)
                RETURNING \(APIClient.columns)
                """,
                as: APIClient.Columns.self
            ).first.map(APIClient.init)
        }
    }
}
