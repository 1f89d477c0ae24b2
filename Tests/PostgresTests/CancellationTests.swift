import FoundationEssentials
import RandomTesting
import Testing

@testable import Postgres

@Suite struct CancellationTests {
    /// Runs `body` in a task that is cancelled once the server runs the statement marked by `application`.
    private func cancelled(
        _ observer: ConnectionPool,
        application: String,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> Result<Void, any Error>? {
        try await withThrowingTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask {
                do { return .success(try await body()) } catch { return .failure(error) }
            }
            try await eventually(observer, "\(running(application)) > 0")
            group.cancelAll()
            return try await group.next()
        }
    }

    private func running(_ application: String) -> SQL {
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep' AND application_name = \(application))"
    }

    @Test func endsTheStatementOnTheServer() async throws {
        let application = "cancel \(UUID().uuidString)"
        let configure = { (options: inout PoolOptions) in
            options.applicationName = application
            options.size = 1
        }
        try await withPool { observer in
            try await withPool(configure) { pool in
                for round in 1...3 {
                    let started = ContinuousClock.now
                    let result = try await cancelled(observer, application: application) { try await pool.execute("SELECT pg_sleep(100)") }
                    #expect(throws: CancellationError.self) { try result?.get() }
                    #expect(started.duration(to: .now) < .seconds(90))
                    try await eventually(observer, "\(running(application)) = 0")
                    // The connection is gone, and the next caller has a new one.
                    let rows = try await pool.query("SELECT 1", as: Int.self)
                    #expect(rows == [1])
                    #expect(pool.gauges.connects == round + 1)
                }
            }
        }
    }

    @Test func endsScriptsAndPipelinesToo() async throws {
        let application = "cancel \(UUID().uuidString)"
        try await withPool { observer in
            try await withPool({ $0.applicationName = application }) { pool in
                let script = try await cancelled(observer, application: application) {
                    try await pool.withConnection { try $0.run(SQLScript(trusted: "SELECT 1; SELECT pg_sleep(100); SELECT 2")) }
                }
                #expect(throws: CancellationError.self) { try script?.get() }
                let pipeline = try await cancelled(observer, application: application) {
                    try await pool.withConnection { _ = try $0.pipeline(["SELECT 1", "SELECT pg_sleep(100)", "SELECT 2"]) }
                }
                #expect(throws: CancellationError.self) { try pipeline?.get() }
            }
        }
    }

    @Test func rollsATransactionBack() async throws {
        let application = "cancel \(UUID().uuidString)"
        try await withDatabase("CREATE TABLE item (id int8)", { $0.applicationName = application }) { pool in
            let result = try await cancelled(pool, application: application) {
                try await pool.withTransaction { connection in
                    try connection.execute("INSERT INTO item VALUES (1)")
                    try connection.execute("SELECT pg_sleep(100)")
                }
            }
            #expect(throws: CancellationError.self) { try result?.get() }
            let rows = try await pool.query("SELECT id FROM item", as: Int.self)
            #expect(rows == [])
        }
    }

    /// A cancellation between two statements: the next is not sent, ROLLBACK is, and the connection stays.
    @Test func betweenStatementsNothingIsSent() async throws {
        try await withDatabase("CREATE TABLE item (id int8)", { $0.size = 1 }) { pool in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await pool.withTransaction { connection in
                            try connection.execute("INSERT INTO item VALUES (1)")
                            withUnsafeCurrentTask { $0?.cancel() }
                            try connection.execute("INSERT INTO item VALUES (2)")
                        }
                    }
                }
            }
            let rows = try await pool.query("SELECT id FROM item", as: Int.self)
            #expect(rows == [])
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func commitIgnoresCancellation() async throws {
        try await withDatabase("CREATE TABLE item (id int8)", { $0.size = 1 }) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await pool.withTransaction { connection in
                        try connection.execute("INSERT INTO item VALUES (1)")
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await pool.query("SELECT id FROM item", as: Int.self)
            #expect(rows == [1])
        }
    }

    /// Cancellations at every moment of short statements: those that come late must not hit the connection's next user.
    @Test func lateCancellationsHitNobodyElse() async throws {
        try await withPool({ $0.size = 3 }) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var random = SplitMix64(seed: 3)
                    var cancellations = 0
                    // On a busy machine nearly all of them come late, so as many as it takes.
                    while cancellations < 200 || (pool.gauges.connects <= 3 && cancellations < 20_000) {
                        cancellations += 1
                        let delay = Duration.microseconds(Int.random(in: 0...2_000, using: &random))
                        try await withThrowingTaskGroup(of: Void.self) { victim in
                            victim.addTask {
                                do { try await pool.execute("SELECT pg_sleep(0.001)") } catch is CancellationError {}
                            }
                            try await Task.sleep(for: delay)
                            victim.cancelAll()
                            try await victim.waitForAll()
                        }
                    }
                }
                for number in 0..<2_000 {
                    let rows = try await pool.query("SELECT \(number)", as: Int.self)
                    #expect(rows == [number])
                }
                try await group.waitForAll()
            }
            #expect(pool.gauges.leased == 0)
            #expect(pool.gauges.connects > 3, "no cancellation came while a statement ran")
        }
    }

    @Test func statementTimeoutOfTheServer() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 1
            // Enough for the next statement, though the machine is busy.
            options.statementTimeout = .seconds(1)
        }
        try await withPool(configure) { pool in
            #expect(await code { try await pool.execute("SELECT pg_sleep(20)") } == .timedOut)
            let rows = try await pool.query("SELECT 1", as: Int.self)
            #expect(rows == [1])
            #expect(pool.gauges.connects == 1)
        }
    }

    /// A server that does not keep to its limit (here: told not to) is given up by the client a second later.
    @Test func statementTimeoutOfTheClient() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 1
            options.statementTimeout = .seconds(1)
        }
        try await withPool(configure) { pool in
            let deaf: SQL = "SELECT set_config('statement_timeout', '0', false)"
            let inTransaction = await code {
                try await pool.withTransaction { connection in
                    try connection.execute(deaf)
                    try connection.execute("SELECT pg_sleep(20)")
                }
            }
            #expect(inTransaction == .timedOut)
            let alone = await code {
                try await pool.withConnection { connection in
                    try connection.execute(deaf)
                    try connection.execute("SELECT pg_sleep(20)")
                }
            }
            // Nobody asked the server to stop: it may still commit.
            #expect(alone == .outcomeUnknown)
            let rows = try await pool.query("SELECT 1", as: Int.self)
            #expect(rows == [1])
            #expect(pool.gauges.connects == 3)
        }
    }

    @Test func lockTimeout() async throws {
        try await withDatabase("CREATE TABLE item (id int8); INSERT INTO item VALUES (1)", { $0.lockTimeout = .milliseconds(50) }) { pool in
            try await pool.withTransaction { connection in
                try connection.execute("LOCK TABLE item")
                #expect(await code { try await pool.execute("UPDATE item SET id = 2") } == .server(sqlState: "55P03"))
            }
        }
    }

    @Test func idleTransactionsAreEnded() async throws {
        try await withPool({ $0.idleInTransactionTimeout = .milliseconds(50) }) { pool in
            let outcome = await code {
                try await pool.withTransaction { connection in
                    let backend = try connection.query("SELECT pg_backend_pid()").first(Int.self)
                    try await eventually(pool, "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = \(backend))")
                    try connection.execute("SELECT 1")
                }
            }
            #expect(outcome == .connectionLost)
        }
    }
}
