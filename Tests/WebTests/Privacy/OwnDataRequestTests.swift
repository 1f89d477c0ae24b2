import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Domain

/// Citizens who have signed in ask about their own data. The clock stands at Monday 2026-03-02 08:00.
@Suite struct OwnDataRequestTests {
    @Test func whoIsKnownToAnIdentityProviderAloneAsksAndIsToldEverything() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInAtProvider("0912 345 678", as: "subject-1")
            _ = try await api.signInAtProvider("0987 654 321", as: "subject-2")
            let code = try #require(try await api.file(["reporter": ["name": "An"]], headers: session).string("code"))
            _ = try await api.file()
            let asked = try await api.askOwn(#"{"kind":"access","details":"Xin bản sao"}"#, session)
            #expect(asked.status == 201 && asked.string("state") == "registered", "\(asked.text)")
            #expect(asked.string("acknowledge_due_at") == "2026-03-03T17:30:00+07:00")
            #expect(asked.string("due_at") == "2026-03-13T00:00:00+07:00")
            let id = try #require(asked.string("id"))

            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.string("registered_by") == "null" && read.string("requester.details") == "Xin bản sao")
            #expect(read.string("requester.phone") == "null" && read.string("requester.name") == "null")
            #expect(read.count("citizens") == 1 && read.string("citizens.0.issuer") == "https://id.example")
            #expect(read.count("reports") == 1 && read.string("reports.0") == code)

            let path = "/v1/me/data-requests/\(id)/export"
            let early = try await api.get(path, session)
            #expect(early.status == 409 && early.string("rule") == "request_not_fulfilled")
            #expect(try await api.act("acknowledge", onRequest: id).status == 200)
            #expect(try await api.get("/v1/me/data-requests", session).string("items.0.state") == "acknowledged")
            #expect(try await api.get(path, session).status == 409)
            #expect(try await api.act("fulfil", onRequest: id).status == 200)
            let export = try await api.get(path, session)
            #expect(export.status == 200 && export.header("cache-control") == "private, no-store", "\(export.text)")
            #expect(export.count("citizens") == 1 && export.string("citizens.0.subject") == "subject-1")
            #expect(export.count("reports") == 1 && export.string("reports.0.reporter.name") == "An")
            #expect(!export.text.contains("subject-2"))
            let list = try await api.get("/v1/me/data-requests", session)
            #expect(list.count("items") == 1 && list.string("items.0.state") == "fulfilled" && list.string("next") == "null")
            #expect(!list.text.contains("coordinator"))
            let told = try await api.database.pool(.superuser).query(
                "SELECT DISTINCT actor_kind || ' ' || action FROM audit_entry WHERE actor = (SELECT id::text FROM citizen WHERE subject = 'subject-1')",
                as: String.self
            )
            #expect(Set(told).isSuperset(of: ["citizen private_export", "citizen data_request_act"]))
        }
    }

    @Test func aPhoneLeadsToReportsThatWereFiledWithoutASession() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try #require(try await api.file(["reporter": ["phone": "0912345678"]]).string("code"))
            let session = try await api.signInCitizen("0912 345 678")
            let id = try #require(try await api.askOwn(#"{"kind":"access"}"#, session).string("id"))
            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.count("citizens") == 1 && read.count("reports") == 1 && read.string("reports.0") == code)
            #expect(try await api.database.hits("data_request", of: ["912345678"]) == 0)
        }
    }

    @Test func anErasureTakesWhoAskedForItAndLeavesTheRequest() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInAtProvider("0912 345 678", as: "subject-1")
            let code = try #require(try await api.file(headers: session).string("code"))
            let id = try #require(try await api.askOwn(#"{"kind":"erasure"}"#, session).string("id"))
            let hold = try await api.hold(code)
            #expect(try await api.act("fulfil", onRequest: id).string("rule") == "under_legal_hold")
            try await api.lift(hold)
            let proposed = try await api.act("fulfil", onRequest: id)
            #expect(proposed.status == 202, "\(proposed.text)")
            let decided = try await api.decide(try #require(proposed.string("approval")), by: .deputy)
            #expect(decided.status == 200 && decided.count("proposal.citizens") == 1 && decided.string("proposal.reports.0") == code)
            #expect(try await api.get("/v1/me/data-requests", session).status == 401)
            let left = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(left.string("state") == "fulfilled" && left.count("citizens") == 0 && left.count("reports") == 0)
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM citizen", as: Int.self) == [0])
        }
    }

    @Test func oneOfAKindIsOpenAtATimeAndTheSameAgainIsTheSame() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen("0912 345 678")
            let key = UUID().uuidString
            let first = try await api.askOwn(#"{"kind":"correction"}"#, session, key: key)
            let again = try await api.askOwn(#"{"kind":"correction"}"#, session, key: key)
            #expect(first.status == 201 && again.status == 201 && again.header("idempotent-replay") == "true")
            #expect(first.string("id") == key.lowercased() && again.string("id") == first.string("id"))
            #expect(try await api.askOwn(#"{"kind":"objection"}"#, session, key: key).string("code") == "idempotency_key_reused")
            let second = try await api.askOwn(#"{"kind":"correction"}"#, session)
            #expect(second.status == 409 && second.string("rule") == "request_open")
            #expect(try await api.askOwn(#"{"kind":"objection"}"#, session).status == 201)
            #expect(try await api.act("refuse", onRequest: key, ["reason": "Đã đúng"]).status == 200)
            let other = try await api.askOwn(#"{"kind":"correction"}"#, session)
            #expect(other.status == 201)
            #expect(try await api.askOwn(#"{"kind":"correction"}"#, session, key: key).string("state") == "refused")
            let page = try await api.get("/v1/me/data-requests?limit=2", session)
            #expect(page.count("items") == 2 && page.string("next") == page.string("items.1.id"))
            let rest = try await api.get("/v1/me/data-requests?limit=2&cursor=\(page.string("next") ?? "")", session)
            #expect(rest.count("items") == 1 && rest.string("next") == "null")
            let reasons = (0..<2).compactMap { page.string("items.\($0).reason") } + [rest.string("items.0.reason")]
            #expect(reasons.filter { $0 == "Đã đúng" }.count == 1)
        }
    }

    @Test func twoAtOnceOfOneKindAreOne() async throws {
        try await APITest.run(.standingCity) { api in
            for number in 10..<14 {
                let session = try await api.signInCitizen("09123450\(number)", from: "203.0.113.\(number)")
                async let one = api.askOwn(#"{"kind":"erasure"}"#, session)
                async let other = api.askOwn(#"{"kind":"erasure"}"#, session)
                let statuses = [try await one.status, try await other.status].sorted()
                #expect(statuses == [201, 409])
            }
        }
    }

    @Test func whatOthersAskStaysUnknown() async throws {
        try await APITest.run(.standingCity) { api in
            let (mine, theirs) = (try await api.signInCitizen("0912 345 678"), try await api.signInCitizen("0987 654 321"))
            let key = UUID().uuidString
            #expect(try await api.askOwn(#"{"kind":"access"}"#, mine, key: key).status == 201)
            #expect(try await api.act("fulfil", onRequest: key).status == 200)
            #expect(try await api.get("/v1/me/data-requests", theirs).count("items") == 0)
            #expect(try await api.get("/v1/me/data-requests/\(key)/export", theirs).status == 404)
            #expect(try await api.get("/v1/me/data-requests/\(UUID())/export", mine).status == 404)
            #expect(try await api.get("/v1/me/data-requests/x/export", mine).status == 404)
            #expect(try await api.askOwn(#"{"kind":"access"}"#, theirs, key: key).string("code") == "idempotency_key_reused")
            // Nor is what a desk has registered anybody's own.
            let desk = try await api.asked(#"{"kind":"access","requester":{"phone":"0912345678"}}"#)
            #expect(try await api.act("fulfil", onRequest: desk).status == 200)
            #expect(try await api.get("/v1/me/data-requests/\(desk)/export", mine).status == 404)
            let taken = try await api.ask(#"{"kind":"access","requester":{"phone":"0912345678"}}"#, key: key)
            #expect(taken.string("code") == "idempotency_key_reused")
        }
    }

    @Test(arguments: [
        (#"{}"#, "/kind required"), (#"{"kind":"gossip"}"#, "/kind unknown_value"), (#"{"kind":7}"#, "/kind wrong_type"),
        (#"{"kind":"access","requester":{"phone":"0912345678"}}"#, "/requester unknown_field"),
        (#"{"kind":"access","received_at":"2026-03-01T08:00:00+07:00"}"#, "/received_at unknown_field"),
        (#"{"kind":"access","details":"\u0007"}"#, "/details control_character"), (#"{"kind":"access","details":" "}"#, "/details blank"),
        (#"[]"#, " wrong_type"),
    ])
    func aBadRequestIsRefused(_ body: String, _ refusal: String) async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen("0912 345 678")
            let answer = try await api.askOwn(body, session)
            #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM data_request", as: Int.self) == [0])
        }
    }

    @Test func aRequestNeedsAKeyAndASession() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen("0912 345 678")
            let json = ["content-type": "application/json"]
            let body = Array(#"{"kind":"access"}"#.utf8)
            let path = "/v1/me/data-requests"
            #expect(
                try await api.post(path, json.merging(session) { $1 }, body: body).string("code") == "idempotency_key_required"
            )
            #expect(try await api.askOwn(#"{"kind":"access"}"#, session, key: "x").string("code") == "idempotency_key_invalid")
            #expect(try await api.askOwn(#"{"kind":"access"}"#, [:]).status == 401)
            #expect(try await api.askOwn(#"{"kind":"access"}"#, Officer.coordinator.headers).status == 401)
            #expect(try await api.get(path).status == 401)
            #expect(try await api.get("\(path)?cursor=x", session).refusals == ["cursor unknown_value"])
            #expect(try await api.get("\(path)?limit=0", session).refusals == ["limit out_of_range"])
            #expect(try await api.get("\(path)/\(UUID())/export?x=1", session).refusals == ["x unknown_field"])
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM data_request", as: Int.self) == [0])
        }
    }
}

extension APITest {
    /// Asks about one's own data.
    fileprivate func askOwn(_ body: String, _ session: [String: String], key: String = UUID().uuidString) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json", "idempotency-key": key].merging(session) { $1 }
        return try await post("/v1/me/data-requests", headers, body: Array(body.utf8))
    }

    /// A session of somebody of whom only what a provider calls them is kept.
    fileprivate func signInAtProvider(_ phone: String, as subject: String) async throws -> [String: String] {
        let session = try await signInCitizen(phone)
        try await database.pool(.superuser).execute(
            """
            UPDATE citizen
            SET
                phone_sealed = NULL, key_id = NULL, phone_lookup = NULL, lookup_key_id = NULL, issuer = 'https://id.example',
                subject = \(subject)
            WHERE issuer IS NULL
            """
        )
        return session
    }
}
