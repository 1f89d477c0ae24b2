import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Workers

@Suite struct ClockSweepingTests {
    /// Filed on a Monday at 08:00 and swept on the Wednesday after: two warnings, the breach, two escalations at once, in order.
    @Test func whatFellDueLongAgoIsRecordedInItsOrderAndCounted() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                try await instance.file()
                let sweeping = ClockSweeping(SLASweeper(store: SweepStore(service), catalogs: instance.catalogs), logger: .silent)
                #expect(try await sweeping.round() == .idle)
                #expect(scrape { sweeping.metrics }.contains("\nsla_fire_lag_seconds 0\n"))
                try await database.setClock(try #require(Instant(rfc3339: "2026-03-04T08:00:00+07:00")))
                #expect(try await sweeping.round() == .idle)
                let text = scrape { sweeping.metrics }
                for level in ["warn_75", "warn_90", "breach_100", "escalate_100", "escalate_150"] {
                    #expect(text.contains("\nsla_levels_passed_total{level=\"\(level)\"} 1\n"), "\(level)")
                }
                // The acknowledgement's first warning was due on Monday at 15:30.
                #expect(text.contains("\nsla_fire_lag_seconds \(16 * 3_600 + 1_800 + 24 * 3_600)\n"))
                #expect(text.contains("\nsla_clock_faults_total 0\n"))
                let types = try await database.pool(.superuser).query("SELECT type FROM report_event ORDER BY seq", as: String.self)
                let passed = ["sla_warned", "sla_warned", "sla_breached", "sla_escalated", "sla_escalated"]
                #expect(types == ["filed", "routed"] + passed)
                #expect(try await sweeping.round() == .idle)
                #expect(scrape { sweeping.metrics }.contains("\nsla_fire_lag_seconds 0\n"))
            }
        }
    }

    /// R13, F22: when the sweeper fails the lag is worth knowing most.
    @Test func theLagRisesWhileRoundsFail() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                try await instance.file()
                let sweeping = ClockSweeping(SLASweeper(store: SweepStore(service), catalogs: instance.catalogs), logger: .silent)
                _ = try await sweeping.round()
                try await database.pool(.superuser).execute(
                    "ALTER TABLE sla_event ADD CONSTRAINT sla_event_dies CHECK (level <> 'warn_75')"
                )
                for (time, lag) in [("15:31", 60), ("15:35", 300)] {
                    try await database.setClock(try #require(Instant(rfc3339: "2026-03-02T\(time):00+07:00")))
                    await #expect(throws: ServiceError.self) { try await sweeping.round() }
                    let found = scrape { sweeping.metrics }
                    #expect((lag...lag + 20).contains { found.contains("\nsla_fire_lag_seconds \($0)\n") })
                }
                // Not even the lag can be asked for.
                try await database.pool(.superuser).execute("ALTER TABLE sla_clock RENAME TO sla_clock_away")
                await #expect(throws: ServiceError.self) { try await sweeping.round() }
                try await Task.sleep(for: .milliseconds(1_100))
                let later = scrape { sweeping.metrics }
                #expect(!later.contains("\nsla_fire_lag_seconds 300\n") && !later.contains("\nsla_fire_lag_seconds 0\n"))
            }
        }
    }

    @Test func whatCannotBeComputedIsInNoLagAndCountedApart() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                try await instance.file()
                try await database.pool(.superuser).withTransaction { connection in
                    try connection.execute("SET LOCAL session_replication_role = replica")
                    try connection.execute(
                        "UPDATE report_event SET data = data || jsonb_build_object('policy', gen_random_uuid()) WHERE seq = 1"
                    )
                }
                try await database.setClock(try #require(Instant(rfc3339: "2026-03-02T15:31:00+07:00")))
                let sweeping = ClockSweeping(SLASweeper(store: SweepStore(service), catalogs: instance.catalogs), logger: .silent)
                for _ in 0..<2 { _ = try await sweeping.round() }
                let text = scrape { sweeping.metrics }
                #expect(text.contains("\nsla_fire_lag_seconds 0\n") && text.contains("\nsla_reports_put_off 1\n"))
            }
        }
    }
}
