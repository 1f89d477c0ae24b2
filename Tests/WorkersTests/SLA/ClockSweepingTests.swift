import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Telemetry
import Testing

@testable import Workers

@Suite struct ClockSweepingTests {
    /// Filed on a Monday at 08:00 and swept on the Wednesday after: two warnings, the breach, two escalations at once, in order.
    @Test func whatFellDueLongAgoIsRecordedInItsOrderAndCounted() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let catalogs = CatalogCache(store: CatalogStore(service))
                let useCases = UseCases(
                    service: service,
                    publicRead: service,
                    catalogs: catalogs,
                    keys: try .new(),
                    signInRules: try .cheap()
                )
                try await Self.file(useCases)
                let sweeping = ClockSweeping(SLASweeper(store: SweepStore(service), catalogs: catalogs), logger: .silent)
                #expect(try await sweeping.round() == .idle)
                #expect(Self.scrape(sweeping).contains("\nsla_fire_lag_seconds 0\n"))
                try await database.setClock(try #require(Instant(rfc3339: "2026-03-04T08:00:00+07:00")))
                #expect(try await sweeping.round() == .idle)
                let text = Self.scrape(sweeping)
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
                #expect(Self.scrape(sweeping).contains("\nsla_fire_lag_seconds 0\n"))
            }
        }
    }

    private static func file(_ useCases: UseCases) async throws {
        let submission = ReportSubmission(
            category: "road.pothole",
            description: "Ổ gà sâu trước cổng chợ",
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        _ = try await useCases.filing.file(submission, key: UUID().uuidString, body: [])
    }

    private static func scrape(_ sweeping: ClockSweeping) -> String {
        let registry = PrometheusRegistry(logger: .silent)
        registry.register { sweeping.metrics }
        return registry.render()
    }
}
