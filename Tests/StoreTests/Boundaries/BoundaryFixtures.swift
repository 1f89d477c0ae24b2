import DatabaseTesting
import Domain
import Logging
import Postgres
import Store

extension TestDatabase {
    /// A store as the command line opens it: as `migrator`, with time for an import.
    @discardableResult
    func withBoundaryStore<Value: Sendable>(
        lockTimeout: Duration = .seconds(300),
        _ body: (BoundaryStore) async throws -> Value
    ) async throws -> Value {
        let database = DatabasePool(
            url: url(role: .migrator),
            role: .owner,
            size: 4,
            limits: DatabaseLimits(statement: .seconds(600), lock: lockTimeout, wait: .seconds(300)),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            let value = try await body(BoundaryStore(database))
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    /// Imports a document as a version of 2025-07-01.
    func importBoundaries(
        _ geoJSON: String,
        effectiveFrom: String = "2025-07-01",
        codeProperty: String = "code"
    ) async throws -> ImportReport {
        try await withBoundaryStore { store in
            try await store.importVersion(
                geoJSON,
                BoundaryImport(
                    title: "Test",
                    legalRef: "1656/NQ-UBTVQH15",
                    source: "test",
                    effectiveFrom: effectiveFrom,
                    codeProperty: codeProperty
                )
            )
        }
    }

    /// Rows of the versions, boundaries, parts and segments.
    func boundaryRows() async throws -> [Int] {
        try await pool(.migrator).query(
            """
            SELECT ARRAY[
                (SELECT count(*) FROM boundary_version), (SELECT count(*) FROM unit_boundary),
                (SELECT count(*) FROM unit_boundary_part), (SELECT count(*) FROM unit_border_segment)
            ]
            """,
            as: [Int].self
        ).first ?? []
    }
}
