import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Postgres

/// A PostgreSQL cluster of this suite's own, which it may kill.
private struct Cluster {
    let folder: URL

    /// Runs `deploy/cluster` and returns what it printed.
    ///
    /// Not by Foundation's `Process`: the server inherits what that watches, and would have to end before `waitUntilExit` does.
    @discardableResult
    private static func run(_ command: String, _ folder: URL) async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/cluster").standardized
        let output = folder.appending(path: command)
        let arguments = [script.path, command, folder.path, command == "start" ? "--throwaway" : "immediate"]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        let copies = arguments.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var pid = pid_t()
        guard posix_spawn(&pid, script.path, &actions, nil, copies + [nil], environ) == 0 else {
            throw TestServer.Unusable(description: "deploy/cluster cannot be run")
        }
        var status: Int32 = 0
        // Not blocking: the other tests need this thread.
        while waitpid(pid, &status, WNOHANG) == 0 { await pause() }
        guard status == 0 else { throw TestServer.Unusable(description: "deploy/cluster \(command): status \(status)") }
        return try String(contentsOf: output, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func start() async throws -> TestServer {
        try TestServer("postgresql://postgres@/postgres?host=\(await Self.run("start", folder))")
    }

    /// kill -9 for the postmaster and all its backends, at once; returns when they are gone.
    func kill(_ pids: [Int]) async throws {
        for pid in pids { Glibc.kill(pid_t(pid), SIGKILL) }
        // Signal 0 finds a process until its parent has taken note of its end.
        for pid in pids {
            while Glibc.kill(pid_t(pid), 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    static func with(_ body: (Cluster, TestServer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "postgres-faults-\(UUID().uuidString)")
        let cluster = Cluster(folder: folder)
        let result: Result<Void, any Error>
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            result = .success(try await body(cluster, try await cluster.start()))
        } catch {
            result = .failure(error)
        }
        _ = try? await run("stop", folder)
        try? FileManager.default.removeItem(at: folder)
        try result.get()
    }

    /// Also for a task that is cancelled: what was started is waited for.
    private static func pause() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(10)) { continuation.resume() }
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(30))) struct FaultTests {
    /// Postmaster and backends are killed under load and started again: what was acknowledged is there, what was refused is
    /// not, callers are refused quickly while the server is away, and the pool finds it again by itself.
    @Test func serverKilledAndRestartedUnderLoad() async throws {
        try await Cluster.with { cluster, server in
            try await withPool(on: server, { $0.size = 4 }) { pool in
                try await pool.execute("CREATE TABLE item (id int8 PRIMARY KEY)")
                let load = Load()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<12 { group.addTask { try await load.run(pool, worker) } }
                    for _ in 1...2 {
                        try await load.untilAcknowledged(100, beyond: load.acknowledged.count)
                        try await cluster.kill(try await processes(pool))
                        try await load.untilRefused()
                        let started = ContinuousClock.now
                        for _ in 0..<20 {
                            let outcome = await code { try await pool.execute("SELECT 1") }
                            #expect(outcome == .connectionFailed || outcome == .outcomeUnknown)
                        }
                        #expect(started.duration(to: .now) < .seconds(60), "refusals are not quick")
                        _ = try await cluster.start()
                        try await load.untilAcknowledged(100, beyond: load.acknowledged.count)
                    }
                    load.stop()
                    try await group.waitForAll()
                }
                let stored = Set(try await pool.query("SELECT id FROM item", as: Int.self))
                #expect(load.acknowledged.subtracting(stored).isEmpty, "acknowledged and lost")
                #expect(stored.subtracting(load.acknowledged).isSubset(of: load.unknown), "refused and yet there")
                #expect(load.surprises.isEmpty)
                #expect(pool.gauges.connectFailures > 0)
            }
        }
    }

    /// A commit that gives up waiting for its standby is reported by the server as done, with a warning on the side.
    @Test func commitsNoStandbyConfirmedAreOfUnknownOutcome() async throws {
        try await Cluster.with { cluster, server in
            try await withPool(on: server) { pool in
                try await pool.execute("CREATE TABLE item (id int8)")
                try await pool.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
                try await pool.execute("SELECT pg_reload_conf()")
                let waiting: SQL = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                try await withThrowingTaskGroup(of: PostgresError.Code?.self) { group in
                    // Ended by the cancellation of its own task. Commits do not wait before the checkpointer has read the setting.
                    group.addTask {
                        var outcome: PostgresError.Code?
                        while outcome == nil, !Task.isCancelled {
                            outcome = await code { try await pool.execute("INSERT INTO item VALUES (1)") }
                        }
                        return outcome
                    }
                    try await eventually(pool, "SELECT EXISTS (SELECT 1 \(waiting))")
                    group.cancelAll()
                    #expect(try await group.next() == .outcomeUnknown)
                }
                try await withThrowingTaskGroup(of: PostgresError.Code?.self) { group in
                    // Ended by an administrator.
                    group.addTask { await code { try await pool.withTransaction { try $0.execute("INSERT INTO item VALUES (2)") } } }
                    try await eventually(pool, "SELECT coalesce((SELECT bool_and(pg_cancel_backend(pid)) \(waiting)), false)")
                    #expect(try await group.next() == .outcomeUnknown)
                }
                let stored = try await pool.query("SELECT DISTINCT id FROM item ORDER BY id", as: Int.self)
                #expect(stored == [1, 2])
            }
        }
    }

    /// A postmaster that stands still takes connections and serves none: who cancels is let go in time all the same, and so is the pool.
    @Test func cancellationEndsInTimeThoughNobodyHearsOfIt() async throws {
        try await Cluster.with { _, server in
            try await withPool(on: server) { observer in
                let postmaster = try await processes(observer)[0]
                try await withPool(on: server, { $0.size = 1 }) { pool in
                    try await pool.execute("SELECT 1")
                    kill(pid_t(postmaster), SIGSTOP)
                    defer { kill(pid_t(postmaster), SIGCONT) }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { _ = try await pool.withTransaction { try $0.execute("SELECT pg_sleep(600)") } }
                        try await eventually(observer, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')")
                        let started = ContinuousClock.now
                        group.cancelAll()
                        let result = await group.nextResult()
                        #expect(throws: CancellationError.self) { try result?.get() }
                        await pool.close()
                        #expect(started.duration(to: .now) < Wait.cancellationLimit + .seconds(30))
                    }
                }
            }
        }
    }

    private func processes(_ pool: ConnectionPool) async throws -> [Int] {
        let postmaster = try await pool.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int8", as: Int.self)
        let backends = try await pool.query("SELECT pid FROM pg_stat_activity", as: Int.self)
        return postmaster + backends
    }
}

/// Workers that insert one number after another, and what they were told about each.
private final class Load: Sendable {
    private struct State {
        var acknowledged: Set<Int> = []
        var unknown: Set<Int> = []
        var surprises: [String] = []
        var refusals = 0
        var isStopped = false
    }

    private let state = Mutex(State())

    var acknowledged: Set<Int> { state.withLock { $0.acknowledged } }
    var unknown: Set<Int> { state.withLock { $0.unknown } }
    var surprises: [String] { state.withLock { $0.surprises } }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    func untilAcknowledged(_ count: Int, beyond start: Int) async throws {
        while acknowledged.count < start + count { try await pause() }
    }

    func untilRefused() async throws {
        let before = state.withLock { $0.refusals }
        while state.withLock({ $0.refusals }) == before { try await pause() }
    }

    func run(_ pool: ConnectionPool, _ worker: Int) async throws {
        var number = worker
        while !state.withLock({ $0.isStopped }) {
            number += 1_000
            let id = number
            do {
                if id % 2_000 < 1_000 {
                    try await pool.execute("INSERT INTO item VALUES (\(id))")
                } else {
                    _ = try await pool.withTransaction { try $0.execute("INSERT INTO item VALUES (\(id))") }
                }
                state.withLock { _ = $0.acknowledged.insert(id) }
            } catch {
                record(id, error)
                try await pause()
            }
        }
    }

    private func record(_ id: Int, _ error: any Error) {
        state.withLock { state in
            switch (error as? PostgresError)?.code {
            case .outcomeUnknown: state.unknown.insert(id)
            case .connectionFailed: state.refusals += 1
            // 57P03: connections that are refused while the server recovers are `.connectionFailed`.
            case .connectionLost: break
            default: state.surprises.append("\(error)")
            }
        }
    }

    private func pause() async throws {
        try await Task.sleep(for: .milliseconds(1))
    }
}
