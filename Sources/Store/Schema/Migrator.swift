internal import FoundationEssentials
internal import Postgres

/// Brings the schema up to date. Files are applied once, in order, each in a transaction of its own.
package struct Migrator: Sendable {
    private let pool: ConnectionPool

    /// `pool` acts as the owner of the schema.
    package init(_ pool: DatabasePool) {
        self.pool = pool.pool
    }

    /// Why migrations were not applied.
    package enum Refusal: Error, CustomStringConvertible {
        /// What an administrator has to do first: statements for a superuser.
        case missingPrerequisites([String])
        case inconsistent([String])
        /// A file the database refused, and its words: they quote the file, never data.
        case failed(file: String, message: String)

        package var description: String {
            switch self {
            case .missingPrerequisites(let statements):
                "a superuser has to prepare the database first (deploy/database.sql does it):\n  "
                    + statements.joined(separator: "\n  ")
            case .inconsistent(let faults): faults.joined(separator: "\n")
            case .failed(let file, let message): "\(file): \(message)"
            }
        }
    }

    /// How the schema stands. Readable by every role.
    package func status(of files: [MigrationFile]) async throws(StoreError) -> SchemaStatus {
        try await storing {
            try await pool.withConnection { connection in try Self.status(of: files, on: connection) }
        }
    }

    /// Applies what is pending and returns it; several migrators at once wait for one another.
    package func apply(_ files: [MigrationFile]) async throws -> [MigrationFile] {
        try await checkPrerequisites()
        return try await pool.withConnection { connection in
            // Waiting for another migrator, and building indexes, may take longer than a request's limits.
            _ = try connection.query("SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)")
            _ = try connection.query("SELECT pg_advisory_lock(\(AdvisoryLock.migration))")
            defer { _ = try? connection.query("SELECT pg_advisory_unlock(\(AdvisoryLock.migration))") }
            // A migration that waits for a table's lock stops everybody behind it: rather fail and be tried again.
            _ = try connection.query("SELECT set_config('lock_timeout', '2s', false)")
            try connection.run(Self.createTable)
            let status = try Self.status(of: files, on: connection)
            guard status.altered.isEmpty, status.unknownBreaking.isEmpty else { throw Refusal.inconsistent(status.faults) }
            for file in status.pending { try Self.apply(file, on: connection) }
            return status.pending
        }
    }

    private func checkPrerequisites() async throws {
        let missing = try await pool.query(
            """
            SELECT required.statement
            FROM (
                VALUES
                    ('CREATE EXTENSION postgis;', EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')),
                    ('CREATE ROLE app_rw LOGIN NOINHERIT;', EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_rw')),
                    ('CREATE ROLE app_public_ro LOGIN NOINHERIT;', EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_public_ro'))
            ) AS required (statement, present)
            WHERE NOT required.present
            """,
            as: String.self
        )
        if !missing.isEmpty { throw Refusal.missingPrerequisites(missing) }
    }

    private static let createTable = SQLScript(
        trusted: """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number     integer PRIMARY KEY,
                name       text NOT NULL,
                checksum   bytea NOT NULL,
                breaking   boolean NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            GRANT SELECT ON schema_migration TO app_rw, app_public_ro;
            """
    )

    private static func apply(_ file: MigrationFile, on connection: isolated Connection) throws {
        _ = try connection.query("BEGIN")
        do {
            try connection.run(SQLScript(trusted: file.text))
            _ = try connection.query(
                """
                INSERT INTO schema_migration (number, name, checksum, breaking)
                VALUES (\(file.number), \(file.name), sha256(convert_to(\(file.text), 'UTF8')), \(file.isBreaking))
                """
            )
            _ = try connection.query("COMMIT")
        } catch {
            _ = try? connection.query("ROLLBACK")
            guard let error = error as? PostgresError, error.sqlState != nil else { throw error }
            throw Refusal.failed(file: file.fileName, message: error.message)
        }
    }

    private static func status(of files: [MigrationFile], on connection: isolated Connection) throws -> SchemaStatus {
        let exists = try connection.query("SELECT to_regclass('schema_migration') IS NOT NULL", as: Bool.self)
        guard exists == [true] else {
            return SchemaStatus(pending: files, altered: [], unknown: [], unknownBreaking: [])
        }
        let known = files.map(\.number)
        let applied = try connection.query(
            """
            SELECT applied.number, applied.name, applied.breaking, applied.checksum = sha256(convert_to(file.text, 'UTF8'))
            FROM schema_migration AS applied
            LEFT JOIN unnest(\(known), \(files.map(\.text))::text[]) AS file (number, text) ON file.number = applied.number
            ORDER BY applied.number
            """,
            as: (Int, String, Bool, Bool?).self
        )
        let numbers = Set(applied.map(\.0))
        let unknown = applied.filter { $0.3 == nil }
        return SchemaStatus(
            pending: files.filter { !numbers.contains($0.number) },
            altered: applied.filter { $0.3 == false }.map { "\($0.0) \($0.1)" },
            unknown: unknown.map { "\($0.0) \($0.1)" },
            unknownBreaking: unknown.filter(\.2).map { "\($0.0) \($0.1)" }
        )
    }
}
