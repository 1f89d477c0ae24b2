import DatabaseTesting
import Domain
import Foundation
import Logging
import Postgres
import Services
import Store
import Testing

@Suite struct ConcurrentActionsTests {
    @Test func actionsOnOneReportComeOneAfterTheOther() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let officer = try await desk.officer(of: code)
            let outcomes = await withTaskGroup(of: ServiceError?.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        do throws(ServiceError) {
                            let (command, actor) = number.isMultiple(of: 2) ? (ReportCommand.acknowledge, officer) : (.message, .citizen)
                            _ = try await desk.useCases.actions.perform(command, on: code, by: actor)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [ServiceError?]()) { $0.append($1) }
            }
            // One of sixteen acknowledges; all sixteen messages come through.
            #expect(outcomes.count { $0 == nil } == 17)
            #expect(outcomes.compactMap(\.self).allSatisfy { $0 == .refused(.workflow(.status)) })
            let rows = try await desk.database.pool(.superuser).query("SELECT seq FROM report_event ORDER BY seq", as: Int.self)
            #expect(rows == Array(1...19))
            let version = try await desk.database.pool(.superuser).query("SELECT version FROM report", as: Int.self)
            #expect(version == [18])
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func aVersionIsGoodForOneActionOnly() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let officer = try await desk.officer(of: code)
            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        (try? await desk.useCases.actions.perform(.decline, on: code, by: officer, expecting: 1)) != nil
                    }
                    group.addTask {
                        (try? await desk.useCases.actions.perform(.acknowledge, on: code, by: officer, expecting: 1)) != nil
                    }
                }
                return await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(done == 1)
        }
    }

    /// Of two who merge each other's report at once one is refused: otherwise both would be duplicates and nobody's.
    @Test func twoReportsAreNotMergedIntoEachOther() async throws {
        try await Desk.run { desk in
            for _ in 0..<12 {
                let codes = [try await desk.file(), try await desk.file()]
                let officer = try await desk.officer(of: codes[0])
                let outcomes = await withTaskGroup(of: ServiceError?.self) { group in
                    for (code, other) in [(codes[0], codes[1]), (codes[1], codes[0])] {
                        group.addTask {
                            do throws(ServiceError) {
                                _ = try await desk.useCases.actions.perform(.markDuplicate(of: other), on: code, by: officer)
                                return nil
                            } catch {
                                return error
                            }
                        }
                    }
                    return await group.reduce(into: [ServiceError?]()) { $0.append($1) }
                }
                #expect(outcomes.count { $0 == nil } == 1)
                let originals: [ReportCode?] = codes + [nil]
                let refusals = Set(originals.map { ServiceError.refused(.originalIsDuplicate(of: $0)) } + [.refused(.hasDuplicates)])
                #expect(outcomes.compactMap(\.self).allSatisfy(refusals.contains))
            }
            let both = try await desk.database.pool(.superuser).query(
                "SELECT count(*) FROM report JOIN report AS other ON other.id = report.duplicate_of WHERE other.status = 'duplicate'",
                as: Int.self
            )
            #expect(both == [0])
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func aLockThatIsNotToBeHadIsBusy() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let officer = try await desk.officer(of: code)
            let limits = DatabaseLimits(statement: .seconds(30), lock: .milliseconds(50), wait: .seconds(30))
            let pool = DatabasePool(
                url: desk.database.url(role: .app),
                role: .service,
                size: 1,
                limits: limits,
                logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            )
            let actions = ReportActions(store: ActionStore(pool), catalogs: desk.catalogs)
            try await desk.database.pool(.superuser).withTransaction { connection in
                try connection.execute("SELECT id FROM report FOR UPDATE")
                await #expect(throws: ServiceError.busy) { try await actions.perform(.acknowledge, on: code, by: officer) }
            }
            #expect(try await actions.perform(.acknowledge, on: code, by: officer).status == .acknowledged)
            await pool.close()
        }
    }

    /// R14: whether the sweeper or the stop comes first, the record is the same.
    @Test(arguments: ["2026-03-02 17:30", "2026-03-03 08:00", "2026-03-03 08:01", "2026-03-04 09:00"])
    func stopAndFire(_ time: String) async throws {
        try await Desk.run { desk in
            let stopped = try await desk.file()
            let swept = try await desk.file()
            try await desk.at(time)
            try await desk.act(.acknowledge, on: stopped)
            try await desk.sweep()
            try await desk.act(.acknowledge, on: swept)
            let levels = Dictionary(grouping: try await desk.levels(), by: \.report).values.map { levels in
                levels.map { "\($0.clock) \($0.level) \($0.occurredAt)" }
            }
            #expect(levels.count == 2 && levels[0] == levels[1])
            #expect(levels[0].contains { $0.hasPrefix("acknowledge breach_100") } == (hanoi(time) > hanoi("2026-03-03 08:00")))
            #expect(try await desk.clock("acknowledge", of: stopped) == desk.clock("acknowledge", of: swept))
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// R14 with everybody at it at once.
    @Test func stopsRaceSweepers() async throws {
        try await Desk.run { desk in
            var codes: [ReportCode] = []
            for _ in 0..<60 { codes.append(try await desk.file()) }
            let officer = try await desk.officer(of: codes[0])
            try await desk.at("2026-03-03 09:00")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask { for _ in 0..<10 { _ = try await desk.sweeper.sweep(limit: 7) } }
                }
                for code in codes.shuffled() {
                    group.addTask { _ = try await desk.useCases.actions.perform(.acknowledge, on: code, by: officer) }
                }
                try await group.waitForAll()
            }
            try await desk.sweep()
            #expect(try await desk.levels().count == 60 * 4)
            #expect(try await desk.levels() == desk.oracle(at: hanoi("2026-03-03 09:00")))
            #expect(try await desk.verification.run().drifts == [])
        }
    }
}
