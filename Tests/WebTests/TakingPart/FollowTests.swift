import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Who wants to hear of what others have reported. The clock stands at Monday 2026-03-02 08:00.
@Suite struct FollowTests {
    private func follow(
        _ code: String,
        _ members: [String: Any] = [:],
        _ headers: [String: String] = [:],
        _ api: APITest
    ) async throws -> JSONAnswer {
        try await api.takePart("follow", in: code, members, headers)
    }

    private func followers(_ code: String, _ api: APITest) async throws -> Double? {
        try await api.get("/v1/reports/\(code)").number("followers")
    }

    @Test func everybodyCountsOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["phone": "0912 345 678"]])
            #expect(try await followers(code, api) == 0)
            let (client, other) = (try await api.client("one"), try await api.client("two"))
            let each: [([String: Any], [String: String])] = [
                (["phone": "0987 654 321"], [:]), (["email": "An@example.com"], [:]),
                (["phone": "0987 654 322", "email": "b@example.com"], [:]),
                ([:], client.headers), ([:], client.headers(for: "somebody-of-many")), ([:], client.headers(for: "somebody-other-of-many")),
                ([:], other.headers(for: "somebody-of-many")), (["phone": "0987 654 323"], other.headers(for: "yet-another-of-many")),
            ]
            for (number, (members, headers)) in each.enumerated() {
                let first = try await follow(code, members, headers, api)
                #expect(first.status == 201 && first.string("code") == code && first.number("following") == 1, "\(first.text)")
                #expect(first.header("cache-control") == "private, no-store")
                #expect(try await followers(code, api) == Double(number + 1))
                // Nobody learns whether somebody followed before.
                let again = try await follow(code, members, headers, api)
                #expect(again.status == 201 && again.text == first.text && again.header("idempotent-replay") == nil)
            }
            for (members, headers) in [
                (["phone": "+84 987.654.321", "email": "new@example.com"], [:]), (["email": "an@EXAMPLE.com"], [:]),
                (["phone": "0987654329"], other.headers(for: "yet-another-of-many")), (["phone": "0987654323"], client.headers),
            ] {
                #expect(try await follow(code, members, headers, api).status == 201)
            }
            #expect(try await followers(code, api) == 8)
            #expect(try await api.read(code).number("followers") == 8)
            let rows = try await api.database.pool(.superuser).query("SELECT count(*) FROM report_follower", as: Int.self)
            #expect(rows == [8])
            // Who has named no report sees nobody.
            #expect(try await api.database.pool(.app).query("SELECT count(*) FROM report_follower", as: Int.self) == [0])
            // Sealed as reporters are.
            #expect(try await api.database.hits("report_follower", of: ["98765432", "987 654 32", "example.com", "somebody"]) == 0)
            #expect(try await api.database.hits("idempotency_key", of: ["98765432", "987 654 32", "example.com"]) == 0)
        }
    }

    @Test func manyAtOnceAreCountedEach() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<30 {
                    group.addTask { try await api.takePart("follow", in: code, ["phone": "09876543\(10 + number % 10)"]).status }
                }
                for try await status in group { #expect(status == 201) }
            }
            #expect(try await followers(code, api) == 10)
        }
    }

    /// Nobody's edit is refused because somebody follows meanwhile; and whoever polls sees the number.
    @Test func followingIsNoNewVersion() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let (seen, tag) = (try await api.read(code).header("etag"), try await api.get("/v1/reports/\(code)").header("etag"))
            #expect(try await follow(code, ["phone": "0987654321"], [:], api).status == 201)
            #expect(try await api.act("acknowledge", on: code, ifMatch: seen).status == 200)
            #expect(try await api.get("/v1/reports/\(code)", ["if-none-match": try #require(tag)]).status == 200)
            #expect(try await api.get("/v1/reports").number("items.0.followers") == 1)
            let staff = try await api.get("/v1/staff/reports", Officer.desk.headers)
            #expect(staff.number("items.0.followers") == 1)
        }
    }

    @Test func aGroupIsFollowedTogether() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copy) = (try await api.filed(), try await api.filed())
            #expect(try await follow(original, ["phone": "0987654321"], [:], api).status == 201)
            for number in 1...2 { #expect(try await follow(copy, ["phone": "098765432\(number)"], [:], api).status == 201) }
            try await api.act("mark_duplicate", on: copy, ["of": original])
            let found = try await api.get("/v1/staff/reports/\(original)/duplicates", Officer.desk.headers)
            #expect(found.number("group.followers") == 3, "\(found.text)")
            #expect(try await followers(original, api) == 3)
            #expect(try await followers(copy, api) == 2)
            let tag = try await api.get("/v1/reports/\(original)").header("etag")
            // Who comes later follows the original, and is told so.
            let key = ["idempotency-key": UUID().uuidString]
            let late = try await follow(copy, ["phone": "0987654329"], key, api)
            #expect(late.status == 201 && late.string("code") == original, "\(late.text)")
            let again = try await follow(copy, ["phone": "0987654329"], key, api)
            #expect(again.text == late.text && again.header("idempotent-replay") == "true")
            #expect(try await followers(original, api) == 4)
            #expect(try await followers(copy, api) == 2)
            #expect(try await api.read(original).number("followers") == 4)
            #expect(try await api.get("/v1/reports/\(original)", ["if-none-match": try #require(tag)]).status == 200)
            // Whoever stops does so by either name.
            let citizen = try await api.signInCitizen("0987654329")
            #expect(try await api.delete("/v1/reports/\(copy)/follow", citizen).status == 204)
            #expect(try await followers(original, api) == 3)
            try await api.act("resolve", on: original, by: .coordinator)
            try await api.act("refuse", on: original, ["code": "spam", "explanation": "x"])
            #expect(try await follow(copy, ["phone": "0987654328"], [:], api).string("rule") == "status")
            try await api.act("unmerge", on: copy)
            #expect(try await followers(original, api) == 1)
        }
    }

    @Test func aKeyIsForOneFollowing() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let key = ["idempotency-key": UUID().uuidString]
            let first = try await follow(code, ["phone": "0987654321"], key, api)
            let again = try await follow(code, ["phone": "0987654321"], key, api)
            #expect(again.status == 201 && again.text == first.text && again.header("idempotent-replay") == "true")
            #expect(try await follow(code, ["phone": "0987654322"], key, api).string("code") == "idempotency_key_reused")
            #expect(try await followers(code, api) == 1)
            let bad = try await follow(code, ["phone": "0987654322"], ["idempotency-key": "x"], api)
            #expect(bad.status == 400 && bad.string("code") == "idempotency_key_invalid")
        }
    }

    @Test func whoHasShownWhoTheyAreMayStop() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let (client, citizen) = (try await api.client(), try await api.signInCitizen("0987 654 321"))
            // By the session's phone; and by a phone that is theirs, signed in or not.
            for headers in [citizen, [:], client.headers, client.headers(for: "somebody-of-many")] {
                #expect(try await follow(code, headers.isEmpty ? ["phone": "0987654321"] : [:], headers, api).status == 201)
            }
            #expect(try await followers(code, api) == 3)
            for (headers, left) in [(citizen, 2.0), (citizen, 2), (client.headers(for: "somebody-of-many"), 1), (client.headers, 0)] {
                #expect(try await api.delete("/v1/reports/\(code)/follow", headers).status == 204)
                #expect(try await followers(code, api) == left)
            }
            let anybody = try await api.delete("/v1/reports/\(code)/follow")
            #expect(anybody.status == 401)
            #expect(try await api.delete("/v1/reports/\(code)/follow?x=1", citizen).status == 422)
        }
    }

    @Test(arguments: [
        ("{}", ["/phone required"]), (#"{"phone":null,"email":null}"#, ["/phone required"]), (#"{"phone":"12"}"#, ["/phone phone_invalid"]),
        (#"{"email":"@"}"#, ["/email email_invalid"]), (#"{"phone":"1","email":"x"}"#, ["/email email_invalid", "/phone phone_invalid"]),
        (#"{"phone":912345678}"#, ["/phone wrong_type"]), (#"{"phone":"0912345678","name":"An"}"#, ["/name unknown_field"]),
        ("[]", [" wrong_type"]),
    ])
    func whoCannotBeToldDoesNotFollow(_ body: String, _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let answer = try await api.post(
                "/v1/reports/\(code)/follow",
                ["content-type": "application/json"],
                body: Array(body.utf8)
            )
            #expect(answer.status == 422 && answer.refusals.sorted() == refusals, "\(answer.text)")
            #expect(try await followers(code, api) == 0)
        }
    }

    @Test func whatIsNotThereOrOverIsNotFollowed() async throws {
        try await APITest.run(.standingCity) { api in
            let phone = ["phone": "0987654321"]
            let (unlisted, refused) = (try await api.filed(["category": "service.conduct"]), try await api.filed())
            try await api.act("refuse", on: refused, ["code": "spam", "explanation": "x"])
            #expect(try await follow(unlisted, phone, [:], api).status == 404)
            #expect(try await follow(refused, phone, [:], api).string("rule") == "status")
            #expect(try await follow("HN-26-000000-0", phone, [:], api).status == 404)
            let plain = try await api.client("plain", scopes: ["reports.file"])
            let scopeless = ["reporter-assertion": plain.headers(for: "somebody-of-many")["reporter-assertion"] ?? ""]
            #expect(try await follow(refused, phone, plain.headers.merging(scopeless) { $1 }, api).status == 403)
            #expect(try await follow(refused, phone, ["authorization": "Bearer hnz_x"], api).status == 401)
        }
    }

    @Test func nobodyFollowsOrFlagsWithoutEnd() async throws {
        try await APITest.run(.standingCity, limiter: try RateLimitTests.limiter(address: ("1000/m", "1000/h"))) { api in
            let code = try await api.filed()
            let device = ["phananh-device": UUID().uuidString]
            for number in 0..<20 {
                #expect(try await follow(code, ["phone": "09876543\(10 + number)"], device, api).status == 201)
            }
            let refused = try await follow(code, ["phone": "0987654399"], device, api)
            #expect(refused.status == 429 && refused.header("retry-after") != nil)
            #expect(try await api.takePart("flags", in: code, ["reason": "spam"], device).status == 429)
            #expect(try await followers(code, api) == 20)
            // What is refused is not counted; and one phone is told of so many.
            for _ in 0..<30 { #expect(try await follow(code, ["phone": "1"], [:], api).status == 422) }
            let key = ["idempotency-key": UUID().uuidString]
            for number in 0..<19 {
                #expect(try await follow(code, ["phone": "0987654310"], number == 0 ? key : [:], api).status == 201)
            }
            #expect(try await follow(code, ["phone": "0987654310"], [:], api).status == 429)
            // What was done is told again.
            let again = try await follow(code, ["phone": "0987654310"], key, api)
            #expect(again.status == 201 && again.header("idempotent-replay") == "true", "\(again.text)")
        }
    }
}

extension APITest {
    /// Follows or flags a report.
    func takePart(
        _ act: String,
        in code: String,
        _ members: [String: Any],
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        let body = Array(try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys]))
        return try await post("/v1/reports/\(code)/\(act)", ["content-type": "application/json"].merging(headers) { $1 }, body: body)
    }
}
