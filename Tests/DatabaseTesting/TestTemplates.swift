internal import FoundationEssentials
internal import Glibc
internal import Postgres

/// Makes and drops the databases of this process: each template once, however many tests ask for it at the same time.
actor TestTemplates {
    static let shared = TestTemplates()

    private enum Template {
        case underWay([CheckedContinuation<TestDatabase, any Error>])
        case made(Result<TestDatabase, any Error>)
    }

    private var templates: [String: Template] = [:]
    private var administration: ConnectionPool?
    private var freePlaces = 8
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// Runs `body` when fewer than eight others do.
    nonisolated func withPlace<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        await takePlace()
        do {
            let value = try await body()
            await givePlaceBack()
            return value
        } catch {
            await givePlaceBack()
            throw error
        }
    }

    private func takePlace() async {
        guard freePlaces == 0 else {
            freePlaces -= 1
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func givePlaceBack() {
        guard queue.isEmpty else { return queue.removeFirst().resume() }
        freePlaces += 1
    }

    /// The template's database, to which nobody is connected.
    func database(of template: TestTemplate) async throws -> TestDatabase {
        switch templates[template.name] {
        case .made(let result):
            return try result.get()
        case .underWay:
            return try await withCheckedThrowingContinuation { wait(for: template, $0) }
        case nil:
            templates[template.name] = .underWay([])
            let result: Result<TestDatabase, any Error>
            do {
                result = .success(try await make(template))
            } catch {
                result = .failure(error)
            }
            conclude(template, result)
            return try result.get()
        }
    }

    private func wait(for template: TestTemplate, _ continuation: CheckedContinuation<TestDatabase, any Error>) {
        switch templates[template.name] {
        case .underWay(let waiting): templates[template.name] = .underWay(waiting + [continuation])
        case .made(let result): continuation.resume(with: result)
        case nil: continuation.resume(throwing: CancellationError())
        }
    }

    private func conclude(_ template: TestTemplate, _ result: Result<TestDatabase, any Error>) {
        if case .underWay(let waiting) = templates[template.name] {
            for continuation in waiting { continuation.resume(with: result) }
        }
        templates[template.name] = .made(result)
    }

    private func make(_ template: TestTemplate) async throws -> TestDatabase {
        let parent: TestDatabase? = if let parent = template.parent { try await database(of: parent) } else { nil }
        let database = try await create(copyOf: parent)
        do {
            try await template.seed(database)
        } catch {
            await database.close()
            try await drop(database)
            throw error
        }
        await database.close()
        return database
    }
}

extension TestTemplates {
    /// A copy of `source`'s database with the grants on it, or an empty one.
    func create(copyOf source: TestDatabase?) async throws -> TestDatabase {
        let server = try TestServer.fromEnvironment()
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let name = "\(Self.prefix)\(getpid())_\(suffix)"
        // Files are copied as they are: to log each of their pages takes three times as long.
        try await administer("CREATE DATABASE \(name) TEMPLATE \(source?.name ?? "template0") STRATEGY file_copy")
        let database = TestDatabase(name: name, server: server)
        guard let source else { return database }
        // A copy has all but the grants on the database itself and its settings, of which no template has any.
        let granted = try await administrator().execute(
            """
            UPDATE pg_database AS copy SET datacl = original.datacl FROM pg_database AS original
            WHERE copy.datname = \(name)::text AND original.datname = \(source.name)::text
            """
        )
        precondition(granted == 1, "a copy and its original are databases")
        return database
    }

    func drop(_ database: TestDatabase) async throws {
        try await administer("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
    }

    /// Names are made here, of digits and lower-case letters.
    private func administer(_ statement: String) async throws {
        try await administrator().withConnection { try $0.run(SQLScript(trusted: statement)) }
    }

    private func administrator() async throws -> ConnectionPool {
        if let administration { return administration }
        let server = try TestServer.fromEnvironment()
        let pool = TestDatabase.makePool(server.url(user: server.superuser, database: "postgres"))
        administration = pool
        try await sweep(pool)
        return pool
    }

    /// Drops what processes left that are gone.
    private func sweep(_ pool: ConnectionPool) async throws {
        let names = try await pool.query(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname, \(Self.prefix)::text)",
            as: String.self
        )
        for name in names where isAbandoned(name) {
            // Another process may be sweeping too: whichever comes second fails, and nothing is lost.
            try? await pool.withConnection { try $0.run(SQLScript(trusted: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")) }
        }
    }

    private func isAbandoned(_ name: String) -> Bool {
        let parts = name.dropFirst(Self.prefix.count).split(separator: "_")
        guard parts.count == 2, parts[1].utf8.allSatisfy({ isalnum(Int32($0)) != 0 }), let process = pid_t(parts[0]), process > 0 else {
            return false
        }
        return kill(process, 0) == -1 && errno == ESRCH
    }

    private static let prefix = "phananh_test_"
}
