import CLibPQ
import Foundation
import Logging
import Postgres
import Testing

/// The PostgreSQL server the tests may do as they like with, named by `PHANANH_TEST_DATABASE_URL`.
struct TestServer {
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    /// libpq's keywords and values.
    private var keywords: [String: String]

    /// The server of the environment. Refuses one that is not on this machine: the tests create, drop and kill.
    static func local() throws -> TestServer {
        guard let url = ProcessInfo.processInfo.environment["PHANANH_TEST_DATABASE_URL"] else {
            throw Unusable(
                description: "PHANANH_TEST_DATABASE_URL is not set: run the tests by deploy/test, which starts a server and sets it"
            )
        }
        return try TestServer(url)
    }

    init(_ connectionString: String) throws {
        guard let options = PQconninfoParse(connectionString, nil) else {
            throw Unusable(description: "PHANANH_TEST_DATABASE_URL cannot be read by libpq")
        }
        defer { PQconninfoFree(options) }
        keywords = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { keywords[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let host = keywords["host"] ?? ProcessInfo.processInfo.environment["PGHOST"] ?? ""
        let hosts = host.split(separator: ",") + (keywords["hostaddr"] ?? "").split(separator: ",")
        for host in hosts where !host.hasPrefix("/") && !["localhost", "127.0.0.1", "::1"].contains(host) {
            throw Unusable(description: "the tests refuse the server at \(host): it is not on this machine")
        }
    }

    /// A connection string for one of the server's databases; nil is the one named in the environment.
    func connectionString(database: String? = nil) -> String {
        var keywords = keywords
        if let database { keywords["dbname"] = database }
        return keywords.map { keyword, value in
            let escaped = value.replacingOccurrences(of: #"\"#, with: #"\\"#).replacingOccurrences(of: "'", with: #"\'"#)
            return "\(keyword)='\(escaped)'"
        }.joined(separator: " ")
    }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs `body` with a pool of its own on the server's own database, and closes it.
func withPool<Value>(
    on server: TestServer? = nil,
    database: String? = nil,
    logger: Logger = silent,
    _ configure: (inout PoolOptions) -> Void = { _ in },
    _ body: (ConnectionPool) async throws -> Value
) async throws -> Value {
    let server = try server ?? TestServer.local()
    var options = PoolOptions(connectionString: server.connectionString(database: database))
    options.size = 2
    // The machine may be busy with the other tests.
    options.waitTimeout = .seconds(300)
    options.statementTimeout = .seconds(600)
    options.lockTimeout = .seconds(300)
    options.idleInTransactionTimeout = .seconds(600)
    configure(&options)
    let pool = ConnectionPool(options, logger: logger)
    do {
        let value = try await body(pool)
        await pool.close()
        return value
    } catch {
        await pool.close()
        throw error
    }
}

/// Runs `body` with a pool on a new database, which a script may fill, and drops it.
func withDatabase<Value>(
    _ schema: String,
    logger: Logger = silent,
    _ configure: (inout PoolOptions) -> Void = { _ in },
    _ body: (ConnectionPool) async throws -> Value
) async throws -> Value {
    let name = "postgres_test_\(UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "_"))"
    return try await withPool { administration in
        try await administration.withConnection { try $0.run(SQLScript(trusted: "CREATE DATABASE \(name)")) }
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await withPool(database: name, logger: logger, configure) { pool in
                    try await pool.withConnection { try $0.run(SQLScript(trusted: schema)) }
                    return try await body(pool)
                }
            )
        } catch {
            result = .failure(error)
        }
        try await administration.withConnection { try $0.run(SQLScript(trusted: "DROP DATABASE \(name) WITH (FORCE)")) }
        return try result.get()
    }
}

/// Asks the server until the answer is yes, for at most five minutes: a busy machine runs other tests for one of them first.
func eventually(_ pool: ConnectionPool, _ question: SQL) async throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while true {
        let answer = try await pool.query(question, as: Bool.self)
        if answer == [true] { return }
        try #require(ContinuousClock.now < deadline, "it never became true")
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// The code of the error `body` throws, nil if it throws none or another error.
func code<Value>(_ body: () async throws -> Value) async -> PostgresError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? PostgresError)?.code
    }
}
