package import FoundationEssentials
internal import Postgres

/// The package's folder, for tests that read its files.
package let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// What the superuser does once in a database; changes nothing when run again.
@Sendable func prepare(_ database: TestDatabase) async throws {
    try await run(packageRoot.appending(path: "deploy/database.sql"), as: .superuser, in: database)
}

/// Every migration in order, each in a transaction of its own.
@Sendable func migrate(_ database: TestDatabase) async throws {
    let folder = packageRoot.appending(path: "sql/migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }.sorted()
    for file in files {
        try await run(folder.appending(path: file), as: .migrator, in: database)
    }
}

private func run(_ file: URL, as role: TestDatabase.Role, in database: TestDatabase) async throws {
    let script = SQLScript(trusted: String(decoding: try Data(contentsOf: file), as: UTF8.self))
    try await database.pool(role).withConnection { try $0.run(script) }
}
