import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Reports that officers file for others.
@Suite struct CallerFilingTests {
    private func file(
        _ members: [String: Any?] = [:],
        key: String = UUID().uuidString,
        by officer: Officer = .desk,
        _ api: APITest
    ) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json", "idempotency-key": key].merging(officer.headers) { $1 }
        let body = try APITest.report(["channel": "hotline"].merging(members) { $1 })
        return try await api.post("/v1/staff/reports", headers, body: Array(body.utf8))
    }

    @Test func aCallersReportIsLikeTheirOwn() async throws {
        try await APITest.run(.standingCity) { api in
            let key = UUID().uuidString
            let filed = try await file(["reporter": ["phone": "0912 345 678"]], key: key, api)
            #expect(filed.status == 201, "\(filed.text)")
            let code = try #require(filed.string("code"))
            #expect(filed.header("location") == "/v1/staff/reports/\(code)" && filed.string("unit.code") == "00004")
            let token = try #require(filed.string("tracking_token"))
            let own = try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"])
            #expect(own.string("own.channel") == "hotline" && own.string("own.reporter.phone") == "••• ••• 678", "\(own.text)")
            let read = try await api.read(code)
            #expect(read.string("history.0.staff") == "desk" && read.string("reporter.phone") == "+84912345678", "\(read.text)")
            let entry = try #require(try await api.database.audit().first { $0.action == "report_filed" })
            #expect(entry.actor == "staff desk" && entry.details.contains("hotline"))
            let again = try await file(["reporter": ["phone": "0912 345 678"]], key: key, api)
            #expect(again.string("code") == code && again.header("idempotent-replay") == "true")
            #expect(try await file(key: key, api).string("code") == "idempotency_key_reused")
            let other = try await file(["reporter": ["phone": "0912 345 678"]], key: key, by: .colleague, api)
            #expect(other.string("code") == "idempotency_key_reused")
            #expect(try await api.get("/v1/reports/\(code)/timeline").text.contains("desk") == false)
        }
    }

    /// The desk that files hands the token on: who it answers for is heard by their own sign-in alone.
    @Test func whoeverFiledForACallerDoesNotRateTheirOwnAnswer() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await file(["reporter": ["phone": "0912 345 678"]], api)
            let token = ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
            let report = Filed(code: try #require(filed.string("code")), headers: token)
            try await api.resolve(report)
            for members in [["rating": "satisfied"], ["rating": "unsatisfied", "dispute": true]] as [[String: Any]] {
                let refused = try await api.reporter("feedback", on: report, members)
                #expect(refused.status == 409 && refused.string("rule") == "sign_in_needed", "\(refused.text)")
            }
            #expect(try await api.reporter("messages", on: report, ["text": "Vẫn còn"]).status == 201)
            #expect(try await api.read(report.code).string("status") == "resolved")
            let caller = try await api.signInCitizen("0912345678")
            let rated = try await api.reporter("feedback", on: Filed(code: report.code, headers: caller), ["rating": "unsatisfied"])
            #expect(rated.status == 201, "\(rated.text)")
        }
    }

    @Test func theDeskThatFiledKnowsTheCallersName() async throws {
        try await APITest.run(.standingCity) { api in
            for (choice, name) in [(nil, "Trần Thị B"), ("nobody", nil)] as [(String?, String?)] {
                let filed = try await file(["reporter": ["name": "Trần Thị B", "show_name_to": choice].compactMapValues(\.self)], api)
                let read = try await api.read(try #require(filed.string("code")))
                #expect(read.string("reporter.name") == name ?? "null", "\(read.text)")
            }
        }
    }

    @Test func onlyWhatWasCalledInOrSaidAtTheCounterIsFiled() async throws {
        try await APITest.run(.standingCity) { api in
            for (channel, refusal) in [
                ("web" as Any?, "/channel unknown_value"), (nil, "/channel required"), ("fax", "/channel unknown_value"),
                (1, "/channel wrong_type"),
            ] {
                let answer = try await file(["channel": channel], api)
                #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
            }
            #expect(try await file(["location": ["lat": 10.0, "lon": 106.0]], api).string("code") == "outside_area")
            #expect(try await file(["channel": "counter"], key: "x", api).string("code") == "idempotency_key_invalid")
            #expect(try await api.file(["channel": "counter"]).refusals == ["/channel staff_only"])
            let count = try await api.database.pool(.superuser).query("SELECT count(*) FROM report", as: Int.self)
            #expect(count == [0])
        }
    }
}
