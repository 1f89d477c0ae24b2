import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Testing

/// Random commands at random times. Every report of a script gets the same commands; how often sweepers come by differs, and must not matter.
@Suite struct RandomHistoryTests {
    @Test(arguments: 1...4)
    func whatIsRecordedDoesNotDependOnWhoCameWhen(_ seed: Int) async throws {
        try await Desk.run { desk in
            var random = SplitMix64(seed: UInt64(seed))
            let agencies = try await desk.database.pool(.superuser).query(
                "SELECT id FROM agency WHERE kind IN ('committee', 'police', 'coordinator') ORDER BY code LIMIT 4",
                as: UUID.self
            )
            for script in 0..<12 {
                var now = hanoi("2026-03-02 08:00").adding(seconds: Int64.random(in: 0...400_000, using: &random))
                try await desk.database.setClock(now)
                // One that is swept now and then, one only at the end.
                let codes = [try await desk.file(), try await desk.file()]
                for step in 0..<Int.random(in: 3...12, using: &random) {
                    if Int.random(in: 0..<4, using: &random) > 0 {
                        now = now.adding(seconds: Int64.random(in: 0...120_000, using: &random))
                    }
                    try await desk.database.setClock(now)
                    let command = command(agencies, &random)
                    let results = try await outcomes(of: command, on: codes, desk)
                    #expect(results[0] == results[1], "seed \(seed), script \(script), step \(step): \(command)")
                    if Bool.random(using: &random) { try await sweepOnly(codes[0], desk) }
                }
                now = now.adding(seconds: Int64.random(in: 0...300_000, using: &random))
                try await desk.database.setClock(now)
                try await desk.sweep()
                let levels = Dictionary(grouping: try await desk.levels(), by: \.report).mapValues { levels in
                    levels.map {
                        "\($0.cycle) \($0.clock) \($0.level) \($0.occurredAt) \($0.agency) \($0.byReclassification) \($0.handler, default: "")"
                    }.sorted()
                }
                let ids = try await ids(codes, desk)
                #expect(levels[ids[0]] == levels[ids[1]], "seed \(seed), script \(script)")
            }
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [], "seed \(seed)")
        }
    }

    private func command(_ agencies: [UUID], _ random: inout some RandomNumberGenerator) -> ReportCommand {
        let agency = agencies[Int.random(in: 0..<agencies.count, using: &random)]
        let commands: [ReportCommand] = [
            .acknowledge, .acknowledge, .acknowledge, .start, .requestInformation, .message, .pause(.legal), .pause(.forceMajeure), .resume,
            .requestOpinion(agency: agency), .giveOpinion, .extend(seconds: 14_400), .approve, .sendBack, .transfer(.agency(agency)),
            .transfer(.agency(agency)), .decline, .escalate, .resolve, .refuse(.spam), .classify(category: "tree.fallen", severity: nil),
            .classify(category: "road.pothole", severity: .complex), .reopen, .dispute, .undo, .undo, .withdraw, .close,
        ]
        return commands[Int.random(in: 0..<commands.count, using: &random)]
    }

    /// "done", or why not.
    private func outcomes(of command: ReportCommand, on codes: [ReportCode], _ desk: Desk) async throws -> [String] {
        var outcomes: [String] = []
        for code in codes {
            do throws(ServiceError) {
                let actor: ReportActor =
                    switch command.action.party {
                    case .citizen: .citizen
                    case .system: .system
                    case .staff: (try? await desk.officer(of: code)) ?? .system
                    }
                _ = try await desk.useCases.actions.perform(command, on: code, by: actor)
                outcomes.append("done")
            } catch {
                guard case .refused(let refusal) = error else { throw error }
                outcomes.append(refusal.code)
            }
        }
        return outcomes
    }

    /// Sweeps while another transaction holds the other reports.
    private func sweepOnly(_ code: ReportCode, _ desk: Desk) async throws {
        try await desk.database.pool(.superuser).withTransaction { connection in
            try connection.execute("SELECT id FROM report WHERE code <> \(code.description) FOR UPDATE")
            try await desk.sweep()
        }
    }

    private func ids(_ codes: [ReportCode], _ desk: Desk) async throws -> [UUID] {
        var ids: [UUID] = []
        for code in codes {
            ids += try await desk.database.pool(.superuser).query("SELECT id FROM report WHERE code = \(code.description)", as: UUID.self)
        }
        return ids
    }
}
