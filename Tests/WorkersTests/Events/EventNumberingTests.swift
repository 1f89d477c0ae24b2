import DatabaseTesting
import Foundation
import Postgres
import ServiceLifecycleTestKit
import Services
import Store
import Synchronization
import Telemetry
import Testing

@testable import Workers

/// Several instances number what sixteen writers write at the same time.
@Suite struct EventNumberingTests {
    private static let writers = 16

    @Test(arguments: [3, 5_000])
    func severalSequencersAndSixteenWriters(limit: Int) async throws {
        try await withTestDatabase(.eventHistory) { database in
            let reports = try await database.reports()
            let ledger = CommitLedger()
            try await numbering(database, instances: 3, limit: limit) {
                try await database.withWriters(Self.writers) { pool in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<Self.writers {
                            group.addTask { for _ in 0..<40 { try await Self.write(pool, reports, ledger) } }
                        }
                        try await group.waitForAll()
                    }
                }
                while try await database.events().last?.position == nil { try await Task.sleep(for: .milliseconds(10)) }
            }
            let events = try await database.events()
            #expect(events.map(\.position) == Array(1...(reports.count + ledger.count)))
            let seqs = Dictionary(grouping: events.map(\.id), by: \.report).mapValues { $0.map(\.seq) }
            #expect(seqs.values.allSatisfy { $0 == Array(1...$0.count) })
            #expect(ledger.reversals(in: events) == [])
            #expect(ledger.count > 40 * Self.writers)
        }
    }

    @Test func metricsTellWhatWasDone() async throws {
        try await withTestDatabase(.eventHistory) { database in
            try await database.withStore(.service) { service in
                let numbering = EventNumbering(EventSequencer(store: EventPositionStore(service), limit: 60))
                var ends: [RoundEnd] = []
                for _ in 0..<4 { ends.append(try await numbering.round()) }
                // The first looks for restored events only.
                #expect(ends == [.moreToDo, .moreToDo, .idle, .idle])
                let text = scrape { numbering.metrics }
                #expect(text.contains("\nevents_numbered_total 100\n"))
                #expect(text.contains("\nevent_sequencer_lag_seconds 0\n"))
            }
        }
    }

    /// Some at once, some with a pause between a transaction's number and its events; to a few reports, which they contend for.
    private static func write(_ pool: ConnectionPool, _ reports: [UUID], _ ledger: CommitLedger) async throws {
        let began = ledger.next()
        // In one order, so that no two wait for each other.
        let targets = reports.prefix(12).shuffled().prefix(.random(in: 1...3)).sorted { $0.uuidString < $1.uuidString }
        let delay: Double = [0, 0, 0.002, 0.02].randomElement() ?? 0
        let events = try await pool.withTransaction { connection in
            if delay > 0 { try connection.execute("SELECT pg_current_xact_id(), pg_sleep(\(delay))") }
            return try targets.map { try connection.appendEvent(to: $0) }
        }
        ledger.record(events, began: began)
    }

    /// Runs loops of so many instances, each with a pool of its own, beside `body`.
    private func numbering(_ database: TestDatabase, instances: Int, limit: Int, _ body: @Sendable () async throws -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<instances {
                    group.addTask {
                        try await database.withStore(.service, size: 1) { service in
                            let sequencer = EventSequencer(store: EventPositionStore(service), limit: limit)
                            try await PeriodicLoop(EventNumbering(sequencer), logger: .silent).run()
                        }
                    }
                }
                defer { trigger.triggerGracefulShutdown() }
                try await body()
            }
        }
    }
}

extension TestDatabase {
    fileprivate func withWriters(_ count: Int, _ body: (ConnectionPool) async throws -> Void) async throws {
        var options = PoolOptions(connectionString: url(role: .app))
        options.size = count
        options.waitTimeout = .seconds(300)
        options.lockTimeout = .seconds(300)
        options.idleInTransactionTimeout = .seconds(600)
        options.statementTimeout = .seconds(600)
        let pool = ConnectionPool(options, logger: .silent)
        do {
            try await body(pool)
            await pool.close()
        } catch {
            await pool.close()
            throw error
        }
    }
}
