import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@Suite struct PolicySimulatorTests {
    private struct Row: Hashable {
        let clock: String
        let outcome: String
    }

    /// What happened as SQL counts it from the clocks as they are stored; what would have, from the time they took.
    @Test func figuresAreThoseOfTheStoredClocks() async throws {
        try await Desk.run { desk in
            try await Self.fill(desk)
            let outcome = try await desk.useCases.simulator.simulate(Self.request(.draft(acknowledge: 5_400, resolve: 57_600)))
            let simulation = outcome.simulation
            #expect(simulation.reports == 24 && simulation.uncomputed == 0 && outcome.isComplete)
            let rows = try await desk.database.pool(.superuser).query(
                """
                SELECT clock.clock, coalesce(clock.outcome, 'undecided'), count(*)
                FROM sla_clock AS clock
                JOIN report ON report.id = clock.report_id
                WHERE clock.clock <> 'handle'
                    AND report.severity = 'normal'
                GROUP BY 1, 2
                """,
                as: (String, String, Int).self
            )
            let was = Dictionary(uniqueKeysWithValues: rows.map { (Row(clock: $0.0, outcome: $0.1), $0.2) })
            #expect(Self.figures(simulation.was) == was)
            // A clock to acknowledge that has stopped is met if it took no longer than the new limit, however it was stopped.
            let ended = try await desk.database.pool(.superuser).query(
                """
                SELECT
                    count(*) FILTER (WHERE used_s <= 5400), count(*) FILTER (WHERE used_s > 5400),
                    percentile_disc(0.5) WITHIN GROUP (ORDER BY used_s)::bigint, percentile_disc(0.9) WITHIN GROUP (ORDER BY used_s)::bigint
                FROM sla_clock AS clock
                JOIN report ON report.id = clock.report_id
                WHERE clock.clock = 'acknowledge'
                    AND clock.stopped_at IS NOT NULL
                    AND report.severity = 'normal'
                """,
                as: (Int, Int, Int64, Int64).self
            )
            let expected = try #require(ended.first)
            let wouldBe = simulation.wouldBe.acknowledge
            #expect(wouldBe.met == expected.0)
            #expect(wouldBe.usage?.clocks == expected.0 + expected.1)
            #expect(wouldBe.usage?.medianSeconds == expected.2 && wouldBe.usage?.p90Seconds == expected.3)
            #expect(simulation.changes.values.reduce(0, +) == simulation.differences.count)
            #expect(simulation.overruled.keys.map(\.clock) == [.acknowledge] && simulation.overruled.values.first == 24)
        }
    }

    /// What a simulation says would be is what is, once the policy is in force and the same happens again.
    @Test func whatWouldBeIsWhatIsUnderThePolicy() async throws {
        let draft = PolicySubmission.draft(acknowledge: 5_400, resolve: 57_600) {
            $0.resolveStarts = "receipt"
            $0.warnings = []
            $0.escalations = [.init(percent: 1, rank: "unit_admin"), .init(percent: 300, rank: "city_admin")]
        }
        var simulated: SimulatedClocks?
        try await Desk.run { desk in
            try await Self.fill(desk)
            let outcome = try await desk.useCases.simulator.simulate(Self.request(draft))
            simulated = outcome.simulation.wouldBe
        }
        try await Desk.run { desk in
            try await desk.publish(draft)
            try await Self.fill(desk)
            let outcome = try await desk.useCases.simulator.simulate(Self.request(draft))
            let simulation = outcome.simulation
            #expect(simulation.was == simulated && simulation.changes.isEmpty)
        }
    }

    @Test func onlyReportsThatWouldGetThePolicyAreMeant() async throws {
        try await Desk.run { desk in
            let normal = try await desk.file()
            let urgent = try await desk.file("tree.fallen")
            try await desk.act(.acknowledge, on: normal)
            try await desk.act(.acknowledge, on: urgent)
            func reports(_ draft: PolicySubmission, _ edit: (inout SimulationSubmission) -> Void = { _ in }) async throws -> Int {
                try await desk.useCases.simulator.simulate(Self.request(draft, edit)).simulation.reports
            }
            try await expect(reports(.draft()), is: 1)
            try await expect(reports(.draft("urgent", .init(severity: "urgent"))), is: 1)
            // Nobody would get the default: every severity has a policy of its own.
            try await expect(reports(.draft("default", .init())), is: 0)
            try await expect(reports(.draft("road", .init(category: "road"))), is: 1)
            try await expect(reports(.draft("ward", .init(unit: "00004"))), is: 2)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.category = "road" }, is: 1)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.unit = "00097" }, is: 0)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.reports = 1 }, is: 1)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.from = "2026-03-03" }, is: 0)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.to = "2026-03-03" }, is: 2)
            try await expect(reports(.draft("ward", .init(unit: "00004"))) { $0.to = "2026-03-02T08:00:00+07:00" }, is: 0)
        }
    }

    @Test func itLooksAtSoManyReportsAndSaysSo() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.multiply(code, by: 2_500)
            try await desk.database.withStore(.service) { service in
                let simulator = PolicySimulator(
                    store: SimulationStore(service, limits: SimulationLimits(examined: 1_000, duration: .seconds(600))),
                    policies: PolicyStore(service),
                    catalogs: desk.catalogs
                )
                let some = try await simulator.simulate(Self.request(.draft()) { $0.reports = 5_000 })
                #expect(some.examined == 1_000 && some.simulation.reports == 1_000 && !some.isComplete)
                let hurried = PolicySimulator(
                    store: SimulationStore(service, limits: SimulationLimits(examined: 100_000, duration: .zero)),
                    policies: PolicyStore(service),
                    catalogs: desk.catalogs
                )
                let none = try await hurried.simulate(Self.request(.draft()))
                #expect(none.simulation.reports == 0 && !none.isComplete)
            }
            let all = try await desk.useCases.simulator.simulate(Self.request(.draft()) { $0.reports = 5_000 })
            #expect(all.simulation.reports == 2_501 && all.isComplete && all.examined == 2_501)
            let last = try await desk.useCases.simulator.simulate(Self.request(.draft()) { $0.reports = 1_500 })
            #expect(last.simulation.reports == 1_500 && last.isComplete && last.examined == 1_500)
        }
    }

    @Test func everythingWrongWithARequestIsSaid() async throws {
        try await Desk.run { desk in
            func faults(_ submission: SimulationSubmission) async throws -> [String] {
                guard case .invalid(let errors) = try await refusal({ try await desk.useCases.simulator.simulate(submission) }) else {
                    return []
                }
                return errors.map { "\($0.pointer) \($0.code.rawValue)" }
            }
            try await expect(faults(SimulationSubmission()), is: ["/policy required"])
            let wrong = Self.request(.draft(acknowledge: 0)) {
                $0.reports = 5_001
                ($0.from, $0.to) = ("yesterday", "2026-13-01")
                ($0.unit, $0.category) = ("99999", "nothing")
            }
            try await expect(
                faults(wrong),
                is: [
                    "/policy/acknowledge/target_s out_of_range", "/reports out_of_range", "/from time_invalid", "/to time_invalid",
                    "/unit unknown_value", "/category unknown_category",
                ]
            )
            let reversed = Self.request(.draft()) { ($0.from, $0.to) = ("2026-03-02", "2026-03-02") }
            try await expect(faults(reversed), is: ["/to out_of_range"])
            try await expect(faults(Self.request(.draft("trees", .init()))), is: ["/policy/scope scope_taken"])
        }
    }

    private static func request(_ draft: PolicySubmission, _ edit: (inout SimulationSubmission) -> Void = { _ in }) -> SimulationSubmission
    {
        var submission = SimulationSubmission()
        submission.policy = draft
        edit(&submission)
        return submission
    }

    /// 24 normal reports with different fates, and the sweeper afterwards.
    private static func fill(_ desk: Desk) async throws {
        for number in 0..<24 {
            let start = hanoi("2026-03-02 08:00").adding(seconds: Int64(number) * 5_000)
            try await desk.database.setClock(start)
            let code = try await desk.file()
            func later(_ minutes: Int) async throws { try await desk.database.setClock(start.adding(seconds: Int64(minutes * 60))) }
            if number % 6 == 5 { continue }
            try await later(10 + number * 25)
            try await desk.act(number % 6 == 4 ? .refuse(.spam) : .acknowledge, on: code)
            if number % 6 == 4 { continue }
            if number % 6 == 1 {
                try await desk.act(.requestInformation, on: code)
                try await later(2_000 + number * 25)
                try await desk.act(.message, on: code)
            }
            if number % 6 == 3 { continue }
            try await later(3_000 + number * 60)
            try await desk.act(.resolve, on: code)
            guard number % 6 == 2 else { continue }
            try await later(4_000 + number * 60)
            try await desk.act(.reopen, on: code)
        }
        try await desk.at("2026-03-16 12:00")
        try await desk.sweep()
    }

    private static func figures(_ clocks: SimulatedClocks) -> [Row: Int] {
        var figures: [Row: Int] = [:]
        for (clock, tally) in [("acknowledge", clocks.acknowledge), ("resolve", clocks.resolve)] {
            figures[Row(clock: clock, outcome: "met")] = tally.met
            figures[Row(clock: clock, outcome: "missed")] = tally.missed
            figures[Row(clock: clock, outcome: "cancelled")] = tally.cancelled
            figures[Row(clock: clock, outcome: "undecided")] = tally.undecided
        }
        return figures.filter { $0.value > 0 }
    }
}
