package import Domain
internal import Postgres

/// A database server as one session meets it.
package struct ServerFacts: Sendable {
    package let version: String
    /// Such as 150018.
    package let versionNumber: Int
    package let role: String
    package let now: Instant
    /// Extensions the schema needs and the database does not have.
    package let missingExtensions: [String]
    /// Settings without which a crash loses what was committed.
    package let unsafeSettings: [String]
}

/// How many connections a server has, and how many of them are taken.
package struct ConnectionRoom: Sendable {
    /// When it was started, to the microsecond: two servers are told apart by that.
    package let start: String
    /// Without those that are kept for superusers.
    package let limit: Int
    /// In all databases, by whomever.
    package let inUse: Int

    package init(start: String, limit: Int, inUse: Int) {
        self.start = start
        self.limit = limit
        self.inUse = inUse
    }
}

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

    /// The server, its clock, and what it lacks. Throws what the client library says: whoever sets a service up needs its words.
    package func server() async throws -> ServerFacts {
        let row =
            try await pool.query(
                """
                SELECT
                    current_setting('server_version'),
                    current_setting('server_version_num')::integer,
                    current_user::text,
                    clock_timestamp(),
                    ARRAY(
                        SELECT needed
                        FROM unnest(ARRAY['pg_trgm', 'postgis', 'unaccent']) AS needed
                        WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = needed)
                    ),
                    ARRAY(
                        SELECT name::text
                        FROM pg_settings
                        WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
                        ORDER BY name
                    )
                """,
                as: (String, Int, String, Instant, [String], [String]).self
            ).first
        guard let row else { throw StoreError.fault("server facts") }
        return ServerFacts(
            version: row.0,
            versionNumber: row.1,
            role: row.2,
            now: row.3,
            missingExtensions: row.4,
            unsafeSettings: row.5
        )
    }

    /// The server's room for connections.
    package func connectionRoom() async throws(StoreError) -> ConnectionRoom {
        let row = try await reading {
            try await pool.query(
                """
                SELECT
                    pg_postmaster_start_time()::text,
                    current_setting('max_connections')::integer
                        - current_setting('superuser_reserved_connections')::integer
                        - coalesce(current_setting('reserved_connections', true)::integer, 0),
                    (SELECT sum(numbackends)::integer FROM pg_stat_database WHERE datid <> 0)
                """,
                as: (String, Int, Int).self
            ).first
        }
        guard let row else { throw .fault("connections of the server") }
        return ConnectionRoom(start: row.0, limit: row.1, inUse: row.2)
    }

    /// Desks with reports past their limit of acknowledging that have never acknowledged any.
    package func silentDesks() async throws(StoreError) -> Int {
        try await reading {
            try await pool.query(
                """
                SELECT count(*)
                FROM (
                    SELECT report.agency_id
                    FROM sla_clock AS clock
                    JOIN report ON report.id = clock.report_id
                    WHERE clock.clock = 'acknowledge'
                        AND clock.state = 'running'
                        AND clock.breach_at < instant_now()
                        AND \(SQL.isCounted)
                    GROUP BY report.agency_id
                ) AS late
                WHERE NOT EXISTS (
                    SELECT FROM report_event AS event WHERE event.type = 'acknowledged' AND event.agency_id = late.agency_id
                )
                """,
                as: Int.self
            ).first ?? 0
        }
    }

    /// Desks without an account that open reports are at, or whose open reports the coordinator has; by their codes.
    package func unstaffedDesksInDemand() async throws(StoreError) -> [String] {
        try await reading {
            try await pool.query(
                """
                SELECT code
                FROM agency
                WHERE staffed_since IS NULL
                    AND NOT is_training
                    AND id IN (
                        SELECT unnest(ARRAY[agency_id, stands_in_for])
                        FROM report
                        WHERE status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')
                            AND \(SQL.isCounted)
                    )
                ORDER BY code
                """,
                as: String.self
            )
        }
    }

    /// Under which keys reports' contacts stand.
    package func contactKeys() async throws(StoreError) -> [ContactKeyUse] {
        try await reading {
            try await pool.query("SELECT key_id, lookup_key_id, reports FROM contact_keys_in_use()", as: (String, String, Int).self)
                .map { ContactKeyUse(keyID: $0.0, lookupKeyID: $0.1, reports: $0.2) }
        }
    }

    /// Under which keys citizens' phones stand.
    package func citizenKeys() async throws(StoreError) -> [CitizenKeyUse] {
        try await reading {
            try await pool.query(
                "SELECT key_id, lookup_key_id, count(*) FROM citizen WHERE phone_sealed IS NOT NULL GROUP BY key_id, lookup_key_id",
                as: (String, String?, Int).self
            ).map { CitizenKeyUse(keyID: $0.0, lookupKeyID: $0.1, citizens: $0.2) }
        }
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
