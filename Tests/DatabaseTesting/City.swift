internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Services
package import Store

extension TestTemplate {
    /// Everything `phananh migrate` and `phananh reference load` make: units, desks, categories, calendars, approximate boundaries.
    /// Every desk is staffed.
    package static let city = TestTemplate("city") { database in
        try await database.withStore(.owner) { owner in
            let loader = ReferenceLoader(store: ReferenceStore(owner))
            _ = try await loader.load(folder: packageRoot.appending(path: "sql/reference").path)
            _ = try await BoundaryService(store: BoundaryStore(owner)).buildApproximate()
        }
        // Tests are of desks that work, unless they say otherwise.
        try await database.pool(.superuser).execute("UPDATE agency SET staffed_since = '2025-07-01 00:00:00+07'")
    }
}

extension DatabaseLimits {
    /// As of the pools of the harness: on a busy machine a test should be slow rather than fail.
    fileprivate static let patient = DatabaseLimits(statement: .seconds(600), lock: .seconds(300), wait: .seconds(300))
}

extension TestDatabase {
    /// Opens the database as the service does, in one of its roles.
    @discardableResult
    package func withStore<Value: Sendable>(
        _ role: DatabaseRole,
        size: Int = 4,
        _ body: (DatabasePool) async throws -> Value
    ) async throws -> Value {
        let pool = store(role, size: size)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }

    /// A pool in one of the service's roles; the caller closes it.
    package func store(_ role: DatabaseRole, size: Int = 4) -> DatabasePool {
        let login: Role =
            switch role {
            case .owner: .migrator
            case .service: .app
            case .publicRead: .publicReader
            }
        return DatabasePool(
            url: url(role: login),
            role: role,
            size: size,
            limits: .patient,
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
