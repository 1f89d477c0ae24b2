import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// Lists of reports for staff. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StaffListTests {
    private static let orders = ["due_at", "-due_at", "created_at", "-created_at", "updated_at", "-updated_at"]

    /// Reports in many states, some filed at one instant.
    private func fill(_ api: APITest) async throws -> [String] {
        var codes: [String] = []
        for (hour, category) in ["road.pothole", "road.sidewalk", "traffic.parking", "road.pothole", "service.conduct"].enumerated() {
            try await api.at("2026-03-0\(2 + hour / 2) 1\(hour):00")
            for _ in 0..<3 { codes.append(try await api.filed(["category": category])) }
        }
        try await api.act("acknowledge", on: codes[0], by: .coordinator)
        try await api.act("refuse", on: codes[1], ["code": "spam", "explanation": "x"], by: .coordinator)
        try await api.act("acknowledge", on: codes[4], by: .coordinator)
        try await api.act("pause", on: codes[4], ["reason": "legal"], by: .coordinator)
        try await api.act("acknowledge", on: codes[6], by: .coordinator)
        try await api.act("resolve", on: codes[6], by: .coordinator)
        try await api.act("escalate", on: codes[9], by: .coordinator)
        try await api.act("classify", on: codes[10], ["severity": "urgent", "reason": "x"], by: .coordinator)
        return codes
    }

    private func page(_ query: String, _ api: APITest) async throws -> JSONAnswer {
        try await api.get("/v1/staff/reports?\(query)", Officer.coordinator.headers)
    }

    private func codes(_ answer: JSONAnswer) -> [String] {
        (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// All pages, walked by the links; `between` happens after each.
    private func walk(_ query: String, _ api: APITest, between: () async throws -> Void = {}) async throws -> [String] {
        var (found, path): ([String], String?) = ([], "/v1/staff/reports?\(query)")
        while let next = path {
            let answer = try await api.get(next, Officer.coordinator.headers)
            #expect(answer.status == 200, "\(answer.text)")
            found += codes(answer)
            path = answer.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            #expect((path == nil) == (answer.string("next") == "null"))
            try await between()
        }
        return found
    }

    /// What the clocks say, asked of them and not of the report's own columns.
    private func expected(_ condition: SQL = "true", _ order: String = "due_at", _ api: APITest) async throws -> [String] {
        let orders: [String: SQL] = [
            "due_at": "due ASC NULLS LAST, id", "-due_at": "due DESC NULLS LAST, id DESC", "created_at": "created_at, id",
            "-created_at": "created_at DESC, id DESC", "updated_at": "updated_at, id", "-updated_at": "updated_at DESC, id DESC",
        ]
        let order = try #require(orders[order])
        return try await api.database.pool(.superuser).query(
            """
            SELECT code
            FROM (
                SELECT
                    report.*,
                    (
                        SELECT min(clock.due_at)
                        FROM sla_clock AS clock
                        WHERE clock.report_id = report.id
                            AND clock.clock IN ('acknowledge', 'resolve')
                            AND clock.state = 'running'
                    ) AS due,
                    EXISTS (
                        SELECT
                        FROM sla_clock AS clock
                        WHERE clock.report_id = report.id
                            AND clock.clock IN ('acknowledge', 'resolve')
                            AND clock.state = 'running'
                            AND clock.breach_at < instant_now()
                    ) AS overdue
                FROM report
            ) AS listed
            WHERE \(condition)
            ORDER BY \(order)
            """,
            as: String.self
        )
    }

    /// CCRS#432: elsewhere a page was in order, and the list was not.
    @Test func everyOrderIsThatOfTheClocks() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await fill(api)
            try await sweepAll(api)
            for order in Self.orders {
                let all = try await expected("true", order, api)
                #expect(all.count == 15)
                for limit in [1, 2, 4, 200] {
                    #expect(try await walk("sort=\(order)&limit=\(limit)", api) == all, "\(order) by \(limit)")
                }
            }
            #expect(try await walk("limit=4", api) == (try await expected("true", "due_at", api)))
        }
    }

    /// Others' reports are none of a desk's business, whatever it filters by.
    @Test func aDeskListsWhatItHas() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await fill(api)
            let (coordinator, desk) = (try await api.agency("coordinator"), try await api.agency("committee-00004-2025-07-01"))
            let own = try await expected("agency_id = \(desk)::uuid", "due_at", api)
            #expect(own.count > 3)
            for (query, list) in [
                ("", own), ("agency=\(desk)", own), ("agency=\(desk),\(coordinator)", own), ("agency=\(coordinator)", []),
            ] {
                #expect(codes(try await api.get("/v1/staff/reports?\(query)", Officer.colleague.headers)) == list, "\(query)")
            }
            #expect(codes(try await api.get("/v1/staff/reports", Officer.neighbour.headers)) == [])
        }
    }

    @Test func filtersFitTogether() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await fill(api)
            try await api.at("2026-03-06 17:00")
            try await sweepAll(api)
            let coordinator = try await api.agency("coordinator")
            let cases: [(String, SQL)] = [
                ("status=acknowledged,refused", "status IN ('acknowledged', 'refused')"),
                ("unit=00004", "unit_id IN (SELECT id FROM unit WHERE code = '00004')"),
                ("agency=\(coordinator)", "agency_id = \(coordinator)::uuid"),
                ("category=road.pothole", "category_id IN (SELECT id FROM category WHERE code = 'road.pothole')"),
                ("category=road", "category_id IN (SELECT id FROM category WHERE code LIKE 'road.%')"),
                ("severity=urgent", "severity = 'urgent'"), ("confidence=medium", "routing_confidence = 'medium'"),
                ("confidence=high,low", "routing_confidence IN ('high', 'low')"),
                ("assignee=none&status=submitted", "status = 'submitted'"),
                ("overdue=true", "overdue"), ("overdue=false", "NOT overdue"), ("due_before=2026-03-04", "due < '2026-03-04 00:00+07'"),
                ("due_before=2026-03-03T17:30:00%2B07:00", "due < '2026-03-03 17:30+07'"),
                (
                    "from=2026-03-03&to=2026-03-04T13:00:00%2B07:00",
                    "created_at >= '2026-03-03 00:00+07' AND created_at < '2026-03-04 13:00+07'"
                ),
                ("updated_since=2026-03-04T13:00:00%2B07:00", "updated_at >= '2026-03-04 13:00+07'"),
                (
                    "overdue=true&status=submitted&category=road.pothole",
                    "overdue AND status = 'submitted' AND category_id IN (SELECT id FROM category WHERE code = 'road.pothole')"
                ),
                ("status=withdrawn", "status = 'withdrawn'"),
            ]
            for (query, condition) in cases {
                for order in Self.orders {
                    let listed = try await walk("\(query)&sort=\(order)&limit=3", api)
                    #expect(listed == (try await expected(condition, order, api)), "\(query) \(order)")
                }
            }
            #expect(try await expected("overdue", "due_at", api).count > 3)
        }
    }

    /// What is filed, changed and solved meanwhile moves itself alone: everything else comes once.
    @Test func pagesHoldWhileOthersWrite() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await fill(api)
            for order in Self.orders {
                let before = try await expected("true", order, api)
                let touched = filed[13]
                let listed = try await walk("sort=\(order)&limit=5", api) {
                    _ = try await api.filed()
                    try await api.act("note", on: touched, ["text": "x"], by: .coordinator)
                }
                let known = Set(before).subtracting([touched])
                #expect(listed.filter(known.contains) == before.filter(known.contains), "\(order)")
            }
        }
    }

    @Test func aReportInAListSaysWhatItsDeskNeedsFirst() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed([
                "reporter": ["name": "Kanarienvogel", "phone": "0912 345 678"], "description": String(repeating: "ệ ", count: 300),
            ])
            let answer = try await page("", api)
            #expect(answer.string("items.0.code") == code && answer.string("items.0.due_at") == "2026-03-02T17:30:00+07:00")
            #expect(answer.string("items.0.excerpt")?.unicodeScalars.count == 200)
            #expect(answer.header("cache-control") == "private, no-store" && answer.header("link") == nil)
            #expect(!answer.text.contains("Kanarienvogel") && !answer.text.contains("912345678") && !answer.text.contains("345 678"))
            #expect(try await api.get("/v1/staff/reports").status == 401)
        }
    }

    @Test(arguments: [
        ("status=open", "status unknown_value"), ("status=submitted,", "status unknown_value"), ("status=", "status unknown_value"),
        ("unit=99999", "unit unknown_value"), ("unit=%CC%81", "unit unknown_value"), ("agency=coordinator", "agency unknown_value"),
        ("agency=01a20adf-33d6-7c91-ba9c-5ce9200ef1cd", "agency unknown_value"), ("category=no.such", "category unknown_value"),
        ("severity=awful", "severity unknown_value"), ("overdue=1", "overdue unknown_value"),
        ("due_before=soon", "due_before time_invalid"),
        ("from=2026-02-30", "from time_invalid"), ("to=2026-03-02T08:00:00", "to time_invalid"), ("sort=code", "sort unknown_value"),
        ("sort=--due_at", "sort unknown_value"), ("limit=0", "limit out_of_range"), ("limit=201", "limit out_of_range"),
        ("cursor=", "cursor unknown_value"), ("cursor=u10000", "cursor unknown_value"),
        ("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor unknown_value"), ("assignee=x", "assignee unknown_value"),
        ("team=tổ", "team unknown_value"), ("confidence=sure", "confidence unknown_value"), ("attention=all", "attention unknown_value"),
        ("q=", "q unknown_value"), ("q=%20!%20", "q unknown_value"), ("author=x", "author unknown_field"),
    ])
    func whatIsNoFilterIsRefused(query: String, refusal: String) async throws {
        try await APITest.run { api in
            let answer = try await page(query, api)
            #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
        }
    }

    @Test func aCursorGoesWithItsListAlone() async throws {
        try await APITest.run(.standingCity) { api in
            for _ in 0..<3 { _ = try await api.filed() }
            let cursor = try #require(try await page("limit=1&status=submitted", api).string("next"))
            #expect(cursor.count == 40)
            #expect(try await page("status=submitted&limit=2&cursor=\(cursor)", api).count("items") == 2)
            for query in ["", "status=acknowledged", "status=submitted&sort=due_at", "status=submitted&overdue=false"] {
                #expect(try await page("\(query)&cursor=\(cursor)", api).refusals == ["cursor unknown_value"])
            }
        }
    }

    private func sweepAll(_ api: APITest) async throws {
        try await api.database.withStore(.service) { service in
            let sweeper = SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service)))
            while try await sweeper.sweep().hasMore {}
            let verified = try await SLAVerification(
                store: VerificationStore(service),
                catalogs: CatalogCache(store: CatalogStore(service))
            ).run()
            #expect(verified.drifts == [])
        }
    }
}
