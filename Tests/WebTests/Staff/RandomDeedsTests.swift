import ClockTesting
import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Store
import Testing

@testable import Web

/// Anybody does anything, through the API and through the services, sixteen at once, while limits run out. The clock stands at Monday
/// 2026-03-02 08:00, and moves by whole minutes between the rounds.
@Suite struct RandomDeedsTests {
    private static let workers = 16
    private static let stepsOfARound = 10
    /// With `PHANANH_TEST_CASES=all` 51,200 steps: in each of four cities 12,800.
    private static let (cities, rounds) = (randomCases(4, usually: 1), randomCases(80, usually: 14))

    /// A deed that was done.
    private struct Done {
        let code: String
        /// The report's version after it, where its doer is told.
        var version: Int?
        /// Its place in the history, where that is told instead.
        var entry: (seq: Int, type: String)?
    }

    /// What deeds are about.
    private struct Scene {
        let reports: [Filed]
        let desks: [String]
        let accounts: [String]
    }

    @Test(.timeLimit(.minutes(60)), arguments: cities) func whateverAnybodyDoesNothingIsLostOrBent(in city: Int) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await APITest.run(.standingCity) { api in
            try await api.database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: UnitHours.statement)) }
            var random = SplitMix64(seed: seed)
            let units = try await [api.agency("committee-00070-2025-07-01"), api.agency("committee-00004-2025-07-01")]
            let desks = units + [try await api.agency("coordinator"), try await api.agency("company-water")]
            let accounts = try await api.database.pool(.superuser).query("SELECT lower(id::text) FROM account", as: String.self)
            var reports: [Filed] = []
            var done: [Done] = []
            var now = try #require(Instant(rfc3339: "2026-03-02T08:00:00+07:00"))
            for round in Self.rounds {
                for _ in 0..<(round == 0 ? 12 : 4) { reports.append(try await api.filedReport()) }
                let scene = Scene(reports: reports.suffix(20), desks: desks, accounts: accounts)
                done += try await withThrowingTaskGroup(of: [Done].self) { group in
                    for worker in 0..<Self.workers {
                        let random = SplitMix64(seed: seed &+ UInt64(round * Self.workers + worker))
                        group.addTask { try await Self.work(on: scene, api, random) }
                    }
                    group.addTask { try await Self.sweep(api) }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                // Now and then so little that a step can still be taken back.
                try await Self.changeWhoApproves(desks, api, &random)
                let minutes: ClosedRange<Int64> = Int.random(in: 0..<3, using: &random) == 0 ? 0...4 : 0...1_500
                now = now.adding(seconds: 60 * Int64.random(in: minutes, using: &random))
                try await api.database.setClock(now)
            }
            _ = try await Self.sweep(api)
            try await Self.checkVersions(done, api, seed)
            try await Self.checkHistories(done, api, seed)
            try await Self.checkNews(api, seed)
            let (found, ahead) = try await WalkedClocks.differences(in: api.database, at: now)
            try await Self.checkSecrets(api, seed)
            #expect(found.prefix(5) == [], "seed \(seed)")
            #expect(ahead > 3, "seed \(seed)")
        }
    }

    // MARK: Deeds
    /// Has a leader approve the answers of a desk from now on, or not any more, whatever waits there.
    private static func changeWhoApproves(_ desks: [String], _ api: APITest, _ random: inout SplitMix64) async throws {
        let desk = desks.randomElement(using: &random).flatMap { UUID(uuidString: $0) }
        try await api.database.pool(.superuser).execute("UPDATE agency SET needs_approval = NOT needs_approval WHERE id = \(desk)")
    }

    private static func work(on scene: Scene, _ api: APITest, _ random: SplitMix64) async throws -> [Done] {
        var random = random
        var done: [Done] = []
        /// What was last seen, which others may have changed since.
        var tags: [String: String] = [:]
        for _ in 0..<stepsOfARound {
            let report = scene.reports[Int.random(in: 0..<scene.reports.count, using: &random)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0, 1: done += try await throughTheServices(report.code, api, &random)
            case 2, 3: done += try await asReporter(report, scene, api, &random)
            case 4: done += try await inBulk(scene, api, &random)
            default: done += try await atADesk(report.code, scene, &tags, api, &random)
            }
        }
        return done
    }

    private static func atADesk(
        _ code: String,
        _ scene: Scene,
        _ tags: inout [String: String],
        _ api: APITest,
        _ random: inout SplitMix64
    ) async throws -> [Done] {
        let officer = Officer.allCases.randomElement(using: &random) ?? .desk
        if tags[code] == nil || Int.random(in: 0..<3, using: &random) > 0 {
            tags[code] = try await api.read(code, as: .coordinator).header("etag")
        }
        let (action, members) = deed(scene, &random)
        let answer = try await api.act(action, on: code, members, by: officer, ifMatch: tags[code])
        tags[code] = answer.header("etag")
        #expect([200, 403, 404, 409, 412, 422].contains(answer.status), "\(action) \(answer.text)")
        guard answer.status == 200, let version = answer.number("version") else { return [] }
        return [Done(code: code, version: Int(version))]
    }

    /// Several at once, some of which were changed since.
    private static func inBulk(_ scene: Scene, _ api: APITest, _ random: inout SplitMix64) async throws -> [Done] {
        let officer = Officer.allCases.randomElement(using: &random) ?? .desk
        var items: [[String: Any]] = []
        for code in Set((0..<3).compactMap { _ in scene.reports.randomElement(using: &random)?.code }) {
            let version = Int(try await api.read(code, as: .coordinator).number("version") ?? 1)
            items.append(["code": code, "version": max(1, version - Int.random(in: 0...1, using: &random))])
        }
        var (action, members) = deed(scene, &random)
        // Nobody shows the same picture for many.
        while action == "resolve" { (action, members) = deed(scene, &random) }
        let body: [String: Any] = ["action": members.merging(["action": action]) { first, _ in first }, "reports": items]
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        let sent = Array(try JSONSerialization.data(withJSONObject: body))
        let answer = try await api.post("/v1/staff/reports/actions", headers, body: sent)
        #expect([200, 403, 404, 422].contains(answer.status), "\(action) \(answer.text)")
        return (0..<(answer.status == 200 ? answer.count("items") ?? 0 : 0)).compactMap { index in
            guard answer.number("items.\(index).done") == 1, let code = answer.string("items.\(index).code"),
                let version = answer.number("items.\(index).version")
            else {
                let status = answer.number("items.\(index).problem.status") ?? 0
                #expect([403, 404, 409, 412, 422].contains(status), "\(action) \(answer.text)")
                return nil
            }
            return Done(code: code, version: Int(version))
        }
    }

    /// With the token of the report, or with another's, which opens nothing.
    private static func asReporter(
        _ report: Filed,
        _ scene: Scene,
        _ api: APITest,
        _ random: inout SplitMix64
    ) async throws -> [Done] {
        let other = scene.reports.randomElement(using: &random) ?? report
        let isOwn = Int.random(in: 0..<6, using: &random) > 0 || other.code == report.code
        let shown = isOwn ? report : Filed(code: report.code, headers: other.headers)
        let answer: JSONAnswer
        var done = Done(code: report.code)
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: answer = try await api.reporter("messages", on: shown, ["text": "Vẫn còn"])
        case 3: answer = try await api.reporter("withdraw", on: shown)
        case 4, 5:
            let rating = ["satisfied", "acceptable", "unsatisfied"].randomElement(using: &random) ?? ""
            let members: [String: Any] = ["rating": rating, "dispute": rating == "unsatisfied" && Bool.random(using: &random)]
            answer = try await api.reporter("feedback", on: shown, members)
        default:
            let corrections: [[String: Any]] = [
                ["description": "Ổ gà khác"], ["category": "road.sidewalk"], ["category": "service.conduct"],
                ["location": places.randomElement(using: &random) ?? [:]],
            ]
            answer = try await api.correct(shown, corrections.randomElement(using: &random) ?? [:])
        }
        #expect((isOwn ? [200, 201, 409, 422] : [401]).contains(answer.status), "\(answer.text)")
        if let seq = answer.number("seq"), let type = answer.string("type") { done.entry = (Int(seq), type) }
        return answer.status < 300 ? [done] : []
    }

    /// In Ba Đình and in Hoàn Kiếm.
    private static let places = [["lat": 21.039446, "lon": 105.836365], ["lat": 21.0285, "lon": 105.8542]]

    private static func deed(_ scene: Scene, _ random: inout SplitMix64) -> (String, [String: Any]) {
        let desk = scene.desks.randomElement(using: &random) ?? ""
        let other = scene.reports.randomElement(using: &random)?.code ?? ""
        let deeds: [(String, [String: Any])] = [
            ("acknowledge", [:]), ("acknowledge", ["publish": true]), ("acknowledge", [:]), ("start", [:]),
            ("assign", ["assignee": scene.accounts.randomElement(using: &random) ?? ""]),
            ("request_information", ["message": "Ở đâu ạ?"]), ("pause", ["reason": "legal"]), ("resume", [:]),
            ("request_opinion", ["agency": desk, "question": "?"]), ("give_opinion", ["text": "!"]),
            ("extend", ["working_hours": 8, "reason": "x"]), ("transfer", ["agency": desk, "reason": "x"]), ("decline", ["reason": "x"]),
            ("escalate", [:]), ("resolve", [:]), ("resolve", ["evidence": [String]()]), ("approve", [:]), ("approve", [:]),
            ("send_back", ["reason": "x"]),
            (
                "refuse",
                ["code": ["spam", "unclear", "state_secret"].randomElement(using: &random) ?? "", "explanation": "x", "referred_to": "x"]
            ),
            ("mark_duplicate", ["of": other]), ("mark_duplicate", ["of": other]), ("unmerge", [:]),
            ("classify", ["severity": "urgent", "reason": "x"]),
            (
                "classify",
                ["category": ["tree.fallen", "road.pothole", "service.conduct"].randomElement(using: &random) ?? "", "reason": "x"]
            ),
            ("relocate", places.randomElement(using: &random) ?? [:]), ("note", ["text": "x"]), ("publish", [:]),
            ("withhold", ["reason": "x"]), ("reopen", ["reason": "x"]), ("undo", [:]), ("undo", [:]),
        ]
        return deeds.randomElement(using: &random) ?? ("note", ["text": "x"])
    }

    /// The service itself, and the rules for reporters without the doors in front of them.
    private static func throughTheServices(_ code: String, _ api: APITest, _ random: inout SplitMix64) async throws -> [Done] {
        guard case .code(let read) = ReportCode.read(code) else { return [] }
        let deeds: [(ReportCommand, ReportActor)] = [
            (.message, .citizen), (.dispute, .citizen), (.withdraw, .citizen), (.close, .system), (.close, .system),
        ]
        let (command, actor) = deeds.randomElement(using: &random) ?? (.message, .citizen)
        do throws(ServiceError) {
            return [Done(code: code, version: try await api.useCases.actions.perform(command, on: read, by: actor).version)]
        } catch {
            guard case .refused = error else { throw error }
            return []
        }
    }

    /// Records what has run out.
    private static func sweep(_ api: APITest) async throws -> [Done] {
        try await api.database.withStore(.service) { service in
            let sweeper = SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service)))
            while true {
                let result = try await sweeper.sweep(limit: 7)
                #expect(result.faults.isEmpty)
                if !result.hasMore { return }
            }
        }
        return []
    }

    // MARK: Laws

    /// Every deed that was done made a version of its own. Of the others reporters made one each, and the system at most one for each of
    /// its entries.
    private static func checkVersions(_ done: [Done], _ api: APITest, _ seed: UInt64) async throws {
        let deeds = Dictionary(grouping: done, by: \.code)
        let rows = try await api.database.pool(.superuser).query(
            """
            SELECT
                code, version, (SELECT count(*) FROM report_event WHERE report_id = report.id AND actor_kind = 'system'),
                (SELECT count(*) FROM report_event WHERE report_id = report.id AND data ? 'member')
            FROM report
            """,
            as: (String, Int, Int, Int).self
        )
        for (code, version, systems, disputes) in rows {
            let versions = (deeds[code] ?? []).compactMap(\.version)
            #expect(
                Set(versions).count == versions.count && versions.allSatisfy { (2...max(version, 2)).contains($0) },
                "seed \(seed), \(code)"
            )
            // Reporters of duplicates are told of theirs.
            let untold = (deeds[code] ?? []).count { $0.version == nil } + disputes
            #expect((untold...(untold + systems)).contains(version - 1 - versions.count), "seed \(seed), \(code)")
        }
        #expect(done.count > 100 && done.contains { $0.version == nil }, "seed \(seed)")
    }

    /// No gaps, times in order, each step one of the table's, and what doers were told is what stands there.
    private static func checkHistories(_ done: [Done], _ api: APITest, _ seed: UInt64) async throws {
        let told = Dictionary(grouping: done.filter { $0.entry != nil }, by: \.code).mapValues { $0.compactMap(\.entry) }
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
            let entries = told[code] ?? []
            #expect(Set(entries.map(\.seq)).count == entries.count, "seed \(seed), \(code)")
            #expect(entries.allSatisfy { history[$0.seq - 1].5 == $0.type }, "seed \(seed), \(code)")
            var before: [ReportStatus] = []
            var status = ReportStatus.submitted
            for row in history {
                let type = try #require(ReportEventType(rawValue: row.5))
                let next = row.6.flatMap(ReportStatus.init) ?? status
                // A request that is taken back leaves the report where it is.
                let isRequest = row.7.map { ["resolution_proposed", "extension_requested"].contains(history[$0 - 1].5) } ?? false
                let isLegal =
                    row.7.map { next == before[$0 - 1] || isRequest && next == status }
                    ?? (next == status || isInTable(type, from: status, to: next))
                #expect(isLegal, "seed \(seed), \(code): \(type) from \(status) to \(next)")
                before.append(status)
                status = next
            }
            #expect(history.last?.1 == status.rawValue, "seed \(seed), \(code)")
        }
    }

    /// What was passed on to a desk, and what was written to it, waits there until somebody there acts: told from the entries alone.
    private static func checkNews(_ api: APITest, _ seed: UInt64) async throws {
        let wrong = try await api.database.pool(.superuser).query(
            """
            SELECT report.code, report.is_arrived, report.has_message
            FROM report
            JOIN (
                SELECT
                    event.report_id, max(event.seq) FILTER (WHERE event.agency_id <> report.agency_id) AS left_at,
                    max(event.seq) FILTER (WHERE event.type = 'message_added') AS written,
                    coalesce(max(event.seq) FILTER (WHERE event.actor_agency_id = report.agency_id), 0) AS acted
                FROM report_event AS event
                JOIN report ON report.id = event.report_id
                GROUP BY event.report_id
            ) AS seen ON seen.report_id = report.id
            WHERE report.has_message <> coalesce(seen.acted < seen.written, false)
                OR report.is_arrived <> (
                    coalesce(seen.acted <= seen.left_at, false)
                    AND (
                        report.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')
                        OR report.status = 'resolved' AND report.is_disputed
                    )
                )
            """,
            as: (String, Bool, Bool).self
        )
        #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
    }

    private static func isInTable(_ type: ReportEventType, from status: ReportStatus, to next: ReportStatus) -> Bool {
        // A dispute is told of before what it leads to, also of what was closed; and another place hands a report on.
        if type == .disputed, status == .closed, next == .resolved { return true }
        let type = type == .reopened && status == .resolved ? .disputed : type == .relocated ? .transferred : type
        return ReportAction.allCases.contains { action in
            let row = Workflow.row(action)
            return row.event == type && row.moves[status] == next
        }
    }

    /// What is a state secret is one with its whole group, and nothing of that is public.
    private static func checkSecrets(_ api: APITest, _ seed: UInt64) async throws {
        let broken = try await api.database.pool(.superuser).query(
            """
            SELECT report.code
            FROM report
            LEFT JOIN report AS original ON original.id = report.duplicate_of
            WHERE report.is_secret <> coalesce(
                    original.is_secret,
                    report.status = 'refused' AND (
                        SELECT data ->> 'code' FROM report_event WHERE report_id = report.id AND type = 'refused' ORDER BY seq DESC LIMIT 1
                    ) = 'state_secret'
                )
                OR (report.is_secret AND report.publication <> 'withheld')
            """,
            as: String.self
        )
        #expect(broken == [], "seed \(seed)")
    }
}
