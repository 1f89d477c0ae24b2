import FoundationEssentials
import Logging
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import Postgres

@Suite struct PoolTests {
    @Test func queueIsLimitedInTimeNumberAndOrder() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 1
            options.maximumWaiters = 5
        }
        try await withPool(configure) { pool in
            let order = Order()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let held = try await pool.lease()
                for number in 0..<5 {
                    group.addTask { try await pool.withConnection { _ in order.append(number) } }
                    while pool.gauges.waiting <= number { await Task.yield() }
                }
                #expect(await code { try await pool.execute("SELECT 1") } == .poolExhausted)
                pool.release(held, isReusable: true)
                try await group.waitForAll()
            }
            #expect(order.numbers == [0, 1, 2, 3, 4])
            #expect(pool.gauges.leased == 0 && pool.gauges.waiting == 0)
        }
    }

    @Test func patienceEnds() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 1
            options.waitTimeout = .milliseconds(300)
        }
        try await withPool(configure) { pool in
            try await pool.execute("SELECT 1")
            try await pool.withConnection { _ in
                let started = ContinuousClock.now
                #expect(await code { try await pool.execute("SELECT 1") } == .poolTimeout)
                #expect(started.duration(to: .now) >= .milliseconds(300))
            }
            #expect(pool.gauges.timeouts == 1)
            #expect(await code { try await pool.execute("SELECT 1") } == nil)
        }
    }

    @Test func aCancelledCallerLeavesTheQueue() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            try await pool.withConnection { _ in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await #expect(throws: CancellationError.self) { try await pool.execute("SELECT 1") }
                    }
                    while pool.gauges.waiting == 0 { await Task.yield() }
                    group.cancelAll()
                }
                #expect(pool.gauges.waiting == 0)
            }
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: CancellationError.self) { try await pool.execute("SELECT 1") }
                }
            }
            #expect(await code { try await pool.execute("SELECT 1") } == nil)
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func lifetimeEnds() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 1
            options.maximumLifetime = .zero
        }
        try await withPool(configure) { pool in
            var backends: Set<Int> = []
            for _ in 0..<3 {
                let backend = try await pool.query("SELECT pg_backend_pid()", as: Int.self)
                backends.formUnion(backend)
            }
            #expect(backends.count == 3)
        }
    }

    /// A connection the server closed while it was idle is noticed before it is used: the caller sees nothing.
    @Test func connectionsClosedMeanwhileAreReplaced() async throws {
        let application = "idle \(UUID().uuidString)"
        let configure = { (options: inout PoolOptions) in
            options.size = 3
            options.applicationName = application
        }
        try await withPool { administration in
            try await withPool(configure) { pool in
                try await pool.withConnection { _ in
                    try await pool.withConnection { _ in _ = try await pool.execute("SELECT 1") }
                }
                #expect(pool.gauges.open == 3)
                try await administration.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \(application)"
                )
                try await eventually(
                    administration,
                    "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = \(application))"
                )
                let rows = try await pool.query("SELECT 1", as: Int.self)
                #expect(rows == [1])
                #expect(pool.gauges.connects == 4)
                #expect(pool.gauges.open == 1)
            }
        }
    }

    @Test func closingWaitsForThoseAtWork() async throws {
        let pool = try await withPool { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await pool.execute("SELECT 1")
                let held = try await pool.lease()
                group.addTask { await pool.close() }
                while await code({ try await pool.withConnection { _ in } }) != .poolClosed { await Task.yield() }
                #expect(pool.gauges.leased == 1)
                pool.release(held, isReusable: true)
                try await group.waitForAll()
            }
            #expect(pool.gauges.open == 0)
            return pool
        }
        // Again, and without anything to close: returns at once.
        await pool.close()
        #expect(await code { try await pool.execute("SELECT 1") } == .poolClosed)
    }

    @Test func runEndsWithItsTaskAndClosesThePool() async throws {
        try await withPool { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.run() }
                try await pool.execute("SELECT 1")
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(pool.gauges.open == 0)
            #expect(await code { try await pool.execute("SELECT 1") } == .poolClosed)
        }
    }

    @Test func gracefulShutdownWaitsForThoseAtWork() async throws {
        try await withPool { pool in
            try await pool.execute("SELECT 1")
            let held = try await pool.lease()
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await pool.run() }
                    trigger.triggerGracefulShutdown()
                    while await code({ try await pool.withConnection { _ in } }) != .poolClosed { await Task.yield() }
                    #expect(pool.gauges.leased == 1)
                    pool.release(held, isReusable: true)
                    try await group.waitForAll()
                }
            }
            #expect(pool.gauges.open == 0)
        }
    }

    /// A pool that is dropped without being closed ends its sessions and their threads.
    @Test func droppedPoolsCloseTheirConnections() async throws {
        let application = "dropped \(UUID().uuidString)"
        try await withPool { observer in
            do {
                var options = PoolOptions(connectionString: try TestServer.local().connectionString(), applicationName: application)
                options.size = 2
                let pool = ConnectionPool(options, logger: silent)
                try await pool.withConnection { _ in _ = try await pool.execute("SELECT 1") }
                let open = try await observer.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = \(application)",
                    as: Int.self
                )
                #expect(open == [2])
            }
            try await eventually(
                observer,
                "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = \(application))"
            )
        }
    }

    @Test(arguments: [
        "postgresql://nobody:hush@[", "host=/nonexistent/socket password=hush", "host=127.0.0.1 port=1 password=hush",
        "host=localhost connect_timeout=x password=hush",
    ])
    func noServerIsAnErrorWithoutSecrets(_ connectionString: String) async throws {
        let pool = ConnectionPool(PoolOptions(connectionString: connectionString), logger: silent)
        let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
        #expect(error?.code == .connectionFailed)
        #expect(error.map { $0.message.contains("hush") } == false)
        #expect(pool.gauges.connectFailures == 1)
        await pool.close()
    }
}

private final class Order: Sendable {
    private let served = Mutex<[Int]>([])
    var numbers: [Int] { served.withLock { $0 } }
    func append(_ number: Int) { served.withLock { $0.append(number) } }
}
