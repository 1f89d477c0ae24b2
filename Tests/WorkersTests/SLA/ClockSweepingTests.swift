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
}
