internal import Logging
package import Postgres

/// A database of one test alone, dropped when the test ends.
package struct TestDatabase: Sendable {
    /// Who a test connects as: the server's superuser, or one of the roles of `deploy/database.sql`.
    package enum Role: String, Sendable, CaseIterable {
        case superuser
        case migrator
        case app = "app_rw"
        case publicReader = "app_public_ro"
    }

    /// Of the database.
    package let name: String
    let server: TestServer
    private let pools: [Role: ConnectionPool]

    init(name: String, server: TestServer) {
        self.name = name
        self.server = server
        pools = Dictionary(
            uniqueKeysWithValues: Role.allCases.map { ($0, Self.makePool(server.url(user: $0.login(server), database: name))) }
        )
    }

    /// A libpq URI for code that opens its own connections.
    package func url(role: Role) -> String {
        server.url(user: role.login(server), database: name)
    }

    /// A pool that the harness closes; connections are opened when first used.
    package func pool(_ role: Role) -> ConnectionPool {
        guard let pool = pools[role] else { preconditionFailure("every role has a pool") }
        return pool
    }

    func close() async {
        for pool in pools.values { await pool.close() }
    }

    /// Patient: on a busy machine a test should be slow rather than fail.
    static func makePool(_ url: String) -> ConnectionPool {
        var options = PoolOptions(connectionString: url, applicationName: "phananh-tests")
        options.size = 4
        options.waitTimeout = .seconds(300)
        options.statementTimeout = .seconds(600)
        options.lockTimeout = .seconds(300)
        options.idleInTransactionTimeout = .seconds(600)
        return ConnectionPool(options, logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension TestDatabase.Role {
    fileprivate func login(_ server: TestServer) -> String {
        self == .superuser ? server.superuser : rawValue
    }
}

/// Runs `body` with a fresh copy of the template's database.
///
/// Some eight tests at a time get one, besides the templates that are being made; the others wait, so that the server's connections suffice.
@discardableResult
package func withTestDatabase<Value: Sendable>(
    _ template: TestTemplate = .migrated,
    _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
    let source = try await TestTemplates.shared.database(of: template)
    return try await TestTemplates.shared.withPlace {
        let database = try await TestTemplates.shared.create(copyOf: source)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(database))
        } catch {
            outcome = .failure(error)
        }
        await database.close()
        try await TestTemplates.shared.drop(database)
        return try outcome.get()
    }
}
