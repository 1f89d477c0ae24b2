import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct SweeperTests {
    /// What is passed of the eight hours to accept by five on the day of the filing, counted by hand and not by the fold.
    private static func expectTwoWarnings(_ desk: Desk, reports: Int) async throws {
        let holders = try await desk.database.pool(.superuser).query("SELECT DISTINCT agency_id FROM report", as: UUID.self)
        let holder = try #require(holders.first)
        let levels = Dictionary(grouping: try await desk.levels()) { "\($0.cycle) \($0.clock) \($0.level) \($0.occurredAt) \($0.agency)" }
        let expected = [("warn_75", "15:30"), ("warn_90", "16:42")].map { level, time in
            "1 acknowledge \(level) \(hanoi("2026-03-02 \(time)").secondsSince1970) \(holder)"
        }
        #expect(holders.count == 1 && levels.mapValues(\.count) == Dictionary(uniqueKeysWithValues: expected.map { ($0, reports) }))
    }

    @Test func levelsAreRecordedOnceAndInTheirOrder() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            #expect(try await desk.sweep() == 0)
            try await desk.at("2026-03-02 15:30")
            #expect(try await desk.sweep() == 0)
            try await desk.at("2026-03-02 15:31")
            #expect(try await desk.sweeper.lagSeconds() == 60)
            #expect(try await desk.sweep() == 1)
            #expect(try await desk.sweep() == 0)
            #expect(try await desk.sweeper.lagSeconds() == 0)
            #expect(try await desk.history(code) == "filed routed sla_warned")
            #expect(try await desk.clock("acknowledge", of: code).fire == hanoi("2026-03-02 16:42"))
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// R13: what happened is dated when it happened, and people hear of the highest level only.
    @Test func aWorkerThatWasDownForADayChangesNoFact() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.at("2026-03-03 16:00")
            #expect(try await desk.sweep() == 5)
            #expect(try await desk.history(code) == "filed routed sla_warned sla_warned sla_breached sla_escalated sla_escalated")
            #expect(try await desk.clock("resolve", of: code).state == "running")
            let rows = try await desk.database.pool(.superuser).query(
                """
                SELECT event.level, event.occurred_at, event.detected_at, coalesce((told.data ->> 'notify')::boolean, false)
                FROM sla_event AS event
                JOIN report_event AS told ON told.report_id = event.report_id AND told.seq = event.seq
                WHERE event.clock = 'acknowledge'
                ORDER BY event.seq
                """,
                as: (String, Date, Date, Bool).self
            )
            #expect(rows.map(\.0) == ["warn_75", "warn_90", "breach_100", "escalate_100", "escalate_150"])
            let fired = ["2026-03-02 15:30", "2026-03-02 16:42", "2026-03-03 08:00", "2026-03-03 08:00", "2026-03-03 13:30"]
            #expect(rows.map { Int64($0.1.timeIntervalSince1970) } == fired.map { hanoi($0).secondsSince1970 })
            #expect(rows.allSatisfy { Int64($0.2.timeIntervalSince1970) == hanoi("2026-03-03 16:00").secondsSince1970 })
            #expect(rows.map(\.3) == [false, false, false, false, true])
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// R4.
    @Test func aPauseEndsByItselfAndTheReportIsWorkedOnAgain() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.acknowledge, on: code)
            try await desk.act(.requestInformation, on: code)
            let paused = try await desk.clock("resolve", of: code)
            #expect(paused.fire == paused.resumes && paused.resumes == hanoi("2026-03-06 17:30"))
            try await desk.at("2026-03-09 10:00")
            #expect(try await desk.sweep() == 1)
            #expect(try await desk.history(code) == "filed routed acknowledged information_requested resumed_automatically")
            let resumed = try await desk.clock("resolve", of: code)
            #expect(resumed.state == "running" && resumed.due == hanoi("2026-03-13 17:30"))
            let status = try await desk.database.pool(.superuser).query("SELECT status FROM report", as: String.self)
            #expect(status == ["in_progress"])
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test("F3: reports whose clocks cannot be computed do not stand in front of others")
    func poisonIsPutAside() async throws {
        try await Desk.run { desk in
            let bad = try await desk.file()
            try await desk.multiply(bad, by: 5)
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute(
                    "UPDATE report_event SET data = data || jsonb_build_object('policy', gen_random_uuid()) WHERE type = 'filed'"
                )
            }
            try await desk.at("2026-03-02 08:30")
            let good = try await desk.file()
            try await desk.at("2026-03-02 16:30")
            let first = try await desk.sweeper.sweep(limit: 6)
            #expect(first.faults.count == 6 && first.hasMore)
            #expect(first.faults.allSatisfy { if case .unknownPolicy = $0.fault { true } else { false } })
            let second = try await desk.sweeper.sweep(limit: 6)
            #expect(second.recorded == 1 && second.faults.isEmpty && !second.hasMore)
            #expect(try await desk.history(good) == "filed routed sla_warned")
            #expect(try await desk.verification.run().drifts.count == 6)
        }
    }

    /// Written by a newer version of the program, which was taken back.
    @Test("F3: histories that cannot be read do not stand in front of others")
    func unreadableHistoriesArePutAside() async throws {
        try await Desk.run { desk in
            let bad = try await desk.file()
            try await desk.multiply(bad, by: 5)
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute("UPDATE report_event SET type = 'invented_later' WHERE type = 'routed'")
            }
            try await desk.at("2026-03-02 08:30")
            let good = try await desk.file()
            try await desk.at("2026-03-02 16:30")
            let first = try await desk.sweeper.sweep(limit: 6)
            #expect(first.faults.map(\.fault) == Array(repeating: .unknownEvent("invented_later"), count: 6) && first.hasMore)
            let second = try await desk.sweeper.sweep(limit: 6)
            #expect(second.recorded == 1 && second.faults.isEmpty)
            #expect(try await desk.history(good) == "filed routed sla_warned")
            #expect(try await desk.verification.run().drifts.count == 6)
        }
    }

    @Test("F4: four sweepers at once record every level once", arguments: [1, 4])
    func manySweepers(_ sweepers: Int) async throws {
        try await Desk.run { desk in
            try await desk.multiply(try await desk.file(), by: 1_999)
            try await desk.at("2026-03-02 17:00")
            let recorded = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<sweepers { group.addTask { try await desk.sweep() } }
                return try await group.reduce(0, +)
            }
            #expect(recorded == 4_000)
            try await Self.expectTwoWarnings(desk, reports: 2_000)
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-02 17:00")))
            let events = try await desk.database.pool(.superuser).query(
                "SELECT count(*), count(DISTINCT (report_id, data ->> 'level')) FROM report_event WHERE type = 'sla_warned'",
                as: (Int, Int).self
            )
            #expect(events.first.map { [$0.0, $0.1] } == [4_000, 4_000])
        }
    }

    @Test("F22: a sweep that dies leaves nothing half done")
    func aSweepThatDies() async throws {
        try await Desk.run { desk in
            try await desk.multiply(try await desk.file(), by: 99)
            try await desk.at("2026-03-02 17:00")
            try await desk.database.pool(.superuser).execute(
                "ALTER TABLE sla_event ADD CONSTRAINT sla_event_dies CHECK (level <> 'warn_90')"
            )
            await #expect(throws: ServiceError.self) { try await desk.sweeper.sweep() }
            #expect(try await desk.levels() == [])
            #expect(try await desk.verification.run().drifts == [])
            try await desk.database.pool(.superuser).execute("ALTER TABLE sla_event DROP CONSTRAINT sla_event_dies")
            #expect(try await desk.sweep() == 200)
            try await Self.expectTwoWarnings(desk, reports: 100)
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-02 17:00")))
        }
    }
}
