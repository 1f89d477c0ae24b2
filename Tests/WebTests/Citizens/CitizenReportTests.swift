import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@Suite struct CitizenReportTests {
    private static let phone = "0912 345 678"

    @Test func aCitizenFindsTheReportsOfTheirPhoneAndTheLostTokens() async throws {
        try await APITest.run { api in
            let first = try await api.file(["reporter": ["phone": "0912345678", "name": "An"]])
            let hidden = try await api.file(["category": "service.conduct", "reporter": ["phone": "+84 912 345 678"]])
            _ = try await api.file(["reporter": ["phone": "0987654321"]])
            _ = try await api.file()
            let list = try await api.get("/v1/me/reports", try await api.signInCitizen(Self.phone))
            #expect(list.count("items") == 2)
            #expect(list.string("items.0.code") == hidden.string("code"))
            #expect(list.string("items.1.code") == first.string("code"))
            #expect(list.string("items.1.own.reporter.name") == "An")
            #expect(list.string("items.1.own.reporter.phone")?.contains("912345") == false)
            #expect(list.header("cache-control") == "private, no-store")
            for (place, filed) in [(0, hidden), (1, first)] {
                let token = try #require(list.string("items.\(place).tracking_token"))
                #expect(token == filed.string("tracking_token"))
                let code = try #require(filed.string("code"))
                #expect(try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"]).string("own.description") != nil)
            }
        }
    }

    /// Their own view of what is theirs, and of what is not what everybody sees; a session that is over is told of.
    @Test func aSessionOpensTheReportsThatAreTheirs() async throws {
        try await APITest.run { api in
            let (own, other) = (try await api.signInCitizen(Self.phone), try await api.signInCitizen("0987654321"))
            let open = try #require(try await api.file(["reporter": ["phone": Self.phone]]).string("code"))
            let hidden = try #require(try await api.file(["category": "service.conduct"], headers: own).string("code"))
            for code in [open, hidden] {
                let report = try await api.get("/v1/reports/\(code)", own)
                #expect(report.status == 200 && report.string("own.description") != nil, "\(report.text)")
                #expect(report.header("cache-control") == "private, no-store")
                #expect(try await api.get("/v1/reports/\(code)/timeline", own).status == 200)
                #expect(try await api.get("/v1/reports/\(code)/proof", own).status == 200)
            }
            let seen = try await api.get("/v1/reports/\(open)", other)
            #expect(seen.status == 200 && seen.string("own") == nil && seen.header("etag")?.contains("public") == true, "\(seen.text)")
            #expect(try await api.get("/v1/reports/\(open)/timeline", other).status == 200)
            for path in ["", "/timeline", "/proof"] {
                #expect(try await api.get("/v1/reports/\(hidden)\(path)", other).status == 404)
                let over = try await api.get(
                    "/v1/reports/\(open)\(path)",
                    ["authorization": "Bearer hnz_\(String(repeating: "x", count: 43))"]
                )
                #expect(over.status == 401 && over.string("code") == "citizen_token_invalid", "\(over.text)")
            }
        }
    }

    @Test func anotherCitizenFindsNothingOfThem() async throws {
        try await APITest.run { api in
            _ = try await api.file(["reporter": ["phone": Self.phone]])
            let list = try await api.get("/v1/me/reports", try await api.signInCitizen("0987654321"))
            #expect(list.status == 200)
            #expect(list.count("items") == 0)
            #expect(list.string("next") == "null")
        }
    }

    /// As each of the reports tells itself.
    @Test func theListTellsWhatWasAnsweredAndWhyWordsAreNotShown() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen(Self.phone)
            var reports: [Filed] = []
            for _ in 0..<5 { reports.append(try await api.filedReport(headers: session)) }
            let (solved, refused, withheld, copy) = (reports[0], reports[1], reports[2], reports[3])
            try await api.act("mark_duplicate", on: copy.code, ["of": solved.code])
            try await api.act("acknowledge", on: solved.code, ["publish": true])
            try await api.act("resolve", on: solved.code)
            try await api.act("refuse", on: refused.code, ["code": "administrative_procedure", "explanation": "Xin nộp hồ sơ trực tuyến"])
            try await api.act("withhold", on: withheld.code, ["reason": "Nêu tên người khác"])
            let list = try await api.get("/v1/me/reports", session)
            #expect(list.count("items") == 5, "\(list.text)")
            for (place, report) in reports.reversed().enumerated() {
                let one = try await api.get("/v1/reports/\(report.code)", report.headers)
                for path in [
                    "own.answer.type", "own.answer.note", "own.answer.report", "own.answer.evidence.0.id", "own.answer.refusal.code",
                    "own.answer.refusal.guidance.url", "own.publication_reason",
                ] { #expect(list.text("items.\(place).\(path)") == one.text(path), "\(report.code) \(path)") }
            }
            #expect(list.string("items.4.own.answer.note") == APITest.summary && list.string("items.1.own.answer.report") == solved.code)
            #expect(list.string("items.3.own.answer.refusal.guidance.url") == "https://dichvucong.gov.vn")
            #expect(list.string("items.2.own.publication_reason") == "Nêu tên người khác" && list["items.0.own.answer"] == nil)
        }
    }

    /// Neither their session nor their phone leads there any more.
    @Test func aReportWhoseReporterIsErasedIsNobodys() async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            #expect(try await api.file(headers: session).status == 201)
            #expect(try await api.get("/v1/me/reports", session).count("items") == 1)
            try await api.database.pool(.superuser).execute(
                """
                UPDATE report
                SET
                    status = 'withdrawn', created_at = created_at - interval '400 days', updated_at = updated_at - interval '400 days',
                    public_updated_at = public_updated_at - interval '400 days'
                """
            )
            let erased = try await api.database.withStore(.service) { service in
                try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round().persons
            }
            #expect(erased == 1)
            #expect(try await api.get("/v1/me/reports", session).count("items") == 0)
        }
    }

    @Test func pagesFollowOneAnotherWithoutGapOrRepetition() async throws {
        try await APITest.run { api in
            var filed: [String] = []
            for _ in 0..<7 { filed.append(try #require(try await api.file(["reporter": ["phone": Self.phone]]).string("code"))) }
            let session = try await api.signInCitizen(Self.phone)
            var path: String? = "/v1/me/reports?limit=3"
            var seen: [String] = []
            while let page = path {
                let list = try await api.get(page, session)
                let count = try #require(list.count("items"))
                seen += (0..<count).compactMap { list.string("items.\($0).code") }
                let next = list.string("next")
                path = next == "null" ? nil : next.map { "/v1/me/reports?limit=3&cursor=\($0)" }
                #expect((list.header("link") == nil) == (path == nil))
            }
            #expect(Set(seen) == Set(filed) && seen.count == 7)
        }
    }

    @Test(arguments: [
        "limit=0", "limit=201", "limit=x", "cursor=x", "cursor=", "status=submitted", "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func whatTheListDoesNotKnowIsRefused(_ query: String) async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            #expect(try await api.get("/v1/me/reports?\(query)", session).status == 422)
        }
    }
}
