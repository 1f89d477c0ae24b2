import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What is practised counts nowhere. The clock stands at Monday 2026-03-02 08:00.
@Suite struct PracticeCountsTests {
    @Test func everyListFigureAndSumIsAsItWas() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let real = try await api.filed()
            try await api.act("acknowledge", on: real)
            _ = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542], "reporter": ["phone": "0912345678"]])
            try await api.at("2026-03-03 10:00")
            _ = try await api.sweep()
            let before = try await Self.figures(practice)

            let codes = try await workThroughEverything(practice)
            #expect(codes.count == 12)
            let swept = try await api.sweep()
            #expect(swept.clocks == 0 && swept.recorded == 0 && swept.levels == [:] && swept.faults.isEmpty, "\(swept)")
            let passed = try await practice.read(codes[0])
            #expect(passed.text.contains("sla_breached") && passed.string("sla.resolve.state") != nil)
            #expect(try await api.drifts() == [])

            let after = try await Self.figures(practice)
            for (name, figure) in before { #expect(after[name] == figure, "\(name)") }
            #expect(after.count == before.count)
            for code in codes { try await isHidden(code, api) }
        }
    }

    @Test func afterItsTimeItIsPutAway() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let code = try await practice.beginOne("pothole")
            try await practice.act("note", on: code, ["text": "Gọi anh Mẫu"])
            try await api.at("2026-05-30 08:00")
            #expect(try await api.retain() == RetentionStep())
            try await api.at("2026-06-02 08:00")
            var step = RetentionStep()
            step.practice = 1
            #expect(try await api.retain() == step)
            #expect(try await api.retain() == RetentionStep())
            let report = try await practice.read(code)
            #expect(report.status == 200 && !report.text.contains("Mẫu") && report.string("location") == "null", "\(report.text)")
            #expect(try await api.call(.get, "/v1/staff/reports", practice.ward).count("items") == 0)
        }
    }

    /// Drift of what is practised is mended with the rest, and told nowhere.
    @Test func clocksOfPracticeAreMendedAndNotCounted() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let real = try await api.filed()
            let code = try await practice.beginOne("pothole")
            let damage: SQL = "UPDATE sla_clock SET used_s = used_s + 7 WHERE clock = 'resolve'"
            try await api.database.pool(.superuser).execute(damage)
            let (found, repaired, after) = (try await api.verify(), try await api.verify(repair: true), try await api.verify())
            #expect(found.reports == 1 && found.drifts.map(\.code) == [real])
            #expect(repaired.reports == 1 && repaired.drifts == found.drifts)
            #expect(after.reports == 1 && after.drifts == [])
            let used = try await api.database.pool(.superuser).query(
                "SELECT used_s FROM sla_clock JOIN report ON report.id = report_id WHERE code = \(code) AND clock = 'resolve'",
                as: Int.self
            )
            #expect(used == [0])
        }
    }

    /// How far a calendar's change has come is told without what is practised, whose clocks follow it all the same.
    @Test func countingAnewTellsOfRealReportsAlone() async throws {
        try await Practising.run { practice in
            let api = practice.api
            _ = try await api.filed()
            _ = try await practice.beginOne("pothole")
            let change: [String: Any] = ["exceptions": try await api.exceptions(adding: "2026-03-05")]
            #expect(try await api.publish(change).status == 201)
            let ahead: SQL = "SELECT ahead FROM calendar_recount"
            try await api.database.withStore(.service) { service in
                let recount = CalendarRecount(
                    store: RecountStore(service),
                    calendars: CalendarStore(service),
                    catalogs: CatalogCache(store: CatalogStore(service))
                )
                _ = try await recount.round()
                #expect(try await api.database.pool(.superuser).query(ahead, as: Int.self) == [1])
                _ = try await recount.round()
                #expect(try await api.database.pool(.superuser).query(ahead, as: Int.self) == [0])
            }
            let versions = try await api.database.pool(.superuser).query(
                "SELECT DISTINCT calendar_version FROM sla_clock WHERE state IN ('pending', 'running', 'paused')",
                as: Int.self
            )
            #expect(versions == [2])
        }
    }

    /// Every case, and everything that can be done to a report; what lies there longest comes first.
    private func workThroughEverything(_ practice: Practising) async throws -> [String] {
        var codes = try await practice.begin("overdue")
        for name in [
            "pothole", "wrong-category", "neighbour-ward", "burst-main", "formal-complaint", "unclear", "duplicates", "personal-data",
            "disputed",
            "conduct",
        ] { codes += try await practice.begin(name) }
        let unit = try await practice.unit("00082")
        let acts: [(Int, String, [String: Any])] = [
            (1, "acknowledge", [:]), (1, "publish", [:]), (1, "start", [:]), (1, "pause", ["reason": "legal"]), (1, "resume", [:]),
            (1, "note", ["text": "x"]), (1, "resolve", [:]), (1, "reopen", ["reason": "x"]), (1, "undo", [:]),
            (2, "classify", ["category": "waste.uncollected", "reason": "x"]), (3, "transfer", ["unit": unit, "reason": "x"]),
            (4, "escalate", [:]), (5, "refuse", ["code": "formal_complaint", "explanation": "x"]), (6, "acknowledge", [:]),
            (6, "request_information", ["message": "x"]), (9, "acknowledge", [:]), (9, "publish", [:]), (9, "withhold", ["reason": "x"]),
            (10, "acknowledge", [:]), (10, "resolve", [:]), (11, "classify", ["category": "service.conduct", "reason": "x"]),
        ]
        for (index, action, members) in acts {
            let done = try await practice.act(action, on: codes[index], members)
            #expect(done.status == 200, "\(action) \(done.text)")
        }
        try await practice.act("mark_duplicate", on: codes[8], ["of": codes[7]])
        #expect(try await practice.api.call(.get, "/v1/staff/reports?limit=100", practice.coordinator).count("items") == 12)
        return codes
    }

    private func isHidden(_ code: String, _ api: APITest) async throws {
        for path in ["", "/timeline", "/proof"] { #expect(try await api.get("/v1/reports/\(code)\(path)").status == 404, "\(code)\(path)") }
        for officer in Officer.allCases {
            #expect(try await api.read(code, as: officer).status == 404, "\(code) \(officer)")
            #expect(try await api.get("/v1/staff/reports/\(code)/sla", officer.headers).status == 404)
        }
    }

    /// Everything that lists or sums reports, as text.
    private static func figures(_ practice: Practising) async throws -> [String: String] {
        let api = practice.api
        var figures: [String: String] = [:]
        let desks = ["", "&agency=\(try await api.agency("training-ward"))", "&agency=\(try await api.agency("training-coordinator"))"]
        for officer in Officer.allCases {
            for query in ["sort=due_at", "sort=-due_at", "sort=created_at", "sort=-updated_at", "overdue=true"] {
                for desk in desks {
                    let path = "/v1/staff/reports?limit=100&\(query)\(desk)"
                    figures["\(officer) \(path)"] = try await api.get(path, officer.headers).text
                }
            }
        }
        let json = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        let simulation = #"{"policy":\#(try APITest.policy())}"#
        figures["simulation"] = try await api.post("/v1/admin/policies/simulate", json, body: Array(simulation.utf8)).text
        let change: [String: Any] = ["exceptions": try await api.exceptions(adding: "2026-03-05"), "dry_run": true]
        figures["calendar preview"] = try await api.publish(change).text
        figures["public"] = try await api.database.pool(.publicReader).query(
            """
            SELECT
                (SELECT array_agg(code ORDER BY code) FROM public_report), (SELECT count(*) FROM public_report_event),
                (SELECT count(*) FROM public_sla_clock)
            """,
            as: ([String]?, Int, Int).self
        ).map { "\($0)" }.joined()
        figures["filing"] = try await api.database.pool(.superuser).query(
            """
            SELECT
                (SELECT count(*) FROM idempotency_key), (SELECT count(*) FROM filing_trace), (SELECT count(*) FROM quota_use),
                (SELECT count(*) FROM report WHERE NOT is_training)
            """,
            as: (Int, Int, Int, Int).self
        ).map { "\($0)" }.joined()
        try await api.database.withStore(.service) { service in
            let unstaffed = try await StaffingStore(service).unstaffed()
            let desks = unstaffed.desks.sorted { $0.key.rawValue < $1.key.rawValue }
            figures["desks"] = "\(desks) \(unstaffed.reports) \(try await StaffingStore(service).misplaced(after: nil, limit: 100))"
            figures["silent desks"] = "\(try await HealthStore(service).silentDesks())"
            figures["desks in demand"] = "\(try await HealthStore(service).unstaffedDesksInDemand())"
            figures["keys"] = "\(try await HealthStore(service).contactKeys())"
            figures["lag"] = "\(try await SLASweeper(store: SweepStore(service), catalogs: api.catalogs(service)).lagSeconds())"
            let readings = try await AuditReader(service).readings(from: .earliest, to: .latest, by: nil)
            figures["readings"] = readings.map { "\($0.actor) \($0.report) \($0.fields.map(\.rawValue).sorted()) \($0.count)" }.joined()
        }
        return figures
    }
}

extension APITest {
    fileprivate func catalogs(_ service: DatabasePool) -> CatalogCache { CatalogCache(store: CatalogStore(service)) }

    fileprivate func sweep() async throws -> SweepResult {
        try await database.withStore(.service) { service in
            try await SLASweeper(store: SweepStore(service), catalogs: catalogs(service)).sweep()
        }
    }

    fileprivate func drifts() async throws -> [ClockDrift] { try await verify().drifts }

    fileprivate func verify(repair: Bool = false) async throws -> SLAVerification.Outcome {
        try await database.withStore(.service) { service in
            try await SLAVerification(store: VerificationStore(service), catalogs: catalogs(service)).run(repair: repair)
        }
    }

    fileprivate func retain() async throws -> RetentionStep {
        try await database.withStore(.service) { service in
            try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round()
        }
    }
}
