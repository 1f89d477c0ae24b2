internal import Postgres

/// What those who run the service want to know of the database.
package struct HealthStore: Sendable {
    private let pool: ConnectionPool

    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Whether the database answers a query.
    package func answers() async -> Bool {
        (try? await pool.query("SELECT 1", as: Int.self)) != nil
    }

    /// Seconds by which the database's clock of time limits was moved; 0 in earnest.
    package func clockOffsetSeconds() async throws(StoreError) -> Int {
        try await reading {
            try await pool.query("SELECT extract(epoch FROM instant_now() - date_trunc('second', clock_timestamp()))::bigint", as: Int.self)
                .first ?? 0
        }
    }

    /// Whether the login behind the session may do more than the session's role: be superuser, pass row-level security by, or
    /// become the owner. One injected `RESET ROLE` would be enough.
    package func loginIsTooMighty() async throws(StoreError) -> Bool {
        try await reading {
            try await pool.query(
                """
                SELECT rolsuper OR rolbypassrls OR pg_has_role(session_user, 'migrator', 'MEMBER')
                FROM pg_roles
                WHERE rolname = session_user
                """,
                as: Bool.self
            ).first ?? true
        }
    }

    /// Whether the session's role may do more than it should: it owns tables, or row-level security does not bind it.
    package func roleIsTooMighty() async throws(StoreError) -> Bool {
        try await reading {
            try await pool.query(
                """
                SELECT rolsuper OR rolbypassrls OR EXISTS (
                    SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace
                )
                FROM pg_roles
                WHERE rolname = current_user
                """,
                as: Bool.self
            ).first ?? true
        }
    }
}
