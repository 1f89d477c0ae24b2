import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Testing

@testable import Web

/// A solution that is disputed once more: the city looks at it itself, and has a limit for that. The clock stands at Monday 2026-03-02 08:00.
@Suite struct SecondReviewTests {
    private static let disputing: [String: any Sendable] = ["rating": "unsatisfied", "dispute": true]

    /// Disputed twice within an hour.
    private func disputed(_ api: APITest) async throws -> Filed {
        let report = try await api.filedReport()
        try await api.resolve(report)
        _ = try await api.reporter("feedback", on: report, Self.disputing)
        #expect(try await api.act("resolve", on: report.code).status == 200)
        try await api.at("2026-03-02 09:00")
        #expect(try await api.reporter("feedback", on: report, Self.disputing).string("status") == "resolved")
        return report
    }

    private func listed(_ query: String, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports?\(query)", Officer.coordinator.headers)
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// What waits at the city's desk: how much of each is not nothing.
    private func inbox(_ api: APITest) async throws -> [String: Int] {
        let answer = try await api.get("/v1/staff/inbox", Officer.coordinator.headers)
        let names = ["due_today", "overdue", "sent_back", "awaiting_approval", "disputed"]
        return Dictionary(uniqueKeysWithValues: names.map { ($0, Int(answer.number($0) ?? 0)) }).filter { $0.value > 0 }
    }

    /// Half the limit to resolve, as after a reopening (R10): of 40 working hours 20.
    @Test func theCityHasALimitForItsWord() async throws {
        try await APITest.run(.standingCity) { api in
            let solved = try await api.filedReport()
            try await api.resolve(solved)
            let report = try await disputed(api)
            let read = try await api.read(report.code, as: .coordinator)
            #expect(read.string("sla.resolve.state") == "running", "\(read.text)")
            let due = try #require(read.string("sla.resolve.due_at"))
            #expect(due == "2026-03-04T14:30:00+07:00")
            #expect(try await api.get("/v1/reports/\(report.code)", report.headers).string("sla.resolve.due_at") == due)
            for query in [
                "status=resolved", "status=resolved&sort=-due_at", "status=resolved,closed&attention=disputed", "attention=disputed",
            ] {
                #expect(try await listed(query, api).first == report.code, "\(query)")
            }
            #expect(try await listed("status=resolved&sort=created_at", api) == [solved.code, report.code])
            #expect(try await listed("status=resolved&limit=1", api) == [report.code])
            #expect(try await inbox(api) == ["disputed": 1])
            try await api.at("2026-03-04 08:00")
            #expect(try await inbox(api) == ["disputed": 1, "due_today": 1])
            try await api.at("2026-03-04 14:31")
            #expect(try await inbox(api) == ["disputed": 1, "overdue": 1])
            #expect(try await listed("status=resolved&overdue=true", api) == [report.code])
            try await api.database.withStore(.service) { service in
                let sweeper = SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service)))
                while try await sweeper.sweep().hasMore {}
            }
            #expect(try await api.get("/v1/reports/\(report.code)/timeline").text.contains("sla_breached"))
            let answer = try await api.act("resolve", on: report.code, by: .coordinator)
            #expect(answer.string("sla.resolve.state") == "missed" && answer.string("status") == "resolved", "\(answer.text)")
            #expect(try await inbox(api) == [:])
            #expect(try await listed("status=resolved&overdue=true", api) == [])
        }
    }

    /// The coordinator's word, too, may need a leader.
    @Test func aLeaderApprovesTheCitysWord() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await disputed(api)
            try await api.askForApproval(.coordinator, at: try await api.agency("coordinator"))
            let bare = try await api.act("resolve", on: report.code, ["evidence": [String]()], by: .coordinator)
            #expect(bare.refusals == ["/evidence required"], "\(bare.text)")
            let proposed = try await api.act("resolve", on: report.code, by: .coordinator)
            #expect(proposed.string("status") == "resolved" && proposed.string("sla.resolve.state") == "running", "\(proposed.text)")
            #expect(try await api.act("approve", on: report.code, by: .coordinator).string("rule") == "own_request")
            #expect(try await inbox(api) == ["disputed": 1, "awaiting_approval": 1])
            try await api.act("send_back", on: report.code, ["reason": "Ảnh mờ"], by: .deputy)
            #expect(try await inbox(api) == ["disputed": 1, "sent_back": 1])
            try await api.act("resolve", on: report.code, by: .coordinator)
            let approved = try await api.act("approve", on: report.code, by: .deputy)
            #expect(approved.string("sla.resolve.state") == "met" && approved.string("status") == "resolved", "\(approved.text)")
            #expect(try await api.reporter("feedback", on: report, Self.disputing).string("rule") == "reviewed")
        }
    }

    /// Opened again, it goes on with the time that the dispute has left.
    @Test func theCityMayHaveItDoneAgain() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await disputed(api)
            let due = try await api.read(report.code, as: .coordinator).string("sla.resolve.due_at")
            try await api.at("2026-03-02 10:00")
            let again = try await api.act("reopen", on: report.code, ["reason": "Chưa vá"], by: .coordinator)
            #expect(again.string("status") == "acknowledged" && again.string("sla.resolve.due_at") == due, "\(again.text)")
            let taken = try await api.act("undo", on: report.code, by: .coordinator)
            #expect(taken.string("status") == "resolved" && taken.string("sla.resolve.due_at") == due, "\(taken.text)")
        }
    }
}
