import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Testing

@testable import Web

@Suite struct AuditListTests {
    @Test func theCoordinatorsDeskReadsTheAudit() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["phone": "0912 345 678"]])
            _ = try await api.read(code, as: .desk, ["x-request-id": "r-1"])
            _ = try await api.read(code, as: .coordinator)
            #expect(try await api.get("/v1/audit", Officer.coordinator.headers).count("items") == 0)
            try await api.seal()
            let all = try await api.get("/v1/audit", Officer.coordinator.headers)
            #expect(all.count("items") == 4 && all.header("cache-control") == "private, no-store")
            #expect(all.string("items.0.actor.name") == "coordinator" && all.string("items.1.actor.kind") == "staff")
            #expect(all.string("items.1.object.id") == code && all.string("items.1.details.fields.2") == "phone")
            #expect(all.string("items.1.request_id") == "r-1" && all.string("items.3.action") == "reference_loaded")
            #expect(all.number("items.0.position") == 4 && all.string("next") == "null")

            for (query, count) in [
                ("actor=desk", 1), ("action=private_read", 2), ("action=private_read,report_act", 2), ("object=\(code)", 2),
                ("from=2026-03-02&to=2026-03-03", 2), ("to=2026-03-02", 0), ("from=2026-03-03", 2), ("actor=desk&action=report_act", 0),
            ] {
                #expect(try await api.get("/v1/audit?\(query)", Officer.coordinator.headers).count("items") == count, "\(query)")
            }
            let page = try await api.get("/v1/audit?action=private_read&limit=1", Officer.coordinator.headers)
            #expect(page.string("next") == "4")
            #expect(page.header("link") == "</v1/audit?action=private_read&limit=1&cursor=4>; rel=\"next\"")
            let rest = try await api.get("/v1/audit?action=private_read&limit=1&cursor=4", Officer.coordinator.headers)
            #expect(rest.string("items.0.actor.name") == "desk" && rest.string("next") == "null")
        }
    }

    @Test func othersDoNotAndWrongQuestionsAreRefused() async throws {
        try await APITest.run { api in
            let stranger = try await api.get("/v1/audit")
            #expect(stranger.status == 401)
            #expect(try await api.get("/v1/audit", Officer.desk.headers).status == 403)
            for (query, refusal) in [
                ("action=x", "action unknown_value"), ("actor=%20", "actor unknown_value"), ("object=", "object unknown_value"),
                ("from=x", "from time_invalid"), ("cursor=0", "cursor unknown_value"), ("cursor=x", "cursor unknown_value"),
                ("limit=201", "limit out_of_range"), ("x=1", "x unknown_field"),
            ] {
                #expect(try await api.get("/v1/audit?\(query)", Officer.coordinator.headers).refusals == [refusal], "\(query)")
            }
        }
    }

    /// What a notice of a breach has to say.
    @Test func whoseDataWereReadIsCounted() async throws {
        try await APITest.run(.standingCity) { api in
            let named = try await api.filed(["reporter": ["phone": "0912 345 678", "email": "kanarie@example.com"]])
            let anonymous = try await api.filed()
            for code in [named, named, anonymous] { _ = try await api.read(code, as: .desk) }
            try await api.at("2026-03-03 08:00")
            _ = try await api.read(named, as: .coordinator)
            let days = ["2026-03-02", "2026-03-03", "2026-03-04"].map { HanoiDay(CivilDate($0) ?? .today).from }
            func affected(_ from: Int, _ to: Int, by actor: String? = nil) async throws -> AffectedData {
                try await api.useCases.auditTrail.affected(from: days[from], to: days[to], by: actor)
            }
            let all = try await affected(0, 2)
            #expect(all.reports == [named, anonymous].sorted() && all.persons == 1)
            #expect(all.readers.map(\.actor.name) == ["coordinator", "desk"] && all.readers.map(\.readings) == [1, 3])
            #expect(all.readers[1].fields == [.words: 2, .place: 2, .phone: 1, .email: 1] && all.readers[1].persons == 1)
            #expect(try await affected(0, 1).readers.map(\.actor.name) == ["desk"])
            #expect(try await affected(0, 2, by: "coordinator").reports == [named])
            #expect(try await affected(0, 2, by: "nobody").readers.isEmpty)
        }
    }
}
