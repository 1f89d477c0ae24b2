import DatabaseTesting
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Domain
@testable import Web

/// The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct DataRequestTests {
    private static let reporter: [String: String] = ["name": "Kanarienvogel", "phone": "0912 345 678", "email": "kanarie@example.com"]

    @Test func aRequestIsRegisteredOnceAndItsLimitsAreKnown() async throws {
        try await APITest.run(.standingCity) { api in
            let key = UUID().uuidString
            let first = try await api.ask(#"{"kind":"access","requester":{"phone":"0912345678"}}"#, key: key)
            #expect(first.status == 201 && first.string("state") == "registered" && first.string("id") == key.lowercased())
            #expect(first.string("acknowledge_due_at") == "2026-03-03T17:30:00+07:00")
            #expect(first.string("due_at") == "2026-03-13T00:00:00+07:00")
            let again = try await api.ask(#"{"kind":"access","requester":{"phone":"0912345678"}}"#, key: key)
            #expect(again.status == 201 && again.header("idempotent-replay") == "true")
            #expect(
                try await api.ask(#"{"kind":"erasure","requester":{"phone":"0912345678"}}"#, key: key).string("code")
                    == "idempotency_key_reused"
            )
            #expect(
                try await api.ask(#"{"kind":"erasure","requester":{"phone":"0912345678"}}"#).string("due_at") == "2026-03-23T00:00:00+07:00"
            )
            #expect(
                try await api.ask(#"{"kind":"objection","requester":{"email":"a@example.com"}}"#).string("due_at")
                    == "2026-03-18T00:00:00+07:00"
            )
            let list = try await api.get("/v1/admin/data-requests?limit=2", Officer.coordinator.headers)
            #expect(list.count("items") == 2 && list.string("items.0.kind") == "access" && list.string("items.1.kind") == "objection")
            #expect(list["items.0.requester"] == nil && list.string("next") == list.string("items.1.id"))
            let rest = try await api.get("/v1/admin/data-requests?limit=2&cursor=\(list.string("next") ?? "")", Officer.coordinator.headers)
            #expect(rest.count("items") == 1 && rest.string("items.0.kind") == "erasure" && rest.string("next") == "null")
            #expect(try await api.get("/v1/admin/data-requests", Officer.desk.headers).status == 403)
            // Whoever asks is sealed as reporters are.
            #expect(try await api.database.hits("data_request", of: ["912345678", "a@example"]) == 0)
        }
    }

    @Test(arguments: [
        (#"{"requester":{"phone":"0912345678"}}"#, "/kind required"),
        (#"{"kind":"gossip","requester":{"phone":"0912345678"}}"#, "/kind unknown_value"),
        (#"{"kind":"access"}"#, "/requester required"), (#"{"kind":"access","requester":{"name":"A"}}"#, "/requester required"),
        (#"{"kind":"access","requester":{"phone":"12"}}"#, "/requester/phone phone_invalid"),
        (#"{"kind":"access","requester":{"report":"HN-26-000000-0"}}"#, "/requester/report unknown_value"),
        (#"{"kind":"access","requester":{"phone":"0912345678"},"received_at":"2026-03-03"}"#, "/received_at time_invalid"),
        (#"{"kind":"access","requester":{"phone":"0912345678"},"received_at":"2026-03-03T08:00:00+07:00"}"#, "/received_at in_future"),
        (#"{"kind":"access","requester":{"phone":"0912345678"},"x":1}"#, "/x unknown_field"), (#"[]"#, " wrong_type"),
    ])
    func aBadRequestIsRefused(_ body: String, _ refusal: String) async throws {
        try await APITest.run(.standingCity) { api in
            let answer = try await api.ask(body)
            #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM data_request", as: Int.self) == [0])
        }
    }

    @Test func whatIsKeptOfAPersonIsHandedOutAndTheAuditTells() async throws {
        try await APITest.run(.standingCity) { api in
            let mine = try await api.filed(["reporter": Self.reporter, "description": "Ổ gà trước nhà"])
            _ = try await api.filed(["reporter": ["name": "Ai khác", "phone": "0987654321"]])
            let byMail = try await api.filed(["reporter": ["email": "KANARIE@example.com"]])
            try await api.act("acknowledge", on: mine)
            try await api.act("note", on: mine, ["text": "nội bộ"])
            try await api.act("request_information", on: mine, ["message": "Xin số nhà"])
            let id = try await api.asked(
                #"{"kind":"access","requester":{"phone":"+84912345678","email":"kanarie@example.com"},"details":"Xin bản sao"}"#
            )
            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.string("requester.phone") == "+84912345678" && read.string("requester.details") == "Xin bản sao")
            #expect(read.count("reports") == 2 && read.string("reports.0") == mine && read.string("reports.1") == byMail)
            let export = try await api.get("/v1/admin/data-requests/\(id)/export", Officer.coordinator.headers)
            #expect(export.status == 200 && export.count("reports") == 2 && export["complete"] != nil)
            #expect(
                export.string("reports.0.reporter.name") == "Kanarienvogel" && export.string("reports.0.description") == "Ổ gà trước nhà"
            )
            #expect(export.number("reports.0.location.lat") == 21.039446)
            #expect(export.text.contains("Xin số nhà") && !export.text.contains("nội bộ") && !export.text.contains("Ai khác"))
            let told = try await api.database.pool(.superuser).query(
                "SELECT object FROM audit_entry WHERE action = 'private_export' AND actor = 'coordinator' ORDER BY id",
                as: String.self
            )
            #expect(told == [mine, byMail])
            #expect(try await api.get("/v1/admin/data-requests/\(UUID())/export", Officer.coordinator.headers).status == 404)
        }
    }

    @Test func anErasureTakesTwoPeopleAndLeavesFactsAlone() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed([
                "reporter": Self.reporter, "description": "Kanarienvogel ở số 5", "address": "5 ngõ Kanarienvogel",
                "category": "traffic.parking",
                "attributes": ["plate": "29A-123.45"],
            ])
            try await api.act("acknowledge", on: code)
            try await api.act("publish", on: code)
            try await api.act("request_information", on: code, ["message": "Gọi 0912 345 678 không được"])
            let before = try await api.get("/v1/reports/\(code)")
            let id = try await api.asked(#"{"kind":"erasure","requester":{"phone":"0912345678"}}"#)
            let proposed = try await api.act("fulfil", onRequest: id)
            #expect(proposed.status == 202 && proposed.string("state") == "registered", "\(proposed.text)")
            let approval = try #require(proposed.string("approval"))
            #expect(try await api.act("fulfil", onRequest: id).string("rule") == "awaiting_second_person")
            #expect(try await api.act("refuse", onRequest: id, ["reason": "x"]).string("rule") == "awaiting_second_person")
            let own = try await api.decide(approval, by: .coordinator)
            #expect(own.status == 409 && own.string("rule") == "own_proposal")
            let decided = try await api.decide(approval, by: .deputy)
            #expect(decided.status == 200 && decided.string("proposal.reports.0") == code, "\(decided.text)")
            #expect(try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers).string("state") == "fulfilled")

            let after = try await api.get("/v1/reports/\(code)")
            #expect(after.status == 200 && after.string("text") == "null" && after.string("publication") == "withheld")
            #expect(after.string("status") == before.string("status") && after.header("etag") != before.header("etag"))
            #expect(after.number("point.lat") == before.number("point.lat"))
            let staff = try await api.read(code, as: .coordinator)
            #expect(staff.string("reporter") == "null" && staff.string("location") == "null" && staff.string("address") == "null")
            #expect(staff.string("description") == "[đã xóa theo yêu cầu của người phản ánh]")
            for table in ["report", "report_content", "report_private", "report_event", "report_event_text"] {
                #expect(try await api.database.hits(table, of: ["Kanarienvogel", "345 678", "123.45"]) == 0, "\(table)")
            }
        }
    }

    @Test func nothingUnderALegalHoldIsErased() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": Self.reporter])
            let id = try await api.asked(#"{"kind":"erasure","requester":{"email":"kanarie@example.com"}}"#)
            let approval = try #require(try await api.act("fulfil", onRequest: id).string("approval"))
            let hold = try await api.hold(code)
            let refused = try await api.decide(approval, by: .deputy)
            #expect(refused.status == 409 && refused.string("rule") == "under_legal_hold")
            #expect(try await api.read(code, as: .coordinator).string("reporter.name") == "null")
            #expect(try await api.read(code, as: .coordinator).string("reporter.phone") == "+84912345678")
            try await api.lift(hold)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            #expect(try await api.read(code, as: .coordinator).string("reporter") == "null")
            // Proposed while it is held, it is refused at once.
            let other = try await api.filed(["reporter": ["phone": "0987654321"]])
            _ = try await api.hold(other)
            let second = try await api.asked(#"{"kind":"erasure","requester":{"report":"\#(other)"}}"#)
            #expect(try await api.act("fulfil", onRequest: second).string("rule") == "under_legal_hold")
        }
    }

    @Test func aRequestEndsOnceAndIsExtendedOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.asked(#"{"kind":"correction","requester":{"phone":"0912345678"}}"#)
            let acknowledged = try await api.act("acknowledge", onRequest: id)
            #expect(acknowledged.string("state") == "acknowledged" && acknowledged.string("acknowledged_at") == "2026-03-02T08:00:00+07:00")
            #expect(try await api.act("acknowledge", onRequest: id).string("rule") == "already_acknowledged")
            #expect(try await api.act("extend", onRequest: id).refusals == ["/reason required"])
            let extended = try await api.act("extend", onRequest: id, ["reason": "Hồ sơ phức tạp"])
            #expect(extended.string("due_at") == "2026-03-23T00:00:00+07:00" && extended.string("extension_reason") == "Hồ sơ phức tạp")
            #expect(try await api.act("extend", onRequest: id, ["reason": "Nữa"]).string("rule") == "already_extended")
            #expect(try await api.act("shout", onRequest: id).refusals == ["/action unknown_value"])
            let refused = try await api.act("refuse", onRequest: id, ["reason": "Không xác định được người yêu cầu"])
            #expect(refused.string("state") == "refused" && refused.string("closed_by") == "coordinator")
            #expect(try await api.act("fulfil", onRequest: id).string("rule") == "request_closed")
            #expect(try await api.get("/v1/admin/data-requests", Officer.coordinator.headers).count("items") == 0)
            #expect(try await api.get("/v1/admin/data-requests?status=all", Officer.coordinator.headers).count("items") == 1)
        }
    }
}
