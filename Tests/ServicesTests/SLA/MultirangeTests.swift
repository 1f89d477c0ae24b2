import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Testing

/// The calendar and the fold against PostgreSQL's multiranges of time. Disagreements are collected and checked once.
@Suite struct MultirangeTests {
    /// In two halves, one for each core.
    @Test(
        "P8: elapsed, due and breach are those of a multirange query, by the city's hours and by units' own",
        arguments: [81, 83] as [UInt64]
    )
    func workingTime(seed: UInt64) async throws {
        try await Desk.run { desk in
            try await MultirangeOracle.prepare(desk.database)
            let rules = try await desk.catalogs.newest().rules
            let policy = try await rules.policy(desk.policy("normal"))
            let desks = try await desk.desks()
            var random = SplitMix64(seed: seed)
            var wrong: [String] = []
            for chunk in randomCases(20, usually: 1) {
                let cases = (0..<5_000).map { WorkingTimeCase(unit: desks[$0 % desks.count].unit, &random) }
                let answers = try await desk.database.pool(.superuser).query(
                    MultirangeOracle.answers(cases),
                    as: (Int64, Int64, Int64).self
                )
                #expect(answers.count == cases.count, "chunk \(chunk)")
                for (number, (asked, answer)) in zip(cases, answers).enumerated() {
                    let calendar = try rules.calendar(rules.calendarID(policy, for: desks[number % desks.count].id))
                    let ours = try (
                        calendar.elapsed(from: asked.start, to: asked.end),
                        calendar.due(after: asked.start, working: asked.budget).secondsSince1970,
                        calendar.breach(after: asked.start, working: asked.budget).secondsSince1970
                    )
                    if ours != answer { wrong.append("\(asked): \(ours), \(answer)") }
                }
            }
            #expect(wrong.prefix(3) == [])
        }
    }

    @Test("P13: what random histories have used, and when they are due, is what a multirange query says")
    func histories() async throws {
        try await Desk.run { desk in
            try await MultirangeOracle.prepare(desk.database)
            let rules = try await desk.catalogs.newest().rules
            let desks = try await desk.desks().map(\.id)
            var policies: [UUID] = []
            for code in ["normal", "urgent", "complex"] { policies.append(try await desk.policy(code)) }
            var random = SplitMix64(seed: 82)
            var wrong: [String] = []
            var deadlines = 0
            for chunk in randomCases(10, usually: 1) {
                let histories = (0..<2_000).map { _ in RandomDeskHistory(desks, policies, &random) }
                let answers = try await desk.database.pool(.superuser).query(
                    MultirangeOracle.clocks(histories),
                    as: MultirangeOracle.ClockColumns.self
                )
                #expect(answers.count == histories.count, "chunk \(chunk)")
                for (history, answer) in zip(histories, answers) {
                    let clocks = try ReportClocks(folding: history.clockEvents, by: rules).advanced(to: history.now, by: rules)
                    let clock = try #require(clocks.clock(.resolve))
                    wrong += try Self.differences(clock, answer, at: history.now, rules).map { "\($0): \(history)" }
                    if clock.deadline != nil { deadlines += 1 }
                }
            }
            #expect(wrong.prefix(3) == [])
            #expect(deadlines > 500)
        }
    }

    private static func differences(
        _ clock: ReportClock,
        _ answer: MultirangeOracle.ClockColumns,
        at now: Instant,
        _ rules: SLARules
    ) throws -> [String] {
        let used = try clock.usedSeconds(at: now, by: rules)
        var found: [String] = []
        if used != answer.0 { found.append("used \(used) for \(answer.0)") }
        if (clock.state == .pending) != answer.3 { found.append("\(clock.state)") }
        // A limit that was used up as it was set is used up at that instant, whatever was used before.
        if let due = answer.1, let retargeted = answer.4, due <= retargeted { return found }
        let (due, breach) = (clock.deadline?.due.secondsSince1970, clock.deadline?.breach.secondsSince1970)
        if due != answer.1 || breach != answer.2 { found.append("due \(clock.deadline, default: "never") for \(answer)") }
        return found
    }
}

extension Desk {
    /// The committees of Ba Đình and Hoàn Kiếm, whose units have hours of their own in `MultirangeOracle`, of another unit, and the
    /// city's coordinator.
    fileprivate func desks() async throws -> [(id: UUID, unit: UUID?)] {
        try await database.pool(.superuser).query(
            """
            SELECT agency.id, agency.unit_id
            FROM agency
            LEFT JOIN unit ON unit.id = agency.unit_id
            WHERE (agency.kind = 'committee' AND unit.code IN ('00004', '00070', '00166') AND unit.valid_to IS NULL)
                OR agency.kind = 'coordinator'
            ORDER BY agency.code
            """,
            as: (UUID, UUID?).self
        ).map { ($0.0, $0.1) }
    }

    fileprivate func policy(_ code: String) async throws -> UUID {
        let policies = try await database.pool(.superuser).query(
            "SELECT id FROM sla_policy WHERE code = \(code) AND retired_at IS NULL",
            as: UUID.self
        )
        return try #require(policies.first)
    }
}
