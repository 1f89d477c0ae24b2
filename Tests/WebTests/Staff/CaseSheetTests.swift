import DatabaseTesting
import Domain
import Foundation
import Testing

@testable import Web

/// Reports on paper. The clock stands at Monday 2026-03-02 08:00.
@Suite struct CaseSheetTests {
    private func sheet(_ code: String, as officer: Officer = .desk, _ api: APITest, _ more: String = "") async throws -> JSONAnswer {
        try await api.get("/v1/staff/reports/\(code)/sheet\(more)", officer.headers)
    }

    @Test func everythingThatTheDeskMaySeeIsOnIt() async throws {
        try await APITest.run(.standingCity) { api in
            let other = try await api.filed()
            let code = try await api.filed([
                "category": "traffic.parking", "description": "Ô tô đỗ chắn ngõ\n<b>Zeisig</b> & \"x\"", "address": "Số 5 <script>",
                "reporter": ["name": "Kanarienvogel", "phone": "0912 345 678", "show_name_to": "agency"],
                "attributes": ["plate": "29A-123.45"],
            ])
            try await api.act("acknowledge", on: code)
            try await api.act("note", on: code, ["text": "{{Ghi chú}} <i>riêng</i>"])
            let document = ["number": "127/QĐ", "date": "2026-03-01", "issuer": "UBND", "title": "Quyết định"]
            try await api.act("resolve", on: code, ["documents": [document]])
            let answer = try await sheet(code, api)
            #expect(answer.status == 200 && answer.header("content-type") == "text/html; charset=utf-8")
            #expect(answer.header("cache-control") == "private, no-store")
            let policy = try #require(answer.header("content-security-policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
            for text in [
                "Phiếu phản ánh \(code)", "Phường Ba Đình", "Kanarienvogel", "+84912345678", "29A-123.45",
                "&lt;b&gt;Zeisig&lt;/b&gt; &amp; ",
                "{{Ghi chú}} &lt;i&gt;", "127/QĐ, 2026-03-01, UBND: Quyết định", "Thời hạn giải quyết", "Đúng hạn", "nội bộ", "image/jpeg",
                APITest.summary, "bởi desk",
            ] {
                #expect(answer.text.contains(text), "\(text)")
            }
            for text in ["<b>", "<script", "<i>", "<img", "href=", "src="] { #expect(!answer.text.contains(text), "\(text)") }
            #expect(try await sheet(other, api).text.contains("Có thể trùng") == false)
            let english = try await api.get(
                "/v1/staff/reports/\(code)/sheet",
                Officer.desk.headers.merging(["accept-language": "en"]) { $1 }
            )
            #expect(english.text.contains("Report \(code)") && english.text.contains("lang=\"en\""))
        }
    }

    @Test func candidatesAreOnIt() async throws {
        try await APITest.run(.standingCity) { api in
            let (first, second) = (try await api.filed(), try await api.filed())
            let text = try await sheet(second, api).text
            #expect(text.contains("Có thể trùng") && text.contains(first))
        }
    }

    /// As when it is read: no reporter for a desk that only gives an opinion, nothing for others, and each sheet in the audit.
    @Test func rightsAndAuditAreThoseOfReading() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["name": "Kanarienvogel", "phone": "0912 345 678", "show_name_to": "agency"]])
            let loaded = try await api.database.audit().count
            #expect(try await sheet(code, as: .neighbour, api).status == 404)
            #expect(try await api.get("/v1/staff/reports/\(code)/sheet").status == 401)
            #expect(try await sheet(code, api, "?purpose=curiosity").refusals == ["purpose unknown_value"])
            #expect(try await sheet(code, api, "?colour=red").refusals == ["colour unknown_field"])
            #expect(try await sheet("HN-26-000000-0", api).status == 404)
            #expect(try await api.database.audit().count == loaded)
            #expect(try await sheet(code, as: .coordinator, api, "?purpose=complaint").status == 200)
            let entry = try #require(try await api.database.audit().last)
            #expect(entry.action == "private_read" && entry.object == "report \(code)")
            #expect(entry.details == #"{"fields": ["words", "place", "name", "phone"], "purpose": "complaint"}"#)
            try await api.act("acknowledge", on: code)
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("request_opinion", on: code, ["agency": neighbour, "question": "Ai quản lý?"])
            let seen = try await sheet(code, as: .neighbour, api)
            #expect(seen.status == 200 && !seen.text.contains("Kanarienvogel") && !seen.text.contains("912345678"))
        }
    }
}
