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
            let repaired = try await desk.verification.run(repair: true)
            #expect(repaired.drifts == found && repaired.left == [])
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

    @Test func whoIsToBlameForALevelIsNamedAndMended() async throws {
        try await drift(
            after: """
                UPDATE sla_event
                SET agency_id = (SELECT id FROM agency WHERE kind = 'coordinator'), by_reclassification = true
                WHERE level = 'breach_100'
                """
        ) { desk, kinds in
            let coordinator = try await desk.agency("kind = 'coordinator'")
            let holder = try #require(try await desk.database.pool(.superuser).query("SELECT agency_id FROM report", as: UUID.self).first)
            let at = hanoi("2026-03-03 08:00")
            #expect(
                kinds == [
                    .movedLevel(
                        LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "breach_100"),
                        stored: LevelEvent.Passing(occurredAt: at, agency: coordinator, byReclassification: true),
                        should: LevelEvent.Passing(occurredAt: at, agency: holder, byReclassification: false)
                    )
                ]
            )
        }
    }

    @Test func aLevelThatNamesAnotherEntryOrTimeIsNamedAndMended() async throws {
        try await drift(
            after: "UPDATE sla_event SET seq = 1, detected_at = detected_at + interval '1 min' WHERE level = 'breach_100'"
        ) { _, kinds in
            let (key, noticed) = (LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "breach_100"), hanoi("2026-03-03 09:00"))
            #expect(
                kinds == [
                    .level(key, column: "seq", stored: "1", should: "5"),
                    .level(key, column: "detected_at", stored: "\(noticed.adding(seconds: 60))", should: "\(noticed)"),
                ]
            )
        }
    }

    @Test func aLevelVoidedByNoEntryIsNamedAndMended() async throws {
        try await drift(after: "UPDATE sla_event SET voided_at = detected_at WHERE level = 'breach_100'") { _, kinds in
            let (key, noticed) = (LevelEvent.Key(cycle: 1, clock: .acknowledge, level: "breach_100"), hanoi("2026-03-03 09:00"))
            #expect(kinds == [.missingLevel(key), .level(key, column: "voided_at", stored: "\(noticed)", should: "NULL")])
        }
    }

    @Test func aClockOfAnotherCalendarIsNamedAndMended() async throws {
        try await drift(
            after: "UPDATE sla_clock SET calendar_version = 99 WHERE clock = 'acknowledge'",
            "UPDATE sla_clock SET calendar_code = 'around-the-clock' WHERE clock = 'resolve'"
        ) { _, kinds in
            #expect(
                kinds == [
                    .clock(cycle: 1, .acknowledge, column: "calendar_version", stored: "99", should: "1"),
                    .clock(cycle: 1, .resolve, column: "calendar_code", stored: "around-the-clock", should: "hanoi-office"),
                ]
            )
        }
    }

    /// What cannot be computed cannot be repaired either, and is not said to be.
    @Test func whatARepairHadToLeaveIsNamed() async throws {
        try await Desk.run { desk in
            let (bad, good) = try await (desk.file(), desk.file())
            let unknown = UUID()
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute(
                    """
                    UPDATE report_event
                    SET data = data || jsonb_build_object('policy', \(unknown)::uuid)
                    FROM report
                    WHERE report.id = report_event.report_id
                        AND report.code = \(bad.description)
                        AND type = 'filed'
                    """
                )
            }
            try await desk.database.pool(.superuser).execute("UPDATE sla_clock SET used_s = 7 WHERE clock = 'acknowledge'")
            let left = [ClockDrift(code: bad.description, kind: .fault(.unknownPolicy(unknown)))]
            let outcome = try await desk.verification.run(repair: true)
            #expect(outcome.reports == 2 && outcome.left == left)
            #expect(outcome.drifts.contains { $0.code == good.description })
            #expect(try await desk.verification.run().drifts == left)
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

    /// By the city's own tables, not a test's.
    @Test("the report of Friday 13 February 2026 16:30 is explained to a reader")
    func explanationsAreForPeople() async throws {
        try await Desk.run { desk in
            try await desk.at("2026-02-13 16:30")
            let code = try await desk.file()
            let (vi, en) = try await (desk.verification.explain(code, in: .vi), desk.verification.explain(code, in: .en))
            #expect(vi.count == 3 && en.count == 3)
            #expect(
                vi[0].hasPrefix(
                    """
                    Thời hạn tiếp nhận: đang tính
                    Hạn: 16:30 thứ Hai 23/02/2026.
                    Thời hạn là 8 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. \
                    Căn cứ: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                    Tính từ 16:30 thứ Sáu 13/02/2026 (giờ Hà Nội).
                    Từ 16:30 thứ Sáu 13/02/2026 đến 16:30 thứ Hai 23/02/2026, Ủy ban nhân dân phường Ba Đình:
                      Thứ Sáu 13/02/2026: 16:30–17:30 = 1 giờ
                      Từ 14/02/2026 đến hết 15/02/2026: nghỉ cuối tuần
                      Từ 16/02/2026 đến hết 20/02/2026: nghỉ lễ, tết (Tết Nguyên đán Bính Ngọ; Thông báo 9441/TB-BNV ngày 16/10/2025)
                      Từ 21/02/2026 đến hết 22/02/2026: nghỉ cuối tuần
                      Thứ Hai 23/02/2026: 08:00–12:00, 13:30–16:30 = 7 giờ
                      cộng lại: 8 giờ làm việc
                    """
                )
            )
            #expect(
                vi[1] == """
                    Thời hạn giải quyết: chưa bắt đầu tính
                    Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất là khi hết hạn tiếp nhận. \
                    Hạn dự kiến muộn nhất: 16:30 thứ Hai 02/03/2026.
                    Thời hạn là 40 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. Thời hạn này chưa được Thành phố xác nhận.
                    """
            )
            #expect(en[0].hasPrefix("Time to accept: running\nDue: 16:30 on Monday 23 Feb 2026.\n"))
        }
    }

    /// The golden cases of the design, by the city's own tables.
    @Test func goldenCases() async throws {
        try await Desk.run { desk in
            let rules = try await desk.catalogs.newest().rules
            let office = try rules.calendar(CalendarID(code: "hanoi-office"))
            let cases: [(String, Int64, String, String)] = [
                ("2026-02-13 16:30", 8, "2026-02-23 16:30", "2026-02-23 16:30"),
                ("2026-02-13 16:30", 1, "2026-02-13 17:30", "2026-02-23 08:00"),
                ("2026-02-15 09:00", 4, "2026-02-23 12:00", "2026-02-23 13:30"),
                ("2025-12-31 16:00", 4, "2026-01-05 10:30", "2026-01-05 10:30"),
                ("2026-01-09 17:00", 1, "2026-01-10 08:30", "2026-01-10 08:30"),
                ("2026-08-21 17:00", 8, "2026-08-22 17:00", "2026-08-22 17:00"),
                ("2026-11-23 16:30", 8, "2026-11-25 16:30", "2026-11-25 16:30"),
            ]
            for (start, hours, due, breach) in cases {
                #expect(try office.due(after: hanoi(start), working: hours * 3_600) == hanoi(due), "\(start) + \(hours) h")
                #expect(try office.breach(after: hanoi(start), working: hours * 3_600) == hanoi(breach), "\(start) + \(hours) h")
            }
        }
    }
}
