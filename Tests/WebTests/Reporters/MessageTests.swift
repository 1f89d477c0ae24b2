import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What reporters write after filing. The clock stands at 2026-03-02 08:00.
@Suite struct MessageTests {
    @Test func anAnswerResumesTheClockThatWaitsForIt() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            try await api.act("request_information", on: report.code, ["message": "Ở đâu?"])
            #expect(try await api.get("/v1/reports/\(report.code)").string("sla.resolve.state") == "paused")
            try await api.at("2026-03-02 10:00")
            let said = try await api.reporter("messages", on: report, ["text": "Trước số nhà 12"])
            #expect(said.status == 201, "\(said.text)")
            #expect(said.string("type") == "message_added" && said.string("status") == "in_progress")
            let shown = try await api.get("/v1/reports/\(report.code)")
            #expect(shown.string("status") == "in_progress" && shown.string("sla.resolve.state") == "running")
        }
    }

    /// Only reporter and desk read it.
    @Test func whatIsWrittenStaysBetweenReporterAndDesk() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let picture = try await api.picture()
            let before = try await api.get("/v1/reports/\(report.code)", report.headers).header("etag")
            #expect(try await api.reporter("messages", on: report, ["text": "Lời riêng", "attachments": [picture]]).status == 201)
            let own = try await api.get("/v1/reports/\(report.code)/timeline", report.headers)
            #expect(own.text.contains("Lời riêng") && own.text.contains("message_added"))
            let reading = try await api.get("/v1/reports/\(report.code)", report.headers)
            #expect(reading.string("attachments.0.used_as") == "message" && reading.header("etag") != before)
            let staff = try await api.read(report.code)
            #expect(staff.text.contains("Lời riêng") && staff.string("attachments.0.id") == picture)
            try await api.act("acknowledge", on: report.code)
            try await api.act("publish", on: report.code)
            for path in ["", "/timeline"] {
                let shown = try await api.get("/v1/reports/\(report.code)\(path)")
                #expect(!shown.text.contains("Lời riêng") && !shown.text.contains("message_added") && !shown.text.contains(picture))
            }
        }
    }

    @Test func picturesAloneAreAMessageToo() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let ids = [try await api.picture(), try await api.picture()]
            #expect(try await api.reporter("messages", on: report, ["attachments": ids]).status == 201)
            let taken = try await api.reporter("messages", on: report, ["attachments": [ids[0], "x"]])
            #expect(taken.refusals == ["/attachments/0 attachment_unknown", "/attachments/1 attachment_unknown"])
            let many = try await api.reporter("messages", on: report, ["attachments": Array(repeating: "x", count: 6)])
            #expect(many.refusals.first == "/attachments too_many")
        }
    }

    @Test func itMayBeWrittenAtAnyTime() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.resolve(report)
            #expect(try await api.reporter("messages", on: report, ["text": "Cảm ơn"]).string("status") == "resolved")
            let withdrawn = try await api.filedReport()
            #expect(try await api.reporter("withdraw", on: withdrawn).status == 200)
            #expect(try await api.reporter("messages", on: withdrawn, ["text": "Nhầm"]).string("status") == "withdrawn")
        }
    }

    @Test func aKeyIsGoodForOneMessage() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let other = try await api.filedReport()
            let key = ["idempotency-key": UUID().uuidString]
            let first = try await api.reporter("messages", on: report, ["text": "Một"], key)
            _ = try await api.reporter("messages", on: report, ["text": "Hai"])
            let again = try await api.reporter("messages", on: report, ["text": "Một"], key)
            #expect(again.status == 201 && again.text == first.text && again.header("idempotent-replay") == "true")
            #expect(try await api.reporter("messages", on: report, ["text": "Ba"], key).string("code") == "idempotency_key_reused")
            #expect(try await api.reporter("messages", on: other, ["text": "Một"], key).string("code") == "idempotency_key_reused")
            #expect(try await api.reporter("messages", on: report, ["text": "x"], ["idempotency-key": "x"]).status == 400)
            let said = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM report_event WHERE type = 'message_added'",
                as: Int.self
            )
            #expect(said == [2])
        }
    }

    @Test func clientsAndCitizensWriteToWhatTheyFiled() async throws {
        try await APITest.run(.standingCity) { api in
            let (client, other) = (try await api.client(), try await api.client("zalo"))
            let citizen = try await api.signInCitizen("0912345678")
            let stranger = try await api.signInCitizen("0987654321")
            let ofClient = Filed(code: try await api.filedReport(headers: client.headers).code, headers: client.headers)
            let ofCitizen = Filed(code: try await api.filedReport(headers: citizen).code, headers: citizen)
            let message = ["text": "Thêm"]
            for report in [ofClient, ofCitizen] {
                #expect(try await api.reporter("messages", on: report, message).status == 201)
            }
            for (report, headers) in [(ofClient, other.headers), (ofClient, citizen), (ofCitizen, stranger), (ofCitizen, client.headers)] {
                let refused = try await api.reporter("messages", on: report, message, headers)
                #expect(refused.status == 403 && refused.string("code") == "forbidden")
            }
            let conduct = try await api.filedReport(["category": "service.conduct"])
            #expect(try await api.reporter("messages", on: conduct, message, stranger).status == 404)
            let asserting = try await api.token(of: client.id, scopes: ["reports.assert"])
            #expect(try await api.reporter("messages", on: ofClient, message, asserting.headers).string("code") == "scope_missing")
        }
    }

    @Test func nobodyElseWrites() async throws {
        try await APITest.run(.standingCity) { api in
            let (report, other) = (try await api.filedReport(), try await api.filedReport())
            let shown = [
                ["authorization": "x"], other.headers, Officer.desk.headers,
                ["authorization": "Bearer hnz_\(String(repeating: "A", count: 43))"],
            ]
            for headers in shown {
                #expect(try await api.reporter("messages", on: report, ["text": "x"], headers).status == 401)
            }
            let nowhere = Filed(code: "HN-26-000000-0", headers: report.headers)
            #expect([401, 404].contains(try await api.reporter("messages", on: nowhere, ["text": "x"]).status))
        }
    }

    @Test(
        arguments: [
            ([:], ["/text required"]), (["text": ""], ["/text blank"]), (["text": 1], ["/text wrong_type"]),
            (["text": "a\u{202E}b"], ["/text bidi_character"]), (["text": "a", "x": 1], ["/x unknown_field"]),
            (["text": String(repeating: "a", count: 4_001)], ["/text too_long"]), (["attachments": "x"], ["/attachments wrong_type"]),
        ] as [([String: any Sendable], [String])]
    )
    func whatCannotBeKeptIsRefused(_ message: [String: any Sendable], _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let before = try await api.rowCounts()
            #expect(try await api.reporter("messages", on: report, message).refusals == refusals)
            #expect(try await api.rowCounts() == before)
        }
    }

    /// However many people ask from the same address; what is refused does not count, nor what was done before, which is told again.
    @Test func aReporterAddsSoMuchInAnHour() async throws {
        try await APITest.run(.standingCity, limiter: try RateLimitTests.limiter(address: ("1000/m", "100/h"))) { api in
            let (report, other) = (try await api.filedReport(), try await api.filedReport())
            #expect(try await api.reporter("messages", on: report, ["attachments": ["x"]]).status == 422)
            let key = ["idempotency-key": UUID().uuidString]
            for _ in 0..<3 { #expect(try await api.reporter("messages", on: report, ["text": "x"], key).status == 201) }
            for _ in 0..<19 { #expect(try await api.reporter("messages", on: report, ["text": "x"]).status == 201) }
            for header in [[:], ["idempotency-key": UUID().uuidString]] {
                let refused = try await api.reporter("messages", on: report, ["text": "x"], header)
                #expect(refused.status == 429 && refused.header("retry-after") != nil)
            }
            #expect(try await api.reporter("messages", on: report, ["text": "x"], key).header("idempotent-replay") == "true")
            #expect(try await api.reporter("messages", on: report, ["text": "y"], key).string("code") == "idempotency_key_reused")
            #expect(try await api.reporter("messages", on: other, ["text": "x"]).status == 201)
        }
    }

    @Test func wordsOverTheirTimeAreReduced() async throws {
        try await APITest.run(.standingCity) { api in
            let (report, open) = (try await api.filedReport(), try await api.filedReport())
            for report in [report, open] { #expect(try await api.reporter("messages", on: report, ["text": "Lời riêng"]).status == 201) }
            #expect(try await api.reporter("withdraw", on: report).status == 200)
            try await api.at("2029-03-02 08:00")
            try await api.database.withStore(.service) { service in
                _ = try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round()
            }
            let left = try await api.database.pool(.superuser).query("SELECT text FROM report_event_text ORDER BY text", as: String.self)
            #expect(Set(left) == ["Lời riêng", "…"] && left.count == 2)
        }
    }

    /// Nothing of it is left when the person is erased, or the words are over their time.
    @Test func whatWasWrittenIsErasedWithThePerson() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport(["reporter": ["phone": "0912345678"]])
            #expect(try await api.reporter("messages", on: report, ["text": "Lời riêng"]).status == 201)
            let (_, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            let left = try await api.database.pool(.superuser).query("SELECT text FROM report_event_text", as: String.self)
            #expect(left == ["…"])
            let refused = try await api.reporter("messages", on: report, ["text": "Thêm"])
            #expect(refused.status == 409 && refused.string("rule") == "person_erased")
        }
    }
}
