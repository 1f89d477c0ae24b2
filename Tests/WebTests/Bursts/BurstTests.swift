import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// Reports that come all at once. The clock stands at Monday 2026-03-02 08:00.
@Suite struct BurstTests {
    private static func window(_ text: String) throws -> Quota.Window { try #require(Quota(text)?.windows.first) }

    /// Five of a kind in an hour, of the kinds that are not to matter a million.
    private static func policy(area: String = "1000000/h", device: String = "1000000/h", text: String = "1000000/h") throws -> BurstPolicy {
        BurstPolicy(area: try window(area), device: try window(device), text: try window(text), user: try window("1000000/h"))
    }

    private static func look(_ api: APITest, _ policy: BurstPolicy) async throws -> BurstFindings {
        try await api.database.withStore(.service) { service in
            try await BurstDetector(store: BurstStore(service), policy: policy).look()
        }
    }

    private static func marked(_ api: APITest) async throws -> Int? {
        try await api.database.pool(.superuser).query("SELECT count(*) FROM report WHERE moderation = 'burst'", as: Int.self).first
    }

    /// A report in a place of its own, with words of its own unless told.
    private static func report(_ number: Int, _ text: String? = nil) -> [String: Any?] {
        ["description": text ?? "Ổ gà số \(number)", "location": ["lat": 21.0 + 0.01 * Double(number), "lon": 105.8]]
    }

    @Test func everyReportOfACrowdIsMarkedOnceAndFiledAllTheSame() async throws {
        try await APITest.run(.standingCity) { api in
            let policy = try Self.policy(area: "5/h")
            for _ in 0..<4 { #expect(try await api.file(["description": UUID().uuidString]).status == 201) }
            #expect(try await Self.look(api, policy).marked == [:])
            #expect(try await Self.marked(api) == 0)
            let last = try await api.file(["description": "x", "category": "road.pothole"])
            #expect(last.status == 201)
            #expect(try await Self.look(api, policy).marked == [.area: 5])
            #expect(try await Self.marked(api) == 5)
            // Another one is marked alone, and nobody twice.
            #expect(try await api.file(["description": "y"]).status == 201)
            #expect(try await Self.look(api, policy).marked == [.area: 1])
            #expect(try await Self.look(api, policy).checked == 0)
            let entries = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM report_event WHERE type = 'burst_noticed'",
                as: Int.self
            )
            #expect(entries == [6])
        }
    }

    /// Looked at piece by piece, in the order of time: what was looked at before there was a crowd is marked too, and what is looked at later.
    @Test(arguments: [1, 3, 7]) func aCrowdIsMarkedWholeHoweverLittleIsLookedAtAtOnce(limit: Int) async throws {
        try await APITest.run(.standingCity) { api in
            let policy = try Self.policy(area: "5/h")
            let look = {
                try await api.database.withStore(.service) { service in
                    try await BurstDetector(store: BurstStore(service), policy: policy).look(limit: limit)
                }
            }
            for _ in 0..<4 { _ = try await api.filed(["description": UUID().uuidString]) }
            while try await look().checked > 0 {}
            #expect(try await Self.marked(api) == 0)
            for _ in 0..<8 { _ = try await api.filed(["description": UUID().uuidString]) }
            while try await look().checked > 0 {}
            #expect(try await Self.marked(api) == 12)
        }
    }

    @Test func staffSeeAndFindWhatIsMarked() async throws {
        try await APITest.run(.standingCity) { api in
            let policy = try Self.policy(text: "2/h")
            let quiet = try await api.filed(Self.report(0))
            var crowd: Set<String> = []
            for number in 1...2 { crowd.insert(try await api.filed(Self.report(number, "GIỐNG nhau"))) }
            let before = try await api.read(quiet, as: .coordinator)
            #expect(before.string("moderation") == "null")
            #expect(try await Self.look(api, policy).marked == [.text: 2])
            let list = try await api.get("/v1/staff/reports?moderation=burst", Officer.coordinator.headers)
            #expect(Set((0..<2).compactMap { list.string("items.\($0).code") }) == crowd && list.count("items") == 2)
            #expect(list.string("items.0.moderation") == "burst")
            for code in crowd {
                let seen = try await api.read(code, as: .coordinator)
                #expect(seen.string("moderation") == "burst" && seen.string("history.2.type") == "burst_noticed")
                #expect(seen.string("history.2.by.kind") == "system" && seen.number("version") == 1)
                // Of no concern to the public, whose view has not changed.
                let open = try await api.get("/v1/reports/\(code)")
                #expect(open["moderation"] == nil && open.string("updated_at") == open.string("created_at"))
                #expect(try await api.get("/v1/reports/\(code)/timeline").count("items") == 2)
            }
            #expect(
                try await api.get("/v1/staff/reports?moderation=x", Officer.coordinator.headers).refusals == ["moderation unknown_value"]
            )
        }
    }

    /// It goes on as any other: nobody's edit is refused, a last step can be taken back, and its clocks are what they were.
    @Test func aMarkedReportIsHandledAsAnyOther() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let tag = try #require(try await api.read(code).header("etag"))
            let due = try await api.read(code).string("sla.acknowledge.due_at")
            #expect(try await Self.look(api, try Self.policy(area: "1/h")).marked == [.area: 1])
            #expect(try await api.read(code).string("sla.acknowledge.due_at") == due)
            #expect(try await api.act("acknowledge", on: code, ifMatch: tag).status == 200)
            _ = try await api.file(["description": "y"])
            #expect(try await Self.look(api, try Self.policy(area: "1/h")).marked == [.area: 1])
            let undone = try await api.act("undo", on: code)
            #expect(undone.status == 200 && undone.string("status") == "submitted" && undone.string("moderation") == "burst")
        }
    }

    @Test func whatIsSpreadOverTimeIsNoBurst() async throws {
        try await APITest.run(.standingCity) { api in
            let policy = try Self.policy(area: "3/h")
            for minute in stride(from: 0, to: 300, by: 31) {
                try await api.at(String(format: "2026-03-02 %02d:%02d", 8 + minute / 60, minute % 60))
                #expect(try await api.file(["description": UUID().uuidString]).status == 201)
                #expect(try await Self.look(api, policy).marked == [:])
            }
        }
    }

    @Test func aDeviceIsACrowdByItself() async throws {
        try await APITest.run(.standingCity) { (api: APITest) async throws -> Void in
            let device = ["phananh-device": UUID().uuidString]
            for number in 0..<3 { #expect(try await api.file(Self.report(number), headers: device).status == 201) }
            for number in 3..<6 { #expect(try await api.file(Self.report(number)).status == 201) }
            #expect(try await Self.look(api, try Self.policy(device: "3/h")).marked == [.device: 3])
        }
    }

    /// Detectors of four instances look while reports come in: in the end each is marked, with one entry.
    @Test func manyDetectorsMissNoneAndMarkNoneTwice() async throws {
        try await APITest.run(.standingCity) { api in
            let policy = try Self.policy(area: "10/h")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            let status = try await api.file(["description": UUID().uuidString]).status
                            #expect(status == 201)
                        }
                    }
                    group.addTask { for _ in 0..<10 { _ = try await Self.look(api, policy) } }
                }
                try await group.waitForAll()
            }
            while try await Self.look(api, policy).checked > 0 {}
            let rows = try await api.database.pool(.superuser).query(
                """
                SELECT count(*) FILTER (WHERE moderation = 'burst'), count(*), sum(noticed.count)::bigint
                FROM report
                CROSS JOIN LATERAL (
                    SELECT count(*) FROM report_event WHERE report_id = report.id AND type = 'burst_noticed'
                ) AS noticed
                """,
                as: (Int, Int, Int).self
            )
            #expect(rows.first.map { [$0.0, $0.1, $0.2] } == [40, 40, 40])
        }
    }

    @Test func tracesOfADayAgoAreForgotten() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.file()
            try await api.at("2026-03-03 08:00")
            _ = try await api.file()
            try await api.at("2026-03-03 08:01")
            let left = try await api.database.withStore(.service) { service in
                let memory = FilingMemory(quotas: QuotaStore(service), bursts: BurstStore(service))
                while try await memory.forget(limit: 1) {}
                return try await api.database.pool(.superuser).query("SELECT count(DISTINCT report_id) FROM filing_trace", as: Int.self)
            }
            #expect(left == [1])
        }
    }
}
