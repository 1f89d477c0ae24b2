import DatabaseTesting
import Postgres
import Services
import Store
import Telemetry
import Testing

@testable import Workers

@Suite struct RisingLagTests {
    /// F22: loops that cannot do their work are behind by more and more, and say so.
    @Test func lagsRiseWhileRoundsFail() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let numbering = EventNumbering(EventSequencer(store: EventPositionStore(service)))
                let recounting = ClockRecounting(
                    CalendarRecount(
                        store: RecountStore(service),
                        calendars: CalendarStore(service),
                        catalogs: CatalogCache(store: CatalogStore(service))
                    ),
                    logger: .silent
                )
                let entries = EventSequencer(store: EventPositionStore(service, of: .audit))
                let keys = SealKeys(try SecretKeys.new().audit)
                let sealing = AuditSealing(AuditSealer(numbering: entries, store: SealStore(service), keys: keys))
                let works: [any PeriodicWork] = [numbering, recounting, sealing]
                for work in works { _ = try await work.round() }
                let metrics = ["event_sequencer_lag_seconds", "calendar_recount_oldest_age_seconds", "audit_seal_lag_seconds"]
                func lags() throws -> [Double] {
                    let lines = scrape { numbering.metrics + recounting.metrics + sealing.metrics }.split(separator: "\n")
                    return try metrics.map { metric in
                        let line = try #require(lines.first { $0.hasPrefix("\(metric) ") })
                        return try #require(Double(line.dropFirst(metric.count + 1)))
                    }
                }
                let before = try lags()
                let administrator = database.pool(.superuser)
                try await administrator.execute("ALTER TABLE report_event RENAME TO report_event_away")
                try await administrator.execute("ALTER TABLE audit_entry RENAME TO audit_entry_away")
                try await administrator.execute("ALTER TABLE calendar_recount RENAME TO calendar_recount_away")
                for work in works { await #expect(throws: ServiceError.self) { try await work.round() } }
                try await Task.sleep(for: .milliseconds(1_100))
                let after = try lags()
                #expect(zip(before, after).allSatisfy { $0 + 1 <= $1 }, "\(before) \(after)")
            }
        }
    }
}
