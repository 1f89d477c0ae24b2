import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Store
import Testing

@Suite struct FigureCountingTests {
    @Test func aReportIsCountedAsItGoesItsWay() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.at("2026-03-02 09:00")
            try await desk.act(.acknowledge, on: code)
            let first = try await desk.officer(of: code)
            try await desk.act(.transfer(.agency(try await desk.agency("kind = 'police'"))), on: code)
            let second = try await desk.officer(of: code)
            // The limit to resolve is over on the ninth, at nine.
            try await desk.at("2026-03-10 08:00")
            try await desk.act(.resolve, on: code)
            try await desk.at("2026-03-11 08:00")
            try await desk.act(.feedback(.unsatisfied, disputing: true), on: code)
            try await desk.act(.resolve, on: code)
            try await desk.count()
            #expect(
                try await facts(desk) == [
                    "03-02 08:00 filed \(first.agency, default: "")", "03-02 09:00 acknowledge.met \(first.agency, default: "")",
                    "03-02 09:00 acknowledge.used 3600 \(first.agency, default: "")",
                    "03-02 09:00 acknowledged \(first.agency, default: "")",
                    "03-02 09:00 transferred \(first.agency, default: "")", "03-09 09:00 resolve.missed \(second.agency, default: "")",
                    "03-10 08:00 evidence_owed \(second.agency, default: "")",
                    "03-10 08:00 resolve.used 169200 \(second.agency, default: "")",
                    "03-10 08:00 resolved \(second.agency, default: "")", "03-10 08:00 with_evidence \(second.agency, default: "")",
                    "03-11 08:00 disputed \(second.agency, default: "")", "03-11 08:00 evidence_owed \(second.agency, default: "")",
                    "03-11 08:00 rated.unsatisfied \(second.agency, default: "")", "03-11 08:00 reopened \(second.agency, default: "")",
                    "03-11 08:00 resolve.met \(second.agency, default: "")", "03-11 08:00 resolve.used 0 \(second.agency, default: "")",
                    "03-11 08:00 resolved \(second.agency, default: "")", "03-11 08:00 with_evidence \(second.agency, default: "")",
                ]
            )
        }
    }

    /// A step that finds nothing leaves no trace: who polls is told that nothing is new.
    @Test func nothingNewChangesNothing() async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            try await desk.count()
            let before = try await cursor(desk)
            try await desk.count()
            #expect(try await cursor(desk) == before)
        }
    }

    @Test func aReportThatCannotBeCountedIsPutOff() async throws {
        try await Desk.run { desk in
            let odd = try await desk.file()
            _ = try await desk.file()
            try await desk.database.pool(.superuser).execute(
                """
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
                SELECT id, 3, updated_at, 'unheard_of', 'system', agency_id, false, '{}'
                FROM report
                WHERE code = \(odd.description)
                """
            )
            try await desk.number()
            let step = try await desk.counting.step()
            #expect(step.faults.map(\.reason) == [.clocks(.unknownEvent("unheard_of"))])
            #expect(step.position == 5)
            #expect(try await number(desk, "figure_report") == 1)
            #expect(try await desk.counting.step().faults.isEmpty)
            try await desk.at("2026-03-02 08:10")
            #expect(try await desk.counting.step().faults.count == 1)
        }
    }

    /// One report of which something is stored that cannot be read holds up neither the others nor those who compare.
    @Test func whatCannotBeReadIsPutOffAlone() async throws {
        try await Desk.run { desk in
            let codes = try await [desk.file(), desk.file(), desk.file()]
            try await desk.write(entry: "hasPictures", "\"perhaps\"", of: codes[1])
            try await desk.number()
            let step = try await desk.counting.step()
            #expect(step.faults.count == 1 && step.position == 6)
            guard case .stored(let reason) = step.faults.first?.reason else { throw CancellationError() }
            #expect(reason.contains("22P02") && !reason.contains("perhaps"))
            #expect(try await number(desk, "figure_report") == 2)
            #expect(try await number(desk, "figure_stale") == 1)
            for repair in [false, true] {
                let looked = try await desk.reconciliation.run(repair: repair)
                #expect(looked.reports == 3 && looked.rows == 0)
            }
            try await desk.write(entry: "hasPictures", "false", of: codes[1])
            try await desk.at("2026-03-02 08:10")
            #expect(try await desk.counting.step().faults.isEmpty)
            #expect(try await number(desk, "figure_report") == 3)
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
        }
    }

    /// What nobody could count says nothing of the reports: they are counted once it is over.
    @Test func whatIsNoReportsFaultIsNone() async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            try await desk.number()
            try await desk.database.pool(.superuser).execute("ALTER TABLE figure_span RENAME TO figure_span_away")
            await #expect(throws: ServiceError.self) { try await desk.counting.step() }
            #expect(try await number(desk, "figure_stale") == 0)
            try await desk.database.pool(.superuser).execute("ALTER TABLE figure_span_away RENAME TO figure_span")
            #expect(try await desk.counting.step().position == 2)
        }
    }

    @Test func hoursAreForgottenAfterNinetyDays() async throws {
        try await Desk.run { desk in
            try await desk.database.pool(.superuser).execute("UPDATE figure_cursor SET hours_from = '2026-02-01 00:00:00+07'")
            _ = try await desk.file()
            try await desk.count()
            #expect(try await number(desk, "figure_hour WHERE measure = 'filed'") == 1)
            try await desk.at("2026-05-31 23:59")
            try await desk.count()
            #expect(try await number(desk, "figure_hour WHERE measure = 'filed'") == 1)
            try await desk.at("2026-06-01 00:00")
            try await desk.count()
            #expect(try await number(desk, "figure_hour") == 0)
            #expect(try await number(desk, "figure_day WHERE measure = 'filed'") == 2)
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
        }
    }

    /// Where a report lies today follows the boundaries; where it was filed does not.
    @Test func otherBoundariesMoveReportsToOtherUnitsOfToday() async throws {
        try await Desk.run { desk in
            let history = try await FigureHistory(desk)
            _ = try await desk.file()
            try await desk.count()
            let before = try await units(desk)
            #expect(before.filed == before.today)
            try await history.changeBoundaries()
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
            try await desk.count(others: 1)
            let after = try await units(desk)
            #expect(after.filed == before.filed)
            #expect(after.today != before.today)
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
        }
    }

    /// Whatever is damaged is found, and all that anybody could count by is as it was.
    @Test func damageIsFoundAndMended() async throws {
        try await Desk.run { desk in
            var random = SplitMix64(seed: 4)
            var history = try await FigureHistory(desk)
            try await history.live(80, &random)
            try await desk.count()
            let whole = try await desk.keptFigures()
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
            let damages: [SQL] = [
                "UPDATE figure_day SET n = n + 1 WHERE ctid = (SELECT max(ctid) FROM figure_day)",
                "DELETE FROM figure_day WHERE ctid = (SELECT min(ctid) FROM figure_day)", "DELETE FROM figure_hour",
                "INSERT INTO figure_day SELECT basis, date '2026-03-01', slice_id, measure, bucket, n FROM figure_day LIMIT 1",
                "UPDATE figure_fact SET at = at + interval '1 day' WHERE ordinal = 0", "DELETE FROM figure_fact WHERE ordinal = 1",
                "UPDATE figure_span SET used_100_at = NULL", "DELETE FROM figure_span", "UPDATE figure_report SET today_unit_id = NULL",
                "UPDATE figure_fact SET slice_id = (SELECT max(id) FROM figure_slice)",
                "UPDATE figure_fact SET bucket = 7 WHERE bucket > 7", "DELETE FROM figure_report",
                """
                WITH lost AS (DELETE FROM figure_report RETURNING report_id)
                INSERT INTO figure_fact
                SELECT report_id, 90, 'closed', '2026-03-02 08:00+07', (SELECT min(id) FROM figure_slice), NULL, 0
                FROM lost
                """,
            ]
            for damage in damages {
                try await desk.database.pool(.superuser).execute(damage)
                let found = try await desk.reconciliation.run(repair: false).rows
                #expect(found > 0)
                _ = try await desk.reconciliation.run(repair: true)
                #expect(try await desk.reconciliation.run(repair: false).rows == 0)
                #expect(try await desk.keptFigures() == whole)
            }
        }
    }

    private func facts(_ desk: Desk) async throws -> [String] {
        try await desk.database.pool(.superuser).query(
            """
            SELECT concat_ws(
                ' ', to_char(fact.at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'MM-DD HH24:MI'), fact.measure, fact.seconds, upper(slice.agency_id::text)
            )
            FROM figure_fact AS fact
            JOIN figure_slice AS slice ON slice.id = fact.slice_id
            -- What follows from spans is looked at elsewhere.
            WHERE fact.measure NOT LIKE '%.entered' AND fact.measure NOT LIKE '%.left'
            ORDER BY fact.at, fact.measure
            """,
            as: String.self
        )
    }

    private func cursor(_ desk: Desk) async throws -> [Int64] {
        let row = try await desk.database.pool(.superuser).query("SELECT position, revision FROM figure_cursor", as: (Int64, Int64).self)
            .first
        return row.map { [$0.0, $0.1] } ?? []
    }

    private func number(_ desk: Desk, _ table: SQL) async throws -> Int {
        try await desk.database.pool(.superuser).query("SELECT count(*) FROM \(table)", as: Int.self).first ?? 0
    }

    private func units(_ desk: Desk) async throws -> (filed: UUID?, today: UUID?) {
        let row = try await desk.database.pool(.superuser).query(
            """
            SELECT slice.filed_unit_id, slice.today_unit_id
            FROM figure_day AS day
            JOIN figure_slice AS slice ON slice.id = day.slice_id
            WHERE day.basis = 'activity'
            """,
            as: (UUID?, UUID?).self
        ).first
        return (row?.0, row?.1)
    }
}
