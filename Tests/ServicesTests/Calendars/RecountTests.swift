import DatabaseTesting
import Domain
import Foundation
import Logging
import Postgres
import RandomTesting
import Services
import Store
import Testing

/// R15: a publication reaches open reports; corrections also those that are closed.
@Suite struct RecountTests {
    @Test("F11: a calendar change reaches open reports")
    func openReportsMove() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.acknowledge, on: code)
            #expect(try await desk.clock("resolve", of: code).due == hanoi("2026-03-06 17:30"))
            let version = try await version(of: code, desk)
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-05"), by: .commandLine(lan))
            #expect(try await desk.recountAll() > 0)
            #expect(try await desk.clock("resolve", of: code).due == hanoi("2026-03-09 17:30"))
            // Three quarters of the limit were used on Thursday at 15:30.
            #expect(try await desk.clock("resolve", of: code).fire == hanoi("2026-03-06 15:30"))
            // A new version for whoever has seen the old limit, and none for a second look.
            #expect(try await self.version(of: code, desk) == version + 1)
            #expect(try await desk.recountAll() == 0)
            #expect(try await self.version(of: code, desk) == version + 1)
            #expect(try await desk.history(code) == "filed routed acknowledged")
            #expect(try await desk.verification.run().drifts == [])
            // Once all is counted a clock that was left behind is told apart; the last pass may wait for transactions of other tests.
            try await desk.database.pool(.superuser).execute("UPDATE calendar_recount SET finished_at = published_at")
            try await desk.database.pool(.superuser).execute("UPDATE sla_clock SET calendar_version = 1 WHERE state = 'running'")
            let behind = try await desk.verification.run(repair: true).drifts
            #expect(behind.count == 2 && behind.allSatisfy { "\($0)".contains("calendar_version is 1, should be 2") })
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Whoever has seen the old limit must hear of the new one, whichever loop came first.
    @Test func aSweepBeforeTheRecountTellsOfTheNewLimitToo() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.acknowledge, on: code)
            let version = try await version(of: code, desk)
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-05"), by: .commandLine(lan))
            try await desk.at("2026-03-05 15:31")
            #expect(try await desk.sweep() == 0)
            #expect(try await desk.clock("resolve", of: code).due == hanoi("2026-03-09 17:30"))
            #expect(try await self.version(of: code, desk) == version + 1)
            try await desk.recountAll()
            #expect(try await self.version(of: code, desk) == version + 1)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// The command may be run while the loop has not come to the report.
    @Test func aRepairRecordsAllThatIsDueUnderTheNewRules() async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            try await desk.at("2026-03-03 09:00")
            try await desk.sweep()
            try await desk.at("2026-03-04 09:00")
            try await desk.correct(try await desk.closing("2026-03-02"))
            #expect(try await desk.verification.run(repair: true).drifts != [])
            let levels = try await desk.levels()
            #expect(levels.map(\.level) == ["breach_100", "escalate_100", "warn_75", "warn_90"])
            #expect(try await levels == desk.oracle(at: hanoi("2026-03-04 09:00")))
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test("F10: nothing is deleted, and nobody is told twice")
    func firedLevelsStayUnlessACorrectionTakesThemBack() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.at("2026-03-03 09:00")
            try await desk.sweep()
            let told = try await notices(desk)
            let levels = try await desk.levels()
            #expect(levels.map(\.level) == ["breach_100", "escalate_100", "warn_75", "warn_90"])
            // Days to come: what was passed stays passed.
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-05"), by: .commandLine(lan))
            try await desk.recountAll()
            #expect(try await desk.levels() == levels)
            #expect(try await notices(desk) == told)
            // Ten minutes of Monday were none after all: everything was passed, but later.
            var change = try await desk.closing("2026-03-02")
            let hours = [DayInterval(start: 28_800, end: 43_200), DayInterval(start: 49_200, end: 63_000)]
            change.exceptions?[day("2026-03-02")] = CalendarException(kind: .special, hours: hours, name: "Mất điện")
            try await desk.at("2026-03-03 10:00")
            try await desk.correct(change)
            try await desk.recountAll()
            try await desk.sweep()
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-03 10:00")))
            let repeated = try await repeatedNotices(desk)
            #expect(repeated == 0)
            // All of Monday: nothing was passed.
            try await desk.correct(try await desk.closing("2026-03-02"))
            try await desk.recountAll()
            #expect(try await desk.levels() == [])
            #expect(try await desk.history(code).hasSuffix("sla_voided"))
            let kept = try await desk.database.pool(.superuser).query(
                "SELECT count(*), count(voided_at) FROM sla_event",
                as: (Int, Int).self
            ).first
            #expect(kept.map { $0.0 == 4 && $0.1 == 4 } == true)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test("F12: a feed's days are taken by people, and a day of one year says nothing of the next")
    func feedsAreChosenFrom() async throws {
        try await Desk.run { desk in
            let feed = """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20270101
                SUMMARY:Tết Dương lịch
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20270214
                SUMMARY:Ngày lễ tình nhân
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20270205
                DTEND;VALUE=DATE:20270211
                SUMMARY:Tết Nguyên đán
                END:VEVENT
                END:VCALENDAR
                """
            let version = try await desk.calendars.show(Desk.office).version
            let upload = CalendarUpload(feed, .ics)
            do throws(CalendarUpload.Problem) {
                _ = try upload.change(of: version)
                Issue.record("taken unasked")
            } catch {
                guard case .choose(let candidates) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(candidates.map(\.name) == ["Tết Dương lịch", "Ngày lễ tình nhân", "Tết Nguyên đán"])
            }
            let taken = try #require(CalendarUpload.Taken("1,3"))
            let change = try upload.change(of: version, taken: [taken])
            #expect(change.exceptions?[day("2027-02-14")] == nil)
            guard case .published(let next, _) = try await desk.calendars.publish(change, expecting: [1], by: .commandLine(lan)) else {
                Issue.record("not published")
                return
            }
            #expect(next.definition.hours(on: day("2027-02-08")).isEmpty && !next.definition.hours(on: day("2027-02-12")).isEmpty)
            #expect(
                next.definition.exceptions.filter { $0.key.year == 2026 } == version.definition.exceptions.filter { $0.key.year == 2026 }
            )
            #expect(next.definition.exceptions[day("2028-01-01")] == nil)
        }
    }

    @Test func aCorrectionReachesClosedReportsToo() async throws {
        try await Desk.run { desk in
            let late = try await desk.file()
            let inTime = try await desk.file()
            try await desk.act(.acknowledge, on: inTime)
            try await desk.at("2026-03-03 09:00")
            try await desk.act(.resolve, on: inTime)
            try await desk.act(.refuse(.spam), on: late)
            #expect(try await desk.clock("acknowledge", of: late).outcome == "missed")
            // Monday was no working day after all: it was not late; and with Sunday worked instead nothing changes for the other.
            try await desk.correct(try await desk.closing("2026-03-02"))
            try await desk.recountAll()
            #expect(try await desk.clock("acknowledge", of: late).outcome == "met")
            #expect(try await desk.clock("resolve", of: inTime).used == 3_600)
            #expect(try await desk.history(late).contains("sla_voided"))
            #expect(try await desk.verification.run().drifts == [])
            // Back again: missed after all, in the open.
            var back = CalendarChange(calendar: Desk.office)
            back.exceptions = try await desk.calendars.show(Desk.office).version.definition.exceptions.filter {
                $0.key != day("2026-03-02")
            }
            try await desk.correct(back)
            try await desk.recountAll()
            #expect(try await desk.clock("acknowledge", of: late).outcome == "missed")
            #expect(try await desk.history(late).contains("sla_breached"))
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-03 09:00")))
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Random histories, publications in between: what is stored is what a fresh fold of the history says.
    @Test(arguments: 1...3)
    func countingAnewIsAFreshFold(_ seed: Int) async throws {
        try await Desk.run { desk in
            var random = SplitMix64(seed: UInt64(seed) &* 7_919)
            var now = hanoi("2026-03-02 08:00")
            var codes: [ReportCode] = []
            let commands: [ReportCommand] = [
                .acknowledge, .acknowledge, .start, .pause(.legal), .resume, .extend(seconds: 14_400), .decline, .resolve, .refuse(.spam),
                .classify(category: "tree.fallen", severity: nil), .reopen, .undo,
            ]
            for _ in 0..<14 {
                try await desk.database.setClock(now)
                for _ in 0..<2 { codes.append(try await desk.file()) }
                for _ in 0..<8 {
                    let code = codes[Int.random(in: 0..<codes.count, using: &random)]
                    let command = commands[Int.random(in: 0..<commands.count, using: &random)]
                    do { try await desk.act(command, on: code) } catch ServiceError.refused {}
                }
                let offset = Int.random(in: -6...12, using: &random)
                let date = HanoiDay(containing: now).date.adding(days: offset)
                let change = try await desk.closing(date.description)
                if offset > 0 {
                    _ = try await desk.calendars.publish(change, by: .commandLine(lan))
                } else {
                    _ = try? await desk.correct(change)
                }
                if Bool.random(using: &random) { try await desk.sweep() }
                if Bool.random(using: &random) { try await desk.recountAll(limit: 3) }
                now = now.adding(seconds: Int64.random(in: 0...90_000, using: &random))
            }
            try await desk.database.setClock(now)
            try await desk.recountAll(limit: 5)
            try await desk.carryThrough()
            try await desk.sweep()
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [], "seed \(seed)")
            #expect(try await desk.levels() == desk.oracle(at: now), "seed \(seed)")
            let repeated = try await repeatedNotices(desk)
            #expect(repeated == 0, "seed \(seed)")
        }
    }

    /// A step is one transaction: one that is killed leaves the place reached before it, and the next instance goes on from there.
    @Test func aKilledStepIsTakenAgainByAnother() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.multiply(code, by: 40)
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-03"), by: .commandLine(lan))
            try await rounds(desk, limit: 5) { try await outdated(desk) <= 80 }
            let left = try await outdated(desk)
            // A step that has locked its reports and cannot finish: it is given up by the server, and nothing of it stays.
            let catalog = try await desk.catalogs.newest()
            let limits = DatabaseLimits(statement: .milliseconds(300), lock: .milliseconds(200), wait: .seconds(30))
            let dying = DatabasePool(
                url: desk.database.url(role: .app),
                role: .service,
                size: 1,
                limits: limits,
                logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            )
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SELECT FROM sla_clock FOR UPDATE")
                await #expect(throws: StoreError.self) { try await RecountStore(dying).step(catalog, limit: 5) }
            }
            await dying.close()
            #expect(try await outdated(desk) == left)
            #expect(try await desk.recountAll(limit: 7) == left)
            try await desk.carryThrough()
            #expect(try await outdated(desk) == 0)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Several instances share the publications, and each clock is written once.
    @Test func instancesDoNotWriteTheSameClockTwice() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.multiply(code, by: 60)
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-03"), by: .commandLine(lan))
            _ = try await desk.recount.round()
            let written = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var clocks = 0
                        for _ in 0..<40 { clocks += try await desk.recount.round(limit: 3).clocks }
                        return clocks
                    }
                }
                return try await group.reduce(0, +)
            }
            let rest = try await desk.carryThrough()
            #expect(written + rest == 61 * 3)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Reports somebody works on are left for another pass, and hold nobody up.
    @Test func lockedReportsComeLater() async throws {
        try await Desk.run { desk in
            let held = try await desk.file()
            let free = try await desk.file()
            for code in [held, free] { try await desk.act(.acknowledge, on: code) }
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-03"), by: .commandLine(lan))
            _ = try await desk.recount.round()
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SELECT FROM report WHERE code = \(held.description) FOR UPDATE")
                let before = try await desk.clock("resolve", of: held)
                try await rounds(desk) { try await desk.clock("resolve", of: free) != before }
                for _ in 0..<3 { #expect(try await desk.recount.round().backlog.publications == 1) }
                #expect(try await desk.clock("resolve", of: held) == before)
            }
            try await desk.carryThrough()
            #expect(try await desk.clock("resolve", of: free).due == desk.clock("resolve", of: held).due)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// An action that had locked its report and read the rules before the publication may write clocks of the old version after it, also
    /// where there was nothing to count when its report was passed: there is another pass when it has ended.
    @Test func whoDecidedWithTheRulesBeforeIsWaitedFor() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.acknowledge, on: code)
            try await desk.database.pool(.superuser).execute("UPDATE sla_clock SET calendar_version = 9")
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SELECT FROM report WHERE code = \(code.description) FOR NO KEY UPDATE")
                _ = try await desk.calendars.publish(try await desk.closing("2026-03-03"), by: .commandLine(lan))
                for _ in 0..<5 { #expect(try await desk.recountAll() == 0) }
                #expect(try await desk.recount.round().backlog.publications == 1)
                try connection.execute("UPDATE sla_clock SET calendar_version = 1")
            }
            #expect(try await desk.carryThrough() == 3)
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Filings, actions, sweeps and publications all at once: no clock stays behind.
    @Test func filingsAndActionsRacePublications() async throws {
        try await Desk.run(connections: 10) { desk in
            let codes = try await withThrowingTaskGroup(of: [ReportCode].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var codes: [ReportCode] = []
                        for _ in 0..<12 {
                            let code = try await patiently { try await desk.file() }
                            codes.append(code)
                            try await patiently { _ = try await desk.act(.acknowledge, on: code) }
                        }
                        return codes
                    }
                }
                group.addTask {
                    for number in 3...12 {
                        // One right after the other, and nobody else gets the routing lock.
                        try await Task.sleep(for: .milliseconds(20))
                        let change = try await desk.closing("2026-03-\(number < 10 ? "0" : "")\(number)")
                        try await patiently { _ = try await desk.calendars.publish(change, by: .commandLine(lan)) }
                    }
                    return []
                }
                // As their loops do, they go on when a round meets one publication after the other.
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<30 { _ = try? await desk.recount.round(limit: 4) }
                        return []
                    }
                    group.addTask {
                        for _ in 0..<30 { _ = try? await desk.sweeper.sweep(limit: 4) }
                        return []
                    }
                }
                return try await group.reduce(into: [ReportCode]()) { $0 += $1 }
            }
            #expect(codes.count == 48)
            try await desk.carryThrough()
            #expect(try await outdated(desk) == 0)
            #expect(try await desk.verification.run().drifts == [])
            let dues = try await desk.database.pool(.superuser).query(
                "SELECT DISTINCT due_at::text FROM sla_clock WHERE clock = 'resolve'",
                as: String.self
            )
            #expect(dues.count == 1)
        }
    }

    @Test func aUnitsOverlayMovesThatUnitsClocksOnly() async throws {
        try await Desk.run { desk in
            let here = try await desk.file()
            let there = try await desk.file()
            let other = try await desk.agency(
                "kind = 'committee' AND unit_id = (SELECT id FROM unit WHERE code = '00008' AND valid_to IS NULL)"
            )
            try await desk.act(.acknowledge, on: there)
            try await desk.act(.acknowledge, on: here)
            try await desk.act(.transfer(.agency(other)), on: there)
            let unit = try await desk.unit("00004")
            let before = try await desk.clock("resolve", of: there)
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-04", unit: unit), by: .commandLine(lan))
            try await desk.recountAll()
            #expect(try await desk.clock("resolve", of: there) == before)
            #expect(try await desk.clock("resolve", of: here).due == hanoi("2026-03-09 17:30"))
            let counted = try await desk.database.pool(.superuser).query(
                "SELECT report.code FROM sla_clock JOIN report ON report.id = report_id WHERE clock = 'resolve' AND calendar_version = 2",
                as: String.self
            )
            // The one handed on had been here, and was looked at; nothing of it moved.
            #expect(Set(counted) == [here.description, there.description])
            #expect(try await desk.verification.run().drifts == [])
            // A unit that never had either.
            _ = try await desk.calendars.publish(
                try await desk.closing("2026-03-05", unit: try await desk.unit("00025")),
                by: .commandLine(lan)
            )
            #expect(try await desk.recountAll() == 0)
        }
    }

    @Test func theBacklogTellsHowOldItIs() async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-03"), by: .commandLine(lan))
            try await desk.at("2026-03-02 08:05")
            let round = try await desk.recount.round()
            #expect(round.backlog.publications == 1 && round.backlog.ageSeconds == 300)
            #expect(try await desk.recount.round().backlog.reports == 1)
            try await desk.carryThrough()
            let done = try await desk.recount.round()
            #expect(done.backlog.publications == 0 && done.backlog.reports == 0 && done.backlog.ageSeconds == 0)
        }
    }

    /// Rounds until something is so. How many depends on the server's other transactions, which are waited for.
    private func rounds(_ desk: Desk, limit: Int = RecountStore.batch, until isSo: () async throws -> Bool) async throws {
        for _ in 0..<10_000 {
            if try await isSo() { return }
            _ = try await desk.recount.round(limit: limit)
        }
        Issue.record("it never is")
    }

    private func version(of code: ReportCode, _ desk: Desk) async throws -> Int {
        let versions = try await desk.database.pool(.superuser).query(
            "SELECT version FROM report WHERE code = \(code.description)",
            as: Int.self
        )
        return try #require(versions.first)
    }

    /// Who is told `busy` tries again: on a busy machine a lock may be long in coming.
    private func patiently<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        for _ in 0..<100 {
            do { return try await work() } catch ServiceError.busy { try await Task.sleep(for: .milliseconds(10)) }
        }
        throw ServiceError.busy
    }

    private func outdated(_ desk: Desk) async throws -> Int {
        try await desk.database.pool(.superuser).query(
            """
            SELECT count(*)
            FROM sla_clock AS clock
            JOIN calendar ON calendar.code = clock.calendar_code
            WHERE clock.calendar_version < calendar.version
                -- A clock that had stopped is no other by days to come.
                AND clock.state IN ('pending', 'running', 'paused')
            """,
            as: Int.self
        ).first ?? 0
    }

    private func notices(_ desk: Desk) async throws -> Int {
        try await desk.database.pool(.superuser).query(
            "SELECT count(*) FROM report_event WHERE (data ->> 'notify')::boolean",
            as: Int.self
        ).first ?? 0
    }

    /// Notices about a level of which people were told before, without its having been taken back for good in between.
    private func repeatedNotices(_ desk: Desk) async throws -> Int {
        try await desk.database.pool(.superuser).query(
            """
            SELECT count(*)
            FROM (
                SELECT
                    (data ->> 'notify')::boolean AS is_notice, at,
                    lag(at) OVER level AS told_at, lag(type) OVER level AS before
                FROM report_event
                WHERE type LIKE 'sla%'
                WINDOW level AS (
                    PARTITION BY report_id, data ->> 'cycle', data ->> 'clock', data ->> 'handler', data ->> 'level' ORDER BY seq
                )
            ) AS told
            WHERE is_notice
                AND before = 'sla_voided'
                AND told_at = at
            """,
            as: Int.self
        ).first ?? 0
    }
}
