import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct RoutingRuleTests {
    private static let json = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }

    @Test func aProposedRuleRoutesOnceItIsActivated() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.rule("road.bridge")
            let path = "/v1/admin/routing-rules/\(id)"
            let before = try await api.get(path, Officer.coordinator.headers)
            #expect(before.status == 200 && before.string("status") == "proposed" && before.string("change") == "null")
            #expect(before.string("agency.kind") == "department" && before.string("category.code") == "road.bridge")
            let committee = try await api.desk(of: "road.bridge")
            #expect(committee == "committee")
            let activated = try await api.change(path, "active", ifMatch: before.header("etag"))
            #expect(activated.status == 200 && activated.string("status") == "active" && activated.number("version") == 2)
            #expect(activated.string("change.by") == "coordinator" && activated.header("etag")?.hasPrefix("\"2-rule") == true)
            #expect(try await api.desk(of: "road.bridge") == "department")
            let entry = try #require(try await api.database.audit().last)
            #expect(entry.actor == "staff coordinator" && entry.action == "routing_rule_changed" && entry.object == "routing_rule \(id)")
            #expect(entry.details == #"{"status": "active", "version": 2}"#)
            let again = try await api.change(path, "active", ifMatch: before.header("etag"))
            #expect(again.status == 412 && again.string("code") == "version_differs")
            let same = try await api.change(path, "active", ifMatch: activated.header("etag"))
            #expect(same.status == 409 && same.string("rule") == "bad_rule_status")
            #expect(try await api.change(path, "retired", ifMatch: activated.header("etag")).status == 200)
            #expect(try await api.desk(of: "road.bridge") == "committee")
            let tag = try #require(try await api.get(path, Officer.coordinator.headers).header("etag"))
            let known = try await api.get(path, ["if-none-match": tag].merging(Officer.coordinator.headers) { $1 })
            #expect(known.status == 304)
        }
    }

    @Test func twoRulesForOneCategoryAreATie() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.rule("road.bridge")
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO routing_rule (id, category_id, unit_desk, status)
                SELECT gen_random_uuid(), id, 'police', 'active'
                FROM category
                WHERE code = 'road.bridge'
                """
            )
            let path = "/v1/admin/routing-rules/\(id)"
            let tag = try await api.get(path, Officer.coordinator.headers).header("etag")
            let taken = try await api.change(path, "active", ifMatch: tag)
            #expect(taken.status == 409 && taken.string("code") == "routing_refused" && taken.string("rule") == "rule_taken")
            #expect(try await api.get(path, Officer.coordinator.headers).header("etag")?.hasPrefix("\"1-") == true)
        }
    }

    @Test func rulesAreListedPageByPage() async throws {
        try await APITest.run(.standingCity) { api in
            var path: String? = "/v1/admin/routing-rules?status=proposed&limit=7"
            var ids: [String] = []
            while let next = path {
                let page = try await api.get(next, Officer.coordinator.headers)
                #expect(page.status == 200)
                for index in 0..<(page.count("items") ?? 0) {
                    ids.append(page.string("items.\(index).id") ?? "")
                    #expect(page.string("items.\(index).status") == "proposed")
                }
                path = page.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            let all = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM routing_rule WHERE status = 'proposed'",
                as: Int.self
            )
            #expect(ids.count == all.first && Set(ids).count == ids.count && !ids.isEmpty)
        }
    }

    @Test func whatIsNoOrderChangesNothing() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.rule("road.bridge")
            let path = "/v1/admin/routing-rules/\(id)"
            let tag = try #require(try await api.get(path, Officer.coordinator.headers).header("etag"))
            let matching = ["if-match": tag].merging(Self.json) { $1 }
            let bodies = [
                "{}", #"{"status":"on","reason":"r"}"#, #"{"status":"active"}"#, #"{"status":"active","reason":""}"#,
                #"{"status":"active","reason":"r","more":1}"#, #"{"status":1,"reason":"r"}"#, "[]",
                #"{"status":"active","reason":"\#(String(repeating: "x", count: 1_001))"}"#,
            ]
            for body in bodies {
                let answer = try await api.post("\(path)/status", matching, body: Array(body.utf8))
                #expect(answer.status == 422 && answer.string("code") == "invalid_fields", "\(body)")
            }
            let order = Array(#"{"status":"active","reason":"r"}"#.utf8)
            #expect(try await api.post("\(path)/status", Self.json, body: order).status == 428)
            #expect(try await api.post("\(path)/status", ["content-type": "application/json"], body: order).status == 401)
            let ward = ["content-type": "application/json", "if-match": tag].merging(Officer.desk.headers) { $1 }
            #expect(try await api.post("\(path)/status", ward, body: order).status == 403)
            #expect(try await api.get(path, Officer.desk.headers).status == 403)
            #expect(try await api.get("/v1/admin/routing-rules?status=x", Officer.coordinator.headers).status == 422)
            #expect(try await api.get("/v1/admin/routing-rules/\(UUID())", Officer.coordinator.headers).status == 404)
            #expect(try await api.get("/v1/admin/routing-rules/x", Officer.coordinator.headers).status == 404)
            #expect(try await api.get(path, Officer.coordinator.headers).header("etag") == tag)
        }
    }
}

extension APITest {
    /// The rule that is shipped for a category.
    fileprivate func rule(_ category: String) async throws -> String {
        let ids = try await database.pool(.superuser).query(
            "SELECT rule.id FROM routing_rule AS rule JOIN category ON category.id = rule.category_id WHERE category.code = \(category)",
            as: UUID.self
        )
        return try #require(ids.first).uuidString.lowercased()
    }

    fileprivate func change(_ path: String, _ status: String, ifMatch tag: String?) async throws -> JSONAnswer {
        var headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        headers["if-match"] = tag
        return try await post("\(path)/status", headers, body: Array(#"{"status":"\#(status)","reason":"Đã nhận việc"}"#.utf8))
    }

    /// The kind of desk that has a new report.
    fileprivate func desk(of category: String) async throws -> String? {
        let body = #"{"category":"\#(category)","description":"Lan can gãy","location":{"lat":21.039446,"lon":105.836365}}"#
        let headers = ["content-type": "application/json", "idempotency-key": UUID().uuidString]
        return try await post("/v1/reports", headers, body: Array(body.utf8)).string("agency.kind")
    }
}
