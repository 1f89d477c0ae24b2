import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Testing

@Suite struct ReportActionsTests {
    @Test func aReportGoesItsWay() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            #expect(try await desk.clock("acknowledge", of: code).fire == hanoi("2026-03-02 15:30"))
            #expect(try await desk.clock("handle", of: code).state == "running")
            try await desk.at("2026-03-02 09:00")
            let accepted = try await desk.act(.acknowledge, on: code)
            #expect(accepted.status == .acknowledged && accepted.version == 2)
            let acknowledged = try await desk.clock("acknowledge", of: code)
            #expect(acknowledged.state == "met" && acknowledged.outcome == "met" && acknowledged.used == 3_600)
            #expect(acknowledged.due == nil && acknowledged.fire == nil)
            #expect(try await desk.clock("resolve", of: code).due == hanoi("2026-03-09 09:00"))
            try await desk.act(.start, on: code)
            try await desk.at("2026-03-02 10:00")
            try await desk.act(.requestInformation, on: code)
            let paused = try await desk.clock("resolve", of: code)
            #expect(paused.state == "paused" && paused.used == 3_600 && paused.resumes == hanoi("2026-03-09 10:00"))
            try await desk.at("2026-03-03 10:00")
            #expect(try await desk.act(.message, on: code).status == .inProgress)
            try await desk.at("2026-03-03 11:00")
            #expect(try await desk.act(.resolve, on: code).status == .resolved)
            #expect(try await desk.clock("resolve", of: code).used == 7_200)
            #expect(
                try await desk.history(code) == "filed routed acknowledged started information_requested message_added resolved"
            )
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// Each command once at least; after each, what is stored is what the history says.
    @Test func everyActionKeepsTheStoreAndTheHistoryOfOneMind() async throws {
        try await Desk.run { desk in
            let master = try await desk.file()
            let police = try await desk.agency("kind = 'police'")
            let other = try await desk.agency("kind = 'committee' AND code <> ''")
            let unit = try #require(
                try await desk.database.pool(.superuser).query(
                    "SELECT id FROM unit WHERE code = '00025' AND valid_to IS NULL",
                    as: UUID.self
                ).first
            )
            let scripts: [[ReportCommand]] = [
                [.withdraw],
                [.acknowledge, .undo, .acknowledge, .start, .pause(.legal), .resume, .pause(.forceMajeure), .resolve, .undo],
                [
                    .acknowledge, .extend(seconds: 7_200), .sendBack, .extend(seconds: 28_800), .approve, .resolve, .dispute, .resolve,
                    .dispute,
                ],
                [.transfer(.agency(police)), .transfer(.unit(unit)), .transfer(.agency(other)), .transfer(.agency(police)), .undo],
                [.acknowledge, .decline, .transfer(.agency(other)), .escalate],
                [.acknowledge, .requestOpinion(agency: police), .transfer(.agency(police)), .giveOpinion, .resolve, .reopen],
                [.refuse(.spam), .reopen, .markDuplicate(of: master), .undo, .markDuplicate(of: master), .unmerge],
                [.classify(category: "tree.fallen", severity: nil), .undo, .classify(category: nil, severity: .complex), .acknowledge],
                [.classify(category: "service.conduct", severity: nil), .undo],
                [.acknowledge, .requestInformation, .message, .resolve, .close],
                [.reroute(.agency(police)), .acknowledge],
            ]
            var done: Set<ReportAction> = []
            for (number, script) in scripts.enumerated() {
                try await desk.database.setClock(hanoi("2026-03-02 08:00").adding(seconds: Int64(number) * 60))
                let code = try await desk.file()
                var officer = try await desk.officer(of: code)
                for (step, command) in script.enumerated() {
                    let minutes = command == .close ? 40_000 : 47 * Int64(step + 1)
                    let at = hanoi("2026-03-02 08:00").adding(seconds: command == .undo ? 0 : minutes * 60)
                    if command != .undo { try await desk.database.setClock(at) }
                    // Who takes a step back is who took it, wherever the report is now.
                    if command != .undo { officer = try await desk.officer(of: code) }
                    do {
                        try await desk.act(command, on: code, by: command.action.party == .staff ? officer : nil)
                    } catch {
                        Issue.record("script \(number), step \(step): \(error)")
                    }
                    done.insert(command.action)
                    #expect(try await desk.verification.run().drifts == [], "script \(number), step \(step)")
                }
            }
            let all: Set<ReportAction> = [
                .message, .withdraw, .dispute, .acknowledge, .start, .requestInformation, .pause, .resume, .requestOpinion, .giveOpinion,
                .extend, .transfer, .decline, .escalate, .resolve, .approve, .sendBack, .refuse, .markDuplicate, .unmerge, .classify,
                .reopen, .undo, .reroute, .close,
            ]
            #expect(done == all)
        }
    }

    /// R8.
    @Test func theThirdTransferGoesToTheCoordinatorWhoMayPassItOn() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let coordinator = try await desk.agency("kind = 'coordinator'")
            let police = try await desk.agency("kind = 'police'")
            let first = try await desk.officer(of: code)
            #expect(try await desk.act(.transfer(.agency(police)), on: code).holder == police)
            #expect(try await desk.act(.transfer(.agency(try #require(first.agency))), on: code).holder == first.agency)
            #expect(try await desk.act(.transfer(.agency(police)), on: code).holder == coordinator)
            #expect(try await desk.act(.transfer(.agency(police)), on: code).holder == police)
            #expect(try await desk.act(.decline, on: code).holder == coordinator)
            await #expect(throws: ServiceError.refused(.sameAgency)) { try await desk.act(.escalate, on: code) }
        }
    }

    @Test func whatIsNotAllowedIsRefusedAndChangesNothing() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let actions = desk.useCases.actions
            let officer = try await desk.officer(of: code)
            func refusal(_ command: ReportCommand, by actor: ReportActor? = nil) async -> ServiceError? {
                do throws(ServiceError) {
                    _ = try await actions.perform(command, on: code, by: actor ?? officer)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(await refusal(.start) == .refused(.workflow(.status)))
            #expect(await refusal(.undo) == .refused(.workflow(.nothingToUndo)))
            #expect(await refusal(.acknowledge, by: .citizen) == .refused(.wrongParty))
            #expect(await refusal(.transfer(.agency(UUID()))) == .refused(.unknownAgency))
            #expect(await refusal(.transfer(.unit(UUID()))) == .refused(.unknownUnit))
            #expect(await refusal(.transfer(.agency(try #require(officer.agency)))) == .refused(.sameAgency))
            #expect(await refusal(.markDuplicate(of: code)) == .refused(.ownOriginal))
            #expect(await refusal(.classify(category: "road", severity: nil)) == .refused(.unknownCategory))
            #expect(await refusal(.classify(category: nil, severity: .normal)) == .refused(.nothingChanged))
            _ = try await actions.perform(.acknowledge, on: code, by: officer)
            #expect(await refusal(.extend(seconds: 0)) == .refused(.badExtension))
            await #expect(throws: ServiceError.versionDiffers) {
                try await actions.perform(.start, on: code, by: officer, expecting: 1)
            }
            #expect(try await desk.history(code) == "filed routed acknowledged")
            var generator = SplitMix64(seed: 1)
            let nobody = ReportCode(filedAt: hanoi("2025-01-01 00:00"), using: &generator)
            await #expect(throws: ServiceError.notFound) { try await actions.perform(.acknowledge, on: nobody, by: officer) }
        }
    }

    @Test func aStepIsTakenBackWithAllItDid() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.classify(category: "tree.fallen", severity: nil), on: code)
            #expect(try await desk.clock("resolve", of: code).target == 14_400)
            try await desk.act(.undo, on: code)
            #expect(try await desk.clock("resolve", of: code).target == 144_000)
            let rows = try await desk.database.pool(.superuser).query(
                "SELECT category.code, report.severity FROM report JOIN category ON category.id = report.category_id",
                as: (String, String).self
            )
            #expect(rows.first.map { [$0.0, $0.1] } == ["road.pothole", "normal"])
            try await desk.at("2026-03-02 08:06")
            try await desk.act(.acknowledge, on: code)
            try await desk.at("2026-03-02 08:12")
            await #expect(throws: ServiceError.refused(.workflow(.undoTooLate))) { try await desk.act(.undo, on: code) }
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// R7: a limit exceeded already is breached at once, by nobody's delay; taken back, the breach is voided in the open.
    @Test func aShorterLimitBreachesAtOnceAndAnUndoVoidsIt() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.acknowledge, on: code)
            try await desk.at("2026-03-03 10:00")
            try await desk.act(.classify(category: "tree.fallen", severity: nil), on: code)
            let all = ["breach_100", "escalate_100", "escalate_150", "escalate_200", "warn_75", "warn_90"]
            #expect(try await desk.levels().map(\.level) == all)
            let flagged = try await desk.database.pool(.superuser).query(
                "SELECT bool_and(by_reclassification) FROM sla_event",
                as: Bool.self
            )
            #expect(flagged == [true])
            #expect(try await desk.clock("resolve", of: code).outcome == "missed")
            try await desk.act(.undo, on: code)
            #expect(try await desk.levels() == [])
            #expect(try await desk.clock("resolve", of: code).outcome == nil)
            #expect(try await desk.history(code).hasSuffix("undone sla_voided sla_voided sla_voided sla_voided sla_voided sla_voided"))
            // Passed in earnest later, the same levels are recorded again.
            try await desk.at("2026-03-20 10:00")
            try await desk.sweep()
            #expect(try await desk.levels().contains { $0.clock == "resolve" && $0.level == "breach_100" })
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// R8: who had the report at the breach is to blame for it; with a transfer that is taken back the report was never elsewhere.
    @Test func anUndoneTransferTakesTheBreachBackToTheDeskThatHadTheReport() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let desks = try await (desk.officer(of: code), ReportActor.agency(desk.agency("kind = 'police'")))
            let (first, second) = (try #require(desks.0.agency), try #require(desks.1.agency))
            try await desk.at("2026-03-03 07:58")
            try await desk.act(.transfer(.agency(second)), on: code, by: desks.0)
            try await desk.at("2026-03-03 08:01")
            try await desk.sweep()
            func blamed() async throws -> [UUID] {
                try await desk.levels().filter { $0.clock == "acknowledge" && $0.level == "breach_100" }.map(\.agency)
            }
            try await expect(blamed(), is: [second])
            try await desk.at("2026-03-03 08:02")
            try await desk.act(.undo, on: code, by: desks.0)
            try await expect(blamed(), is: [first])
            try await expect(desk.levels(), is: desk.oracle(at: hanoi("2026-03-03 08:02")))
            let told = try await desk.database.pool(.superuser).query(
                """
                SELECT event.type, event.agency_id
                FROM report_event AS event
                WHERE event.type LIKE 'sla%'
                    AND event.is_public
                ORDER BY event.seq
                """,
                as: (String, UUID).self
            )
            #expect(told.map(\.0) == ["sla_breached", "sla_voided", "sla_breached"] && told.map(\.1) == [second, first, first])
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func aSensitiveCategoryHidesAReportAtOnce() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            let shown = try await desk.database.pool(.publicReader).query("SELECT count(*) FROM public_report", as: Int.self)
            #expect(shown == [1])
            try await desk.act(.classify(category: "service.conduct", severity: nil), on: code)
            let hidden = try await desk.database.pool(.publicReader).query("SELECT count(*) FROM public_report", as: Int.self)
            #expect(hidden == [0])
        }
    }
}
