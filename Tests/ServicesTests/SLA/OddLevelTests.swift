import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

/// Policies with other levels than the usual, from the filing to the sweeper, the history and the explanation.
@Suite struct OddLevelTests {
    /// A level passed, and whom the entry that tells of it reaches: "warn_1", "escalate_300 city_admin".
    private static func told(_ code: ReportCode, _ desk: Desk) async throws -> [String] {
        try await desk.database.pool(.superuser).query(
            """
            SELECT concat_ws(' ', event.data ->> 'level', event.data ->> 'reaches')
            FROM report_event AS event
            JOIN report ON report.id = event.report_id
            WHERE report.code = \(code.description)
                AND event.type LIKE 'sla%'
                AND event.data ->> 'clock' = 'acknowledge'
            ORDER BY (event.data ->> 'occurredAt')::bigint, event.seq
            """,
            as: String.self
        )
    }

    @Test(arguments: [
        ([], [], ["breach_100"]),
        ([1], [], ["warn_1", "breach_100"]),
        ([], [PolicySubmission.Escalation(percent: 300, rank: "city_admin")], ["breach_100", "escalate_300 city_admin"]),
        (
            [50],
            [.init(percent: 1, rank: "unit_admin"), .init(percent: 50, rank: "city_coordinator"), .init(percent: 100, rank: "city_admin")],
            ["escalate_1 unit_admin", "warn_50", "escalate_50 city_coordinator", "breach_100", "escalate_100 city_admin"]
        ),
    ])
    func levelsAreThoseOfThePolicyTheClockHolds(_ warn: [Int], _ escalate: [PolicySubmission.Escalation], _ expected: [String]) async throws
    {
        try await Desk.run { desk in
            let usual = try await desk.file()
            try await desk.publish(.draft(acknowledge: 3_600) { ($0.warnings, $0.escalations) = (warn, escalate) })
            let odd = try await desk.file()
            // Step by step, so that levels at one instant are not noticed at another.
            for time in ["2026-03-02 08:30", "2026-03-02 09:00", "2026-03-02 12:00", "2026-03-06 17:00"] {
                try await desk.at(time)
                try await desk.sweep()
            }
            try await expect(Self.told(odd, desk), is: expected)
            try await expect(
                Self.told(usual, desk),
                is: [
                    "warn_75", "warn_90", "breach_100", "escalate_100 unit_admin", "escalate_150 city_coordinator",
                    "escalate_200 city_admin",
                ]
            )
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [])
            let explained = try await desk.verification.explain(odd, in: .en).joined()
            #expect(explained.contains("(300%)") == expected.contains { $0.hasPrefix("escalate_300") })
            #expect(explained.contains("city's admin") == expected.contains { $0.hasSuffix("city_admin") })
        }
    }
}
