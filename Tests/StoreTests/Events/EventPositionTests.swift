import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Store

@Suite struct EventPositionTests {
    @Test func positionsHaveNoGapAndKeepTheOrderOfCommits() async throws {
        try await withHistory { test in
            var appended: [EventID] = []
            for report in test.reports.shuffled().prefix(30) { appended.append(try await test.append(to: report)) }
            while try await test.number(limit: 7) > 0 {}
            let events = try await test.database.events()
            #expect(events.map(\.position) == Array(1...130))
            #expect(events.suffix(30).map(\.id) == appended)
        }
    }

    /// Whatever the clock said when they happened.
    @Test func aClockSetBackChangesNothing() async throws {
        try await withHistory { test in
            let appended = try await test.append(to: test.reports[0], test.reports[1], test.reports[2])
            try await test.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute("UPDATE report_event SET at = at - seq * interval '1 hour' WHERE seq > 1")
                try connection.execute("UPDATE report_event SET at = at - interval '9 hours' WHERE report_id = \(test.reports[2])")
            }
            _ = try await test.number()
            #expect(try await test.database.events().suffix(3).map(\.id) == appended)
        }
    }

    /// Two transactions have to do with one report, and the one that began first comes second.
    @Test(arguments: [1, 2, 5_000])
    func withinAReportPositionsFollowSeq(limit: Int) async throws {
        try await withHistory { test in
            _ = try await test.number()
            let report = test.reports[0]
            let (first, bystander) = try await test.writers.withTransaction { elder in
                // It has its number from here on.
                _ = try elder.query("SELECT pg_current_xact_id()::text", as: String.self)
                let events = (try await test.append(to: report), try await test.append(to: test.reports[1]))
                try elder.appendEvent(to: report)
                return events
            }
            while try await test.number(limit: limit) > 0 {}
            let events = try await test.database.events()
            #expect(events.map(\.position) == Array(1...103))
            #expect(events.filter { $0.id.report == report }.map(\.id.seq) == [1, 2, 3])
            let order = events.map(\.id)
            let (one, two) = (try #require(order.firstIndex(of: first)), try #require(order.firstIndex(of: bystander)))
            #expect(one < two)
        }
    }

    /// However far the sequencer has come meanwhile.
    @Test func aTransactionThatStaysOpenGetsItsPositionsLater() async throws {
        try await withHistory { test in
            let (late, horizon) = try await test.writers.withTransaction { connection in
                let late = try connection.appendEvent(to: test.reports[0])
                var horizon = EventHorizon.everything
                for report in test.reports[1...5] {
                    _ = try await test.append(to: report)
                    horizon = try #require(try await test.store.number(from: horizon, limit: 5_000)).horizon
                    #expect(try await test.store.waiting(from: horizon).oldestAgeSeconds == nil)
                }
                return (late, horizon)
            }
            #expect(try await test.store.waiting(from: horizon).oldestAgeSeconds != nil)
            #expect(try await test.store.number(from: horizon, limit: 5_000)?.count == 1)
            let events = try await test.database.events()
            #expect(events.last?.id == late && events.last?.position == 106)
        }
    }

    /// A standby that takes over without the last transactions gives their numbers again.
    @Test func transactionNumbersThatRunBackwardsHideNothing() async throws {
        try await withHistory { test in
            let ahead = EventHorizon.transaction(1 << 40)
            _ = try await test.append(to: test.reports[0])
            let looked = try await test.store.waiting(from: ahead)
            #expect(looked.oldestAgeSeconds == nil && looked.horizon == .restored)
            let numbered = try #require(try await test.store.number(from: ahead, limit: 5_000))
            #expect(numbered.count == 0 && numbered.horizon == .restored)
        }
    }

    @Test func oneSessionNumbersAtATime() async throws {
        try await withHistory { test in
            try await test.writers.withTransaction { connection in
                _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.eventPositions))::text", as: String.self)
                #expect(try await test.store.number(from: .everything, limit: 5_000) == nil)
            }
            #expect(try await test.number() == 100)
        }
    }

    @Test func whatARollbackTakesBackLeavesNoGap() async throws {
        try await withHistory { test in
            _ = try await test.number(limit: 40)
            await #expect(throws: CancellationError.self) {
                try await test.writers.withTransaction { connection in
                    try connection.execute(EventPositionStore.numberingQuery(from: .everything, limit: 10))
                    throw CancellationError()
                }
            }
            _ = try await test.number()
            #expect(try await test.database.events().map(\.position) == Array(1...100))
        }
    }

    /// Their transactions' numbers may lie far ahead of those of the cluster they were restored into.
    @Test func restoredEventsComeFirstAndSayNothingOfNewOnes() async throws {
        try await withHistory { test in
            try await test.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute("UPDATE report_event SET xact = '900000000000'")
                try connection.execute("UPDATE report_event SET position = 1 WHERE report_id = \(test.reports[0])")
            }
            let new = try await test.append(to: test.reports[0], test.reports[1], test.reports[2])
            #expect(try await test.store.number(from: .restored, limit: 5_000)?.count == 99)
            let found = try await test.store.waiting(from: .restored)
            #expect(found.oldestAgeSeconds == nil && found.horizon == .everything)
            #expect(try await test.store.number(from: .everything, limit: 5_000)?.count == 3)
            let events = try await test.database.events()
            #expect(events.map(\.position) == Array(1...103))
            #expect(events.suffix(3).map(\.id) == new)
        }
    }

    @Test func anEventWithoutTheOneBeforeItIsRefused() async throws {
        try await withHistory { test in
            let refusal = await #expect(throws: PostgresError.self) {
                try await test.writers.withConnection { connection in
                    try connection.execute("UPDATE report SET last_seq = 2 WHERE id = \(test.reports[0])")
                    try connection.appendEvent(to: test.reports[0])
                }
            }
            #expect(refusal?.constraint == "report_event_seq_has_no_gap")
        }
    }

    @Test func aPositionNeverChanges() async throws {
        try await withHistory { test in
            _ = try await test.number()
            for change in ["position = position + 1000", "position = NULL", "xact = '1'"] {
                await #expect(throws: PostgresError.self) {
                    let script = SQLScript(trusted: "UPDATE report_event SET \(change)")
                    try await test.database.pool(.migrator).withConnection { try $0.run(script) }
                }
            }
        }
    }
}
