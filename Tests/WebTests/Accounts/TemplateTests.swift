import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// What desks say often.
@Suite struct TemplateTests {
    private static let good = ["action": "resolve", "title": "Đã vá", "text": "Đã vá ổ gà\r\ntại …"]

    private func make(_ members: [String: Any], by officer: Officer = .desk, _ api: APITest) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        return try await api.post("/v1/admin/templates", headers, body: Array(try JSONSerialization.data(withJSONObject: members)))
    }

    private func change(_ id: String, _ members: [String: Any], ifMatch: String?, by officer: Officer = .desk, _ api: APITest) async throws
        -> JSONAnswer
    {
        var headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        headers["if-match"] = ifMatch
        return try await api.send(.patch, "/v1/admin/templates/\(id)", headers, Array(try JSONSerialization.data(withJSONObject: members)))
    }

    private func titles(of query: String = "", by officer: Officer = .desk, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/admin/templates\(query)", officer.headers)
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).title") }
    }

    @Test func aDeskKeepsItsOwn() async throws {
        try await APITest.run(.standingCity) { api in
            let made = try await make(Self.good, api)
            #expect(made.status == 201 && made.string("text") == "Đã vá ổ gà\ntại …", "\(made.text)")
            let id = try #require(made.string("id"))
            #expect(made.header("location") == "/v1/admin/templates/\(id)")
            _ = try await make(["action": "refuse", "title": "Không thấy", "text": "x"], api)
            #expect(try await titles(api) == ["Không thấy", "Đã vá"].sorted())
            #expect(try await titles(of: "?action=refuse", api) == ["Không thấy"])
            #expect(try await titles(by: .neighbour, api) == [])
            #expect(try await api.get("/v1/admin/templates/\(id)", Officer.neighbour.headers).status == 404)
            #expect(try await make(Self.good, by: .neighbour, api).status == 201)
            #expect(try await make(Self.good, api).string("rule") == "template_title_taken")

            let tag = try #require(made.header("etag"))
            #expect(try await change(id, ["text": "y"], ifMatch: nil, api).status == 428)
            #expect(try await change(id, ["text": "y"], ifMatch: "\"9-template\"", api).status == 412)
            #expect(try await change(id, ["text": "y"], ifMatch: tag, by: .neighbour, api).status == 404)
            #expect(try await change(id, ["title": "Không thấy"], ifMatch: tag, api).string("rule") == "template_title_taken")
            let changed = try await change(id, ["text": "y", "action": "note"], ifMatch: tag, api)
            #expect(changed.status == 200 && changed.string("text") == "y" && changed.string("action") == "note")
            #expect(changed.string("title") == "Đã vá" && changed.number("version") == 2)
            let dropping = Officer.desk.headers.merging(["if-match": try #require(changed.header("etag"))]) { $1 }
            #expect(try await api.send(.delete, "/v1/admin/templates/\(id)", dropping).status == 204)
            #expect(try await api.send(.delete, "/v1/admin/templates/\(id)", dropping).status == 404)
            let acts = try await api.database.audit().filter { $0.object.hasPrefix("template ") }
            #expect(acts.map(\.action) == ["template_made", "template_made", "template_made", "template_changed", "template_dropped"])
        }
    }

    @Test func whatIsWrongIsRefusedAndChangesNothing() async throws {
        try await APITest.run(.standingCity) { api in
            for (member, value, refusal) in [
                ("action", "undo" as Any, "/action unknown_value"), ("action", "x", "/action unknown_value"),
                ("title", " ", "/title blank"),
                ("title", String(repeating: "x", count: 101), "/title too_long"), ("title", "a\nb", "/title control_character"),
                ("text", "", "/text blank"), ("text", String(repeating: "x", count: 4_001), "/text too_long"),
                ("title", 7, "/title wrong_type"),
                ("colour", "red", "/colour unknown_field"), ("agency", UUID().uuidString, "/agency unknown_value"),
            ] {
                let sent = (Self.good as [String: Any]).merging([member: value]) { $1 }
                let refused = try await make(sent, api)
                #expect(refused.refusals == [refusal], "\(member) \(value)")
            }
            #expect(try await make([:], api).refusals == ["/action required", "/title required", "/text required"])
            #expect(try await api.get("/v1/admin/templates?action=fly", Officer.desk.headers).refusals == ["action unknown_value"])
            #expect(try await titles(api) == [])
        }
    }

    @Test func thereIsAnEnd() async throws {
        try await APITest.run(.standingCity) { api in
            let desk = try #require(UUID(uuidString: try await api.agency("committee-00004-2025-07-01")))
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO answer_template (id, agency_id, action, title, text, created_at)
                SELECT gen_random_uuid(), \(desk), 'note', number::text, 'x', now()
                FROM generate_series(1, 200) AS number
                """
            )
            #expect(try await make(Self.good, api).string("rule") == "too_many_templates")
        }
    }
}
