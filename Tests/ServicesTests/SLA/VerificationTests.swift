import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct VerificationTests {
    /// A report that was acknowledged late and is paused, and what is wrong with it after a statement.
    private func drift(after damage: SQL..., check: (Desk, [ClockDrift.Kind]) async throws -> Void) async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.at("2026-03-03 09:00")
            try await desk.act(.acknowledge, on: code)
            try await desk.at("2026-03-03 10:00")
            try await desk.act(.pause(.legal), on: code)
            #expect(try await desk.verification.run().drifts == [])
            let history = try await desk.history(code)
            for statement in damage { try await desk.database.pool(.superuser).execute(statement) }
            let found = try await desk.verification.run().drifts
            #expect(found.allSatisfy { $0.code == code.description })
            try await check(desk, found.map(\.kind))
            #expect(try await desk.verification.run(repair: true).drifts == found)
            #expect(try await desk.verification.run().drifts == [])
            #expect(try await desk.history(code) == history)
        }
    }

    @Test func aWrongColumnIsNamedAndMended() async throws {
        try await drift(
            after: "UPDATE sla_clock SET used_s = used_s + 7, fire_at = fire_at + interval '1 h' WHERE clock = 'resolve'"
        ) { _, kinds in
            let fire = hanoi("2026-03-10 10:00")
            #expect(
                kinds == [
                    .clock(cycle: 1, .resolve, column: "used_s", stored: "7207", should: "7200"),
                    .clock(cycle: 1, .resolve, column: "fire_at", stored: "\(fire.adding(seconds: 3_600))", should: "\(fire)"),
                ]
            )
        }
    }

    /// By which lists for staff are in order.
    @Test func aLimitBesideTheReportIsNamedAndMended() async throws {
        try await drift(after: "UPDATE report SET due_at = '2026-03-04 08:00+07', breach_at = '2026-03-05 08:00+07'") { _, kinds in
            #expect(
                kinds == [
                    .report(column: "due_at", stored: "\(hanoi("2026-03-04 08:00"))", should: "NULL"),
                    .report(column: "breach_at", stored: "\(hanoi("2026-03-05 08:00"))", should: "NULL"),
                ]
            )
        }
    }

    @Test func lostAndSurplusClocksAreNamedAndMended() async throws {
        try await drift(
            after: "DELETE FROM sla_clock WHERE clock = 'acknowledge'",
            """
            INSERT INTO sla_clock (
                report_id, cycle, clock, handler_id, state, policy_id, calendar_code, calendar_version, used_s, started_at
            )
            SELECT report_id, 7, clock, handler_id, state, policy_id, calendar_code, calendar_version, used_s, started_at
            FROM sla_clock
            WHERE clock = 'handle'
            """
        ) { desk, kinds in
            let handler = try #require(try await desk.database.pool(.superuser).query("SELECT agency_id FROM report", as: UUID.self).first)
            #expect(kinds == [.missingClock(cycle: 1, .acknowledge), .surplusClock(cycle: 7, .handle(agency: handler))])
        }
    }

    @Test func aLostLevelIsTakenFromTheHistoryAgain() async throws {
        try await drift(after: "DELETE FROM sla_event WHERE level IN ('breach_100', 'warn_75')") { _, kinds in
            #expect(
                kinds == [
                    .missingLevel(LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "warn_75")),
                    .missingLevel(LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "breach_100")),
                ]
            )
        }
    }

    @Test func aWrongRowOfTheReportIsNamedAndMended() async throws {
        try await drift(after: "UPDATE report SET status = 'in_progress', last_seq = 99") { _, kinds in
            #expect(
                kinds == [
                    .report(column: "status", stored: "in_progress", should: "acknowledged"),
                    .report(column: "last_seq", stored: "99", should: "8"),
                ]
            )
        }
    }

    /// R15: levels that moved are voided and passed anew, in the open; a second repair does nothing.
    @Test func aCorrectedCalendarMovesClocksAndVoidsWhatWasNotPassed() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.at("2026-03-03 09:00")
            try await desk.sweep()
            #expect(try await desk.levels().map(\.level) == ["breach_100", "escalate_100", "warn_75", "warn_90"])
            // The 2nd of March was a day off after all.
            try await desk.database.pool(.migrator).execute(
                """
                INSERT INTO calendar_exception (calendar_code, version, on_date, kind, name, decision, opens_s, closes_s)
                SELECT code, version, '2026-03-02', 'special', 'Bão', '', '{}', '{}'
                FROM calendar
                WHERE code = 'hanoi-office'
                """
            )
            let found = try await desk.verification.run(repair: true).drifts.map(\.kind)
            #expect(found.contains(.surplusLevel(LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "breach_100"))))
            #expect(try await desk.levels() == [])
            #expect(try await desk.history(code).hasSuffix("sla_voided sla_voided sla_voided sla_voided"))
            #expect(try await desk.clock("acknowledge", of: code).due == hanoi("2026-03-03 17:30"))
            #expect(try await desk.clock("resolve", of: code).state == "pending")
            #expect(try await desk.verification.run(repair: true).drifts == [])
            try await desk.at("2026-03-04 08:01")
            try await desk.sweep()
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-04 08:01")))
        }
    }

    /// A unit that works on Saturdays: its reports are due earlier than the city's.
    @Test func aUnitsOwnHoursCount() async throws {
        try await Desk.run { desk in
            try await desk.at("2026-03-06 17:00")
            let before = try await desk.file()
            #expect(try await desk.clock("acknowledge", of: before).due == hanoi("2026-03-09 17:00"))
            try await desk.database.pool(.migrator).execute(
                """
                INSERT INTO calendar_unit_week (calendar_code, version, unit_id, iso_weekday, opens_s, closes_s)
                SELECT calendar.code, calendar.version, unit.id, 6, '{28800}', '{43200}'
                FROM calendar
                CROSS JOIN unit
                WHERE calendar.code = 'hanoi-office'
                    AND unit.code = '00004'
                    AND unit.valid_to IS NULL
                """
            )
            let after = try await desk.file()
            #expect(try await desk.clock("acknowledge", of: after).due == hanoi("2026-03-09 11:30"))
            // The one filed before is told apart, and moves (F11).
            let found = try await desk.verification.run(repair: true).drifts
            #expect(!found.isEmpty && found.allSatisfy { $0.code == before.description })
            #expect(try await desk.clock("acknowledge", of: before).due == hanoi("2026-03-09 11:30"))
            // A transfer to the city's desk: its hours count from then on.
            try await desk.act(.acknowledge, on: after)
            try await desk.act(.decline, on: after)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func explanationsAreForPeople() async throws {
        try await Desk.run { desk in
            try await desk.at("2026-02-13 16:30")
            let code = try await desk.file()
            let texts = try await desk.verification.explain(code, in: .en)
            #expect(texts.count == 3)
            let vietnamese = try await desk.verification.explain(code, in: .vi)
            #expect(texts[0].contains("23") && texts[0] != vietnamese[0])
            #expect(vietnamese[2].contains("Ba Đình"))
        }
    }
}
