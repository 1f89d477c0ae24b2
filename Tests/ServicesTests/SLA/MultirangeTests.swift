import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

/// The calendar and the fold against PostgreSQL's multiranges of time. Disagreements are collected and checked once.
@Suite struct MultirangeTests {
    @Test("P8: elapsed, due and breach are those of a multirange query, by the city's hours and by units' own")
    func workingTime() async throws {
        try await Desk.run { desk in
            try await MultirangeOracle.prepare(desk.database)
            let rules = try await desk.catalogs.newest().rules
            let policy = try await desk.policy("normal")
            let agencies = try await desk.desks()
            let units = try await desk.database.pool(.superuser).query(
                "SELECT unit_id FROM agency JOIN unnest(\(agencies)) WITH ORDINALITY AS desk (id, n) USING (id) ORDER BY n",
                as: UUID?.self
            )
            var random = SplitMix64(seed: 81)
            let cases = (0..<6_000).map { number in
                let start = hanoi("2025-01-02 00:00").adding(seconds: Int64.random(in: 0...70_000_000, using: &random))
                return WorkingTimeCase(
                    start: start,
                    end: start.adding(seconds: Int64.random(in: 0...10_000_000, using: &random)),
                    budget: Int64.random(in: 1...1_000_000, using: &random),
                    unit: units[number % units.count]
                )
            }
            let answers = try await desk.database.pool(.superuser).query(MultirangeOracle.answers(cases), as: (Int64, Int64, Int64).self)
            #expect(answers.count == cases.count)
            var wrong: [String] = []
            for (number, (asked, answer)) in zip(cases, answers).enumerated() {
                let calendar = try rules.calendar(rules.calendarID(rules.policy(policy), for: agencies[number % agencies.count]))
                let ours = try (
                    calendar.elapsed(from: asked.start, to: asked.end),
                    calendar.due(after: asked.start, working: asked.budget).secondsSince1970,
                    calendar.breach(after: asked.start, working: asked.budget).secondsSince1970
                )
                if ours != answer { wrong.append("\(asked): \(ours), \(answer)") }
            }
            #expect(wrong.prefix(3) == [])
        }
    }

    @Test("P13: what random histories have used, and when they are due, is what a multirange query says")
    func histories() async throws {
        try await Desk.run { desk in
            try await MultirangeOracle.prepare(desk.database)
            let rules = try await desk.catalogs.newest().rules
            let agencies = try await desk.desks()
            var policies: [UUID] = []
            for code in ["normal", "urgent", "complex"] { policies.append(try await desk.policy(code)) }
            var random = SplitMix64(seed: 82)
            let histories = (0..<4_000).map { _ in RandomDeskHistory(agencies, policies, &random) }
            let answers = try await desk.database.pool(.superuser).query(
                MultirangeOracle.clocks(histories),
                as: (Int64, Int64?, Int64?, Bool, Int64?).self
            )
            #expect(answers.count == histories.count)
            var wrong: [String] = []
            var compared = 0
            for (history, answer) in zip(histories, answers) {
                let clocks = try ReportClocks(folding: history.clockEvents, by: rules).advanced(to: history.now, by: rules)
                let clock = try #require(clocks.clock(.resolve))
                let used = try clock.usedSeconds(at: history.now, by: rules)
                let isPending = clock.state == .pending
                if used != answer.0 || isPending != answer.3 { wrong.append("used \(used), \(answer): \(history)") }
                // A limit that was used up as it was set is used up at that instant, whatever was used before.
                if let due = answer.1, let retargeted = answer.4, due <= retargeted { continue }
                let deadline = clock.deadline.map { ($0.due.secondsSince1970, $0.breach.secondsSince1970) }
                if deadline?.0 != answer.1 || deadline?.1 != answer.2 { wrong.append("due \(clock), \(answer): \(history)") }
                if deadline != nil { compared += 1 }
            }
            #expect(wrong.prefix(3) == [])
            #expect(compared > 1_000)
        }
    }
}

extension Desk {
    /// The committees of Ba Đình and Hoàn Kiếm, whose units have hours of their own in `MultirangeOracle`, of another unit, and the
    /// city's coordinator.
    fileprivate func desks() async throws -> [UUID] {
        try await database.pool(.superuser).query(
            """
            SELECT agency.id
            FROM agency
            LEFT JOIN unit ON unit.id = agency.unit_id
            WHERE (agency.kind = 'committee' AND unit.code IN ('00004', '00070', '00166') AND unit.valid_to IS NULL)
                OR agency.kind = 'coordinator'
            ORDER BY agency.code
            """,
            as: UUID.self
        )
    }

    fileprivate func policy(_ code: String) async throws -> UUID {
        let policies = try await database.pool(.superuser).query(
            "SELECT id FROM sla_policy WHERE code = \(code) AND retired_at IS NULL",
            as: UUID.self
        )
        return try #require(policies.first)
    }
}
