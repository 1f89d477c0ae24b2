import DatabaseTesting
import Postgres
import Testing

@testable import Store

/// What the sequencer's queries cost on 100,000 events that have positions, none of which was vacuumed since it got its own: the
/// entries of all of them still stand in the index of those without.
@Suite struct EventPositionBudgetTests {
    @Test func anIdleRoundReadsAFewPages() async throws {
        try await withHistory(.longHistory) { test in
            let query = EventPositionStore.waitingQuery(from: try await horizonBehind(test))
            #expect(try await test.writers.withConnection { try $0.pagesRead(by: query) } <= 5)
        }
    }

    @Test func aRoundReadsNoMoreThanItsEventsNeed() async throws {
        try await withHistory(.longHistory) { test in
            let horizon = try await horizonBehind(test)
            let query = EventPositionStore.numberingQuery(from: horizon, limit: 5_000)
            let pages = try await test.writers.withConnection { connection in
                // The session's first reads the catalogue too.
                try connection.appendEvent(to: test.reports[77_777])
                try connection.execute(query)
                for number in [0, 50_000, 99_999] { try connection.appendEvent(to: test.reports[number]) }
                let look = EventPositionStore.waitingQuery(from: horizon)
                return (look: try connection.pagesRead(by: look), batch: try connection.pagesRead(by: query))
            }
            #expect(pages.look <= 10)
            #expect(pages.batch <= 100)
        }
    }

    /// Where looking begins once all transactions are over that were under way while the history was written, those of other tests too.
    private func horizonBehind(_ test: EventPositionTest) async throws -> EventHorizon {
        let numbers = try await test.writers.query("SELECT xact::text FROM report_event ORDER BY xact DESC LIMIT 1", as: String.self)
        let last = try #require(numbers.first.flatMap { UInt64($0) })
        while true {
            let horizon = try await test.store.waiting(from: .everything).horizon
            if case .transaction(let number) = horizon, number > last { return horizon }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test func noPlanReadsTheHistoryFromEndToEnd() async throws {
        try await withHistory(.longHistory) { test in
            let horizon = try await horizonBehind(test)
            for query in [EventPositionStore.waitingQuery(from: horizon), EventPositionStore.numberingQuery(from: horizon, limit: 5_000)] {
                let plan = try await test.database.explain(query, as: .app)
                #expect(plan.scanned.isEmpty)
                #expect(plan.cost < 1_000)
            }
        }
    }
}

extension TestTemplate {
    fileprivate static let longHistory = TestTemplate("longHistory") { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: "ALTER TABLE report_event SET (autovacuum_enabled = false)"))
        }
        try await database.seed(reports: 100_000)
        try await database.withStore(.service) { service in
            while try await EventPositionStore(service).number(from: .everything, limit: 20_000)?.count ?? 0 > 0 {}
        }
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: "ANALYZE report; ANALYZE report_event"))
        }
    }
}
