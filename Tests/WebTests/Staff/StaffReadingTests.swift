import DatabaseTesting
import Foundation
import Logging
import Postgres
import Testing

@testable import Web

@Suite struct StaffReadingTests {
    private static let reporter: [String: String] = [
        "name": "Kanarienvogel", "phone": "0912 345 678", "email": "kanarie@example.com", "show_name_to": "agency",
    ]

    @Test func theDeskSeesEverything() async throws {
        try await APITest.run { api in
            let code = try await api.filed([
                "category": "traffic.parking", "reporter": Self.reporter, "attributes": ["plate": "29A-123.45"],
            ])
            let answer = try await api.read(code)
            #expect(answer.status == 200 && answer.number("version") == 1)
            #expect(answer.string("description") == "Ổ gà sâu trước cổng chợ" && answer.number("location.lat") == 21.039446)
            #expect(answer.string("reporter.name") == "Kanarienvogel" && answer.string("reporter.phone") == "+84912345678")
            #expect(answer.string("reporter.email") == "kanarie@example.com" && answer.string("attributes.plate") == "29A-123.45")
            #expect(answer.string("history.0.type") == "filed" && answer.string("history.1.type") == "routed")
            #expect(answer.string("sla.acknowledge.state") == "running" && answer.string("allowed_actions.0") == "acknowledge")
            #expect(answer.header("cache-control") == "private, no-store")
            let tag = try #require(answer.header("etag"))
            #expect(tag.hasPrefix("\"1-staff-") && tag.hasSuffix("-vi\""))
            #expect(try await api.read(code, as: .desk, ["if-none-match": tag]).status == 304)
        }
    }

    @Test func whoReportedIsForThoseWhoHaveTheReport() async throws {
        try await APITest.run { api in
            let code = try await api.filed([
                "category": "traffic.parking", "reporter": Self.reporter, "attributes": ["plate": "29A-123.45"],
            ])
            #expect(try await api.read(code, as: .coordinator).string("reporter.name") == "Kanarienvogel")
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("acknowledge", on: code)
            try await api.act("request_opinion", on: code, ["agency": neighbour, "question": "Ai quản lý?"])
            let other = try await api.read(code, as: .neighbour)
            #expect(other.status == 200 && other["reporter"] == nil && other.string("allowed_actions.0") == "give_opinion")
            for secret in ["Kanarienvogel", "912345678", "kanarie@", "123.45"] { #expect(!other.text.contains(secret)) }
        }
    }

    @Test func aNameThatNobodyIsToSeeIsNotShown() async throws {
        try await APITest.run { api in
            let code = try await api.filed(["reporter": ["name": "Kanarienvogel", "phone": "0912 345 678"]])
            let answer = try await api.read(code)
            #expect(answer.string("reporter.name") == "null" && answer.string("reporter.phone") == "+84912345678")
            #expect(!answer.text.contains("Kanarienvogel"))
            let anonymous = try await api.read(try await api.filed())
            #expect(anonymous.string("reporter") == "null")
        }
    }

    /// Words and contacts are in no public answer, in no table but their own, and in no line of the log.
    @Test func wordsOfStaffStayWhereTheyBelong() async throws {
        let lines = LogLines()
        try await APITest.run(.standingCity, logger: Logger(label: "tests") { _ in LineHandler(lines: lines) }) { api in
            let filed = try await api.file(["reporter": Self.reporter])
            let code = try #require(filed.string("code"))
            let other = try await api.agency("committee-00070-2025-07-01")
            let steps: [(String, [String: Any], Officer)] = [
                ("note", ["text": "Zeisig"], .desk), ("acknowledge", [:], .desk), ("request_information", ["message": "Zeisig"], .desk),
                ("resume", [:], .desk), ("request_opinion", ["agency": other, "question": "Zeisig"], .desk),
                ("give_opinion", ["text": "Zeisig"], .neighbour), ("extend", ["working_hours": 8, "reason": "Zeisig"], .desk),
                ("approve", [:], .coordinator), ("classify", ["severity": "urgent", "reason": "Zeisig"], .desk),
                ("resolve", ["summary": "Zeisig đã vá mặt đường ngõ"], .desk), ("reopen", ["reason": "Zeisig"], .desk),
                ("refuse", ["code": "spam", "explanation": "Zeisig", "referred_to": "Zeisig"], .desk),
            ]
            for (action, members, officer) in steps {
                #expect(try await api.act(action, on: code, members, by: officer).status == 200, "\(action)")
            }
            _ = try await api.act("start", on: code)
            _ = try await api.act("note", on: code, ["text": "Zeisig", "x": "Zeisig"])
            #expect(try await api.read(code).text.components(separatedBy: "Zeisig").count == 12)
            for path in ["/v1/reports/\(code)", "/v1/reports/\(code)/timeline"] {
                for language in ["vi", "en"] {
                    let answer = try await api.get(path, ["accept-language": language])
                    #expect(answer.status == 200 && !answer.text.contains("Zeisig") && !answer.text.contains("Kanarienvogel"))
                }
            }
            // To the reporter: what was asked, why there is more time, what was done, why it is refused, who is competent.
            let token = try #require(filed.string("tracking_token"))
            let own = try await api.get("/v1/reports/\(code)/timeline", ["authorization": "Bearer \(token)"])
            #expect(own.text.components(separatedBy: "Zeisig").count == 6)
            let tables = try await api.database.pool(.superuser).query(
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
                as: String.self
            )
            for table in tables where table != "report_event_text" {
                #expect(
                    try await api.database.hits(table, of: ["Zeisig", "Kanarienvogel", "912345678", Officer.desk.token]) == 0,
                    "\(table)"
                )
            }
            #expect(try await api.database.hits("report_event_text", of: ["Zeisig"]) == 11)
        }
        #expect(lines.all.count > 20)
        for secret in ["Zeisig", "Kanarienvogel", "912345678", "kanarie@", "hn_"] { #expect(!lines.all.contains { $0.contains(secret) }) }
    }

    @Test func onlyTheServiceReadsWordsAndOnlyOfTheReportItHasNamed() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            try await api.act("note", on: code, ["text": "Zeisig"])
            #expect(try await api.database.refusal(of: "report_event_text", to: .publicReader) == "42501")
            #expect(try await api.database.pool(.app).query("SELECT count(*) FROM report_event_text", as: Int.self) == [0])
            #expect(try await api.database.pool(.app).execute("UPDATE report_event_text SET text = 'x'") == 0)
            await #expect(throws: PostgresError.self) { try await api.database.pool(.app).execute("DELETE FROM report_event_text") }
        }
    }
}
