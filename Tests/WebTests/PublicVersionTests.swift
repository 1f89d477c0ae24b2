import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What the public and the reporter see changes when something happens that is theirs to see. The clock stands at 2026-03-02 08:00.
@Suite struct PublicVersionTests {
    private struct Views: Equatable {
        let tags: [String]
        let changes: [String]
    }

    private func views(_ code: String, _ token: String, _ api: APITest) async throws -> Views {
        let anybody = try await api.get("/v1/reports/\(code)")
        let own = try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"])
        return Views(
            tags: [anybody, own].map { $0.header("etag") ?? "" },
            changes: [anybody, own].map { $0.string("updated_at") ?? "" }
        )
    }

    @Test func innerWorkDoesNotShow() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let (code, token) = (try #require(filed.string("code")), try #require(filed.string("tracking_token")))
            try await api.act("acknowledge", on: code)
            let before = try await views(code, token, api)
            let other = try await api.agency("committee-00070-2025-07-01")
            let steps: [(String, [String: Any], Officer)] = [
                ("note", ["text": "x"], .desk), ("undo", [:], .desk), ("request_opinion", ["agency": other, "question": "?"], .desk),
                ("give_opinion", ["text": "!"], .neighbour), ("extend", ["working_hours": 8, "reason": "x"], .desk),
                ("send_back", [:], .coordinator),
            ]
            try await api.at("2026-03-02 09:00")
            for (number, (action, members, officer)) in steps.enumerated() {
                // To staff each is a version of its own.
                let done = try await api.act(action, on: code, members, by: officer)
                #expect(done.number("version") == Double(3 + number), "\(action) \(done.text)")
                #expect(try await views(code, token, api) == before, "\(action)")
            }
            try await api.act("start", on: code)
            let after = try await views(code, token, api)
            #expect(zip(after.tags, before.tags).allSatisfy { $0 != $1 })
            #expect(after.changes == ["2026-03-02T09:00:00+07:00", "2026-03-02T09:00:00+07:00"])
        }
    }

    @Test func anAnswerThatMovesTheStatusShows() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let (text, token) = (try #require(filed.string("code")), try #require(filed.string("tracking_token")))
            guard case .code(let code) = ReportCode.read(text) else { throw CancellationError() }
            try await api.act("acknowledge", on: text)
            try await api.act("request_information", on: text, ["message": "Ở đâu?"])
            let asked = try await views(text, token, api)
            _ = try await api.useCases.actions.perform(.message, on: code, by: .citizen)
            let answered = try await views(text, token, api)
            #expect(zip(asked.tags, answered.tags).allSatisfy { $0 != $1 })
            _ = try await api.useCases.actions.perform(.message, on: code, by: .citizen)
            #expect(try await views(text, token, api) == answered)
        }
    }

    /// A desk's own limit is nobody else's business, and its passing keeps no officer from acting.
    @Test func aDesksOwnLimitIsNoNews() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.database.pool(.superuser).execute("UPDATE sla_policy SET handle_s = 3600")
            let filed = try await api.file()
            let (code, token) = (try #require(filed.string("code")), try #require(filed.string("tracking_token")))
            let (version, before) = (try await api.read(code).number("version"), try await views(code, token, api))
            try await api.at("2026-03-02 10:00")
            try await api.database.withStore(.service) { service in
                _ = try await SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service))).sweep()
            }
            let swept = try await api.read(code)
            #expect(swept.text.contains("sla_breached") && swept.number("version") == version)
            #expect(try await views(code, token, api) == before)
        }
    }

    @Test func aDuplicateTellsOfItsOriginal() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let (code, token) = (try #require(filed.string("code")), try #require(filed.string("tracking_token")))
            let original = try await api.filed()
            try await api.act("mark_duplicate", on: code, ["of": original])
            let merged = try await views(code, token, api)
            for headers in [[:], ["authorization": "Bearer \(token)"], Officer.desk.headers] {
                let path = headers == Officer.desk.headers ? "/v1/staff/reports/\(code)" : "/v1/reports/\(code)"
                let view = try await api.get(path, headers)
                #expect(view.string("duplicate_of") == original && view.string("status_group") == "cho_xu_ly")
            }
            try await api.act("acknowledge", on: original)
            let view = try await api.get("/v1/reports/\(code)")
            #expect(view.string("status") == "duplicate" && view.string("status_group") == "dang_xu_ly")
            #expect(zip(try await views(code, token, api).tags, merged.tags).allSatisfy { $0 != $1 })
            // Of one that is never listed the public learns nothing, and the reporter the group alone.
            try await api.act("classify", on: original, ["category": "service.conduct", "reason": "x"])
            let hidden = try await api.get("/v1/reports/\(code)")
            #expect(hidden.status == 200 && hidden["duplicate_of"] == nil && hidden["status_group"] == nil)
            let own = try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"])
            #expect(own["duplicate_of"] == nil && own.string("status_group") == "dang_xu_ly")
        }
    }

    @Test func aUnitThatADeskHasNamedWasNotFoundByThePin() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            let token = ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
            let found = try await api.get("/v1/reports/\(code)", token)
            let unit = try await api.id("SELECT id::text FROM unit WHERE code = '00070' AND valid_to IS NULL")
            try await api.act("transfer", on: code, ["unit": unit, "reason": "x"])
            let named = try await api.get("/v1/reports/\(code)", token)
            #expect(named.string("unit.code") == "00070" && named.string("routing.method") == "manual")
            #expect(named.string("routing.confidence") == "high" && named.string("routing.boundary_version") == "null")
            #expect(named.count("routing.candidates") == 0 && named.string("routing.advice") == "null")
            let anybody = try await api.get("/v1/reports/\(code)")
            #expect(anybody.string("routing.method") == "manual" && anybody.string("routing.boundary_version") == "null")
            #expect(try await api.act("undo", on: code).string("routing.method") == found.string("routing.method"))
            let back = try await api.get("/v1/reports/\(code)", token)
            #expect(back.string("unit.code") == "00004" && back.string("routing.confidence") == found.string("routing.confidence"))
            #expect(try await api.get("/v1/reports/\(code)").string("routing.method") == found.string("routing.method"))
        }
    }

    @Test func aVoidedLimitDoesNotSayWhy() {
        let agency = Agency(id: UUID(), code: "desk", kind: .committee, name: BilingualText(vi: "Phường", en: "Ward"))
        let label = TimelineItem(at: .earliest, type: "sla_voided", by: .system, holder: agency).label
        #expect(!label.vi.contains("lịch") && !label.en.contains("correction"))
    }
}
