import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Web

/// What the audit keeps of what staff do.
@Suite struct AuditedActsTests {
    private static let reporter: [String: String] = [
        "name": "Kanarienvogel", "phone": "0912 345 678", "email": "kanarie@example.com", "show_name_to": "agency",
    ]

    @Test func eachReadingIsKeptWithWhatWasShownAndWhatFor() async throws {
        try await APITest.run { api in
            let code = try await api.filed([
                "category": "traffic.parking", "reporter": Self.reporter, "attributes": ["plate": "29A-123.45"],
            ])
            let anonymous = try await api.filed(["reporter": ["name": "Kanarienvogel"]])
            let loaded = try await api.database.audit().count
            let tag = try #require(try await api.read(code, as: .desk, ["x-request-id": "r-1"]).header("etag"))
            #expect(try await api.read(code, as: .desk, ["if-none-match": tag]).status == 304)
            let supervised = try await api.get("/v1/staff/reports/\(code)?purpose=supervision", Officer.coordinator.headers)
            #expect(supervised.status == 200)
            _ = try await api.read(anonymous)
            let entries = try await api.database.audit().dropFirst(loaded)
            #expect(entries.map(\.actor) == ["staff desk", "staff desk", "staff coordinator", "staff desk"])
            #expect(entries.allSatisfy { $0.action == "private_read" })
            #expect(entries.map(\.object) == [code, code, code, anonymous].map { "report \($0)" })
            let all = #""fields": ["words", "place", "name", "phone", "email", "attributes"]"#
            #expect(
                entries.map(\.details) == [
                    #"{\#(all), "purpose": "handling"}"#, #"{\#(all), "purpose": "handling"}"#, #"{\#(all), "purpose": "supervision"}"#,
                    // A name that is shown to nobody.
                    #"{"fields": ["words", "place"], "purpose": "handling"}"#,
                ]
            )
            #expect(entries.first?.requestID == "r-1" && entries.last?.requestID?.count == 32)
        }
    }

    /// A desk that only gives an opinion sees no reporter, and who is refused has seen nothing.
    @Test func onlyWhatIsShownIsKept() async throws {
        try await APITest.run { api in
            let code = try await api.filed(["reporter": Self.reporter])
            let loaded = try await api.database.audit().count
            #expect(try await api.read(code, as: .neighbour).status == 404)
            #expect(try await api.get("/v1/staff/reports/\(code)").status == 401)
            #expect(
                try await api.get("/v1/staff/reports/\(code)?purpose=curiosity", Officer.desk.headers).refusals == ["purpose unknown_value"]
            )
            #expect(try await api.read("HN-26-000000-0").status == 404)
            #expect(try await api.database.audit().count == loaded)
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("acknowledge", on: code)
            try await api.act("request_opinion", on: code, ["agency": neighbour, "question": "Ai quản lý?"])
            _ = try await api.read(code, as: .neighbour)
            let last = try #require(try await api.database.audit().last)
            #expect(last.actor == "staff neighbour" && last.details == #"{"fields": ["words", "place"], "purpose": "handling"}"#)
        }
    }

    @Test func anActIsKeptWithItsEntryOfTheHistoryAndWithWhatItShows() async throws {
        try await APITest.run { api in
            let code = try await api.filed(["reporter": Self.reporter])
            let tag = try #require(try await api.read(code).header("etag"))
            let loaded = try await api.database.audit().count
            #expect(try await api.act("resolve", on: code, ["summary": "Zeisig đã vá mặt đường ngõ"], ifMatch: tag).status == 409)
            #expect(try await api.act("acknowledge", on: code, by: .neighbour, ifMatch: tag).status == 404)
            #expect(try await api.act("acknowledge", on: code, ifMatch: "\"9-staff\"").status == 412)
            #expect(try await api.database.audit().count == loaded)
            #expect(try await api.act("acknowledge", on: code, ifMatch: tag, ["x-request-id": "r-2"]).status == 200)
            let entries = Array(try await api.database.audit().dropFirst(loaded))
            #expect(entries.map(\.action) == ["report_act", "private_read"])
            #expect(entries[0].details == #"{"act": "acknowledge", "seq": 3}"# && entries[0].object == "report \(code)")
            #expect(entries.allSatisfy { $0.actor == "staff desk" && $0.requestID == "r-2" })
        }
    }

    /// Without room for the entry nothing is shown.
    @Test func whatCannotBeKeptIsNotShown() async throws {
        try await APITest.run { api in
            let code = try await api.filed(["reporter": Self.reporter])
            try await api.database.pool(.superuser).execute("REVOKE INSERT ON audit_entry FROM app_rw")
            let refused = try await api.read(code)
            #expect(refused.status == 500 && !refused.text.contains("912345678"))
            let tag = "\"1-staff\""
            #expect(try await api.act("acknowledge", on: code, ifMatch: tag).status == 500)
            #expect(try await api.get("/v1/reports/\(code)").string("status") == "submitted")
        }
    }

    /// Whoever looks for duplicates reads the beginnings of others' words, and their pictures.
    @Test func readingWhatMayBeDuplicatesIsKept() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let picture = try await api.picture()
            let likely = Set([try await api.filed(), try await api.filed(["attachments": [picture]])])
            let loaded = try await api.database.audit().count
            #expect(try await api.get("/v1/staff/reports/\(code)/duplicates", Officer.neighbour.headers).status == 404)
            #expect(try await api.database.audit().count == loaded)
            #expect(try await api.get("/v1/staff/reports/\(code)/duplicates", Officer.desk.headers).count("items") == 2)
            let entries = try await api.database.audit().dropFirst(loaded)
            #expect(entries.allSatisfy { $0.actor == "staff desk" && $0.action == "private_read" })
            #expect(Set(entries.map(\.object)) == Set(likely.map { "report \($0)" }) && entries.count == 2)
            #expect(
                Set(entries.map(\.details)) == [
                    #"{"fields": ["words"], "purpose": "handling"}"#, #"{"fields": ["words", "pictures"], "purpose": "handling"}"#,
                ]
            )
        }
    }

    @Test func theAdministrationIsKept() async throws {
        try await APITest.run(.standingCity) { api in
            #expect(try await api.database.audit().map(\.action) == ["reference_loaded", "boundaries_activated"])
            let exceptions = try await api.exceptions(adding: "2026-03-05")
            #expect(try await api.publish(["exceptions": exceptions]).status == 201)
            let proposed = try await api.propose(ifMatch: try await api.admin("/policies/normal").header("etag"))
            let id = try #require(proposed.string("id"))
            let lan = try #require(PrincipalName("lan"))
            _ = try await AuditOrigin.$current.withValue(.commandLine(login: "root")) {
                try await api.useCases.approvals.decide(try #require(UUID(uuidString: id)), .approved, by: .commandLine(lan))
            }
            let entries = Array(try await api.database.audit().dropFirst(2))
            #expect(entries.map(\.action) == ["calendar_published", "approval_proposed", "approval_approved"])
            #expect(entries.map(\.actor) == ["staff coordinator", "staff coordinator", "cli lan"])
            #expect(entries.map(\.object) == ["calendar hanoi-office", "approval \(id)", "approval \(id)"])
            #expect(entries[0].details == #"{"version": 2}"#)
            #expect(entries[2].details == #"{"kind": "policy", "login": "root", "subject": "normal", "base_version": 1}"#)
        }
    }
}
