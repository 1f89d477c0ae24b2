import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// Anybody does anything, through the API and through the services, sixteen at once. The clock stands at Monday 2026-03-02 08:00.
@Suite struct RandomDeedsTests {
    private static let workers = 16
    private static let stepsOfARound = 10
    /// With `PHANANH_TEST_CASES=all` 51,200 steps.
    private static let rounds = ProcessInfo.processInfo.environment["PHANANH_TEST_CASES"] == "all" ? 320 : 14

    /// A report's version after a deed that was done.
    private struct Done: Hashable {
        let code: String
        let version: Int
    }

    @Test(.timeLimit(.minutes(60))) func whateverAnybodyDoesNothingIsLostOrBent() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await APITest.run(.standingCity) { api in
            var random = SplitMix64(seed: seed)
            let units = try await [api.agency("committee-00070-2025-07-01"), api.agency("committee-00004-2025-07-01")]
            let all = units + [try await api.agency("coordinator"), try await api.agency("company-water")]
            var codes: [String] = []
            var done: [Done] = []
            var now = try #require(Instant(rfc3339: "2026-03-02T08:00:00+07:00"))
            for round in 0..<Self.rounds {
                for _ in 0..<(round == 0 ? 12 : 4) { codes.append(try await api.filed()) }
                let shown = codes.suffix(20)
                done += try await withThrowingTaskGroup(of: [Done].self) { group in
                    for worker in 0..<Self.workers {
                        let random = SplitMix64(seed: seed &+ UInt64(round * Self.workers + worker))
                        group.addTask { try await Self.work(on: Array(shown), at: all, api, random) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                now = now.adding(seconds: Int64.random(in: 0...90_000, using: &random))
                try await api.database.setClock(now)
            }
            try await Self.checkVersions(of: codes, done, api, seed)
            try await Self.checkHistories(api, seed)
            try await Self.checkClocks(api, seed)
        }
    }

    // MARK: Deeds

    private static func work(on codes: [String], at desks: [String], _ api: APITest, _ random: SplitMix64) async throws -> [Done] {
        var random = random
        var done: [Done] = []
        /// What was last seen, which others may have changed since.
        var tags: [String: String] = [:]
        for _ in 0..<stepsOfARound {
            let code = codes[Int.random(in: 0..<codes.count, using: &random)]
            if Int.random(in: 0..<4, using: &random) == 0 {
                if let version = try await throughTheServices(code, api, &random) { done.append(Done(code: code, version: version)) }
                continue
            }
            let officer = Officer.allCases.randomElement(using: &random) ?? .desk
            if tags[code] == nil || Int.random(in: 0..<3, using: &random) > 0 {
                tags[code] = try await api.read(code, as: .coordinator).header("etag")
            }
            let (action, members) = deed(codes, desks, &random)
            let answer = try await api.act(action, on: code, members, by: officer, ifMatch: tags[code])
            tags[code] = answer.header("etag")
            #expect([200, 403, 404, 409, 412, 422, 503].contains(answer.status), "\(action) \(answer.text)")
            if answer.status == 200, let version = answer.number("version") { done.append(Done(code: code, version: Int(version))) }
        }
        return done
    }

    private static func deed(_ codes: [String], _ desks: [String], _ random: inout SplitMix64) -> (String, [String: Any]) {
        let desk = desks.randomElement(using: &random) ?? ""
        let other = codes.randomElement(using: &random) ?? ""
        let deeds: [(String, [String: Any])] = [
            ("acknowledge", [:]), ("acknowledge", ["publish": true]), ("acknowledge", [:]), ("start", [:]),
            ("request_information", ["message": "Ở đâu ạ?"]), ("pause", ["reason": "legal"]), ("resume", [:]),
            ("request_opinion", ["agency": desk, "question": "?"]), ("give_opinion", ["text": "!"]),
            ("extend", ["working_hours": 8, "reason": "x"]), ("transfer", ["agency": desk, "reason": "x"]), ("decline", ["reason": "x"]),
            ("escalate", [:]), ("resolve", [:]), ("approve", [:]), ("send_back", [:]),
            ("refuse", ["code": ["spam", "unclear", "state_secret"].randomElement(using: &random) ?? "", "explanation": "x"]),
            ("mark_duplicate", ["of": other]), ("unmerge", [:]), ("classify", ["severity": "urgent", "reason": "x"]),
            (
                "classify",
                ["category": ["tree.fallen", "road.pothole", "service.conduct"].randomElement(using: &random) ?? "", "reason": "x"]
            ),
            ("note", ["text": "x"]), ("publish", [:]), ("withhold", ["reason": "x"]), ("reopen", ["reason": "x"]), ("undo", [:]),
            ("undo", [:]),
        ]
        return deeds.randomElement(using: &random) ?? ("note", ["text": "x"])
    }

    /// Reporters and the service itself, and desks by nobody's name.
    private static func throughTheServices(_ code: String, _ api: APITest, _ random: inout SplitMix64) async throws -> Int? {
        guard case .code(let read) = ReportCode.read(code) else { return nil }
        let deeds: [(ReportCommand, ReportActor)] = [
            (.message, .citizen), (.message, .citizen), (.dispute, .citizen), (.withdraw, .citizen), (.close, .system),
        ]
        let (command, actor) = deeds.randomElement(using: &random) ?? (.message, .citizen)
        do throws(ServiceError) {
            return try await api.useCases.actions.perform(command, on: read, by: actor).version
        } catch {
            switch error {
            case .refused, .busy: return nil
            default: throw error
            }
        }
    }

    // MARK: Laws

    /// Every deed that was done made the next version, and none made one that another had made.
    private static func checkVersions(of codes: [String], _ done: [Done], _ api: APITest, _ seed: UInt64) async throws {
        let versions = Dictionary(grouping: done, by: \.code).mapValues { $0.map(\.version).sorted() }
        let rows = try await api.database.pool(.superuser).query("SELECT code, version FROM report", as: (String, Int).self)
        for (code, version) in rows {
            let expected = version > 1 ? Array(2...version) : []
            #expect(versions[code, default: []] == expected, "seed \(seed), \(code)")
        }
        #expect(done.count > 100, "seed \(seed)")
    }

    /// No gaps, times in order, and each step one of the table's.
    private static func checkHistories(_ api: APITest, _ seed: UInt64) async throws {
        let rows = try await api.database.pool(.superuser).query(
            """
            SELECT report.code, report.status, report.last_seq, event.seq, event.at, event.type, event.data ->> 'status', (event.data ->> 'undone')::integer
            FROM report_event AS event
            JOIN report ON report.id = event.report_id
            ORDER BY report.code, event.seq
            """,
            as: (String, String, Int, Int, Date, String, String?, Int?).self
        )
        for (code, history) in Dictionary(grouping: rows, by: \.0) {
            #expect(history.map(\.3) == Array(1...history.count) && history.last?.2 == history.count, "seed \(seed), \(code)")
            #expect(zip(history, history.dropFirst()).allSatisfy { $0.4 <= $1.4 }, "seed \(seed), \(code)")
            var before: [ReportStatus] = []
            var status = ReportStatus.submitted
            for (row, type) in history.compactMap({ row in ReportEventType(rawValue: row.5).map { (row, $0) } }) {
                let next = row.6.flatMap(ReportStatus.init) ?? status
                let isLegal =
                    row.7.map { next == before[$0 - 1] } ?? (next == status || isInTable(type, from: status, to: next))
                #expect(isLegal, "seed \(seed), \(code): \(type) from \(status) to \(next)")
                before.append(status)
                status = next
            }
            #expect(history.last?.1 == status.rawValue, "seed \(seed), \(code)")
        }
    }

    private static func isInTable(_ type: ReportEventType, from status: ReportStatus, to next: ReportStatus) -> Bool {
        // A dispute is told of before what it leads to, and a pause may be one for the citizen.
        let type = type == .reopened && status == .resolved ? .disputed : type
        return ReportAction.allCases.contains { action in
            let row = Workflow.row(action)
            return row.event == type && row.moves[status] == next
        }
    }

    /// What is stored of clocks and levels is what the histories say, folded anew.
    private static func checkClocks(_ api: APITest, _ seed: UInt64) async throws {
        try await api.database.withStore(.service) { service in
            let catalogs = CatalogCache(store: CatalogStore(service))
            let drifts = try await SLAVerification(store: VerificationStore(service), catalogs: catalogs).run().drifts
            #expect(drifts == [], "seed \(seed)")
        }
    }
}
