import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// What people say is wrong about what is public. The clock stands at Monday 2026-03-02 08:00.
@Suite struct FlagTests {
    private func published(_ api: APITest) async throws -> String {
        let code = try await api.filed(["description": "Ổ gà trước nhà ông Mẫu"])
        try await api.act("acknowledge", on: code, ["publish": true])
        return code
    }

    private func flag(
        _ code: String,
        _ reason: String = "personal_data",
        _ headers: [String: String] = [:],
        by api: APITest
    ) async throws -> JSONAnswer {
        try await api.takePart("flags", in: code, ["reason": reason], ["x-forwarded-for": "192.0.2.1"].merging(headers) { $1 })
    }

    @Test func aFlagIsCountedOnceAndTheDeskIsTold() async throws {
        try await APITest.run(.standingCity) { api in
            let (code, other) = (try await published(api), try await published(api))
            let (client, there) = (try await api.client(), ["x-forwarded-for": "192.0.2.2"])
            let first = try await flag(code, by: api)
            #expect(first.status == 201 && first.string("reason") == "personal_data", "\(first.text)")
            #expect(try await flag(code, "spam", by: api).status == 201)
            // Another address, two devices behind it, two users of a client.
            #expect(try await flag(code, "personal_data", there, by: api).status == 201)
            for _ in 0..<2 {
                #expect(try await flag(code, "spam", there.merging(["phananh-device": UUID().uuidString]) { $1 }, by: api).status == 201)
            }
            for user in ["somebody-of-many", "somebody-other-of-many", "somebody-of-many"] {
                #expect(try await flag(code, "illegal", client.headers(for: user), by: api).status == 201)
            }
            let report = try await api.read(code)
            let told = (0..<3).map { "\(report.string("flags.\($0).reason") ?? "") \(report.number("flags.\($0).count") ?? 0)" }
            #expect(told == ["personal_data 2.0", "spam 2.0", "illegal 2.0"] && report.count("flags") == 3, "\(report.text)")
            #expect(try await api.get("/v1/staff/inbox", Officer.desk.headers).number("flagged") == 1)
            #expect(try await api.get("/v1/staff/inbox", Officer.neighbour.headers).number("flagged") == 0)
            let list = try await api.get("/v1/staff/reports?attention=flagged", Officer.desk.headers)
            #expect(list.count("items") == 1 && list.string("items.0.code") == code && list.count("items.0.flags") == 3)
            // The public is not told.
            #expect(try await api.get("/v1/reports/\(code)")["flags"] == nil)
            // Who says again what is public has answered.
            #expect(try await api.act("publish", on: code).count("flags") == 0)
            #expect(try await api.get("/v1/staff/inbox", Officer.desk.headers).number("flagged") == 0)
            #expect(try await flag(code, by: api).status == 201)
            #expect(try await api.act("withhold", on: code, ["reason": "Có tên riêng"]).count("flags") == 0)
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM report_flag", as: Int.self) == [0])
            #expect(try await api.read(other).count("flags") == 0)
        }
    }

    @Test func onlyWhatIsPublicIsFlagged() async throws {
        try await APITest.run(.standingCity) { api in
            let (pending, unlisted) = (try await api.filed(), try await api.filed(["category": "service.conduct"]))
            let refused = try await flag(pending, by: api)
            #expect(refused.status == 409 && refused.string("code") == "action_refused" && refused.string("rule") == "not_published")
            #expect(try await flag(unlisted, by: api).status == 404)
            #expect(try await flag("HN-26-000000-0", by: api).status == 404)
            let code = try await published(api)
            try await api.act("withhold", on: code, ["reason": "x"])
            #expect(try await flag(code, by: api).string("rule") == "not_published")
            #expect(try await api.database.pool(.superuser).query("SELECT sum(flags) FROM report", as: Int.self) == [0])
        }
    }

    @Test func aFlagIsNoNewVersionAndAKeyIsForOne() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await published(api)
            let seen = try await api.read(code).header("etag")
            let key = ["idempotency-key": UUID().uuidString]
            #expect(try await flag(code, "personal_data", key, by: api).header("idempotent-replay") == nil)
            #expect(try await flag(code, "personal_data", key, by: api).header("idempotent-replay") == "true")
            #expect(try await flag(code, "spam", key, by: api).string("code") == "idempotency_key_reused")
            #expect(try await api.act("start", on: code, ifMatch: seen).status == 200)
        }
    }

    @Test(arguments: [
        ("{}", "/reason required"), (#"{"reason":"ugly"}"#, "/reason unknown_value"), (#"{"reason":1}"#, "/reason wrong_type"),
        (#"{"reason":"spam","text":"x"}"#, "/text unknown_field"), ("[]", " wrong_type"), (#"{"reason":"spám"}"#, "/reason unknown_value"),
    ])
    func whatIsNoReasonIsRefused(_ body: String, _ refusal: String) async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await published(api)
            let answer = try await api.post("/v1/reports/\(code)/flags", ["content-type": "application/json"], body: Array(body.utf8))
            #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
        }
    }
}
