import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Web

/// What waits at a desk. The clock stands at Monday 2026-03-02 08:00.
@Suite struct InboxTests {
    private func counts(_ officer: Officer, _ api: APITest) async throws -> [String: Int] {
        let answer = try await api.get("/v1/staff/inbox", officer.headers)
        #expect(answer.status == 200 && answer.header("cache-control") == "private, no-store", "\(answer.text)")
        let names = ["new", "due_today", "overdue", "sent_back", "asked_for_opinion", "awaiting_approval", "disputed"]
        return Dictionary(uniqueKeysWithValues: try names.map { ($0, Int(try #require(answer.number($0)))) }).filter {
            $0.value > 0
        }
    }

    private func listed(_ query: String, _ officer: Officer, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports?\(query)", officer.headers)
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    @Test func everyCountIsThatOfItsList() async throws {
        try await APITest.run(.standingCity) { api in
            #expect(try await counts(.desk, api) == [:])
            let codes = try await [api.filed(), api.filed(), api.filed()]
            #expect(try await counts(.desk, api) == ["new": 3, "due_today": 3])
            #expect(try await counts(.neighbour, api) == [:])
            #expect(try await counts(.coordinator, api) == [:])
            try await api.act("acknowledge", on: codes[0])
            try await api.act("extend", on: codes[0], ["working_hours": 8, "reason": "Chờ vật liệu"])
            #expect(try await counts(.desk, api) == ["new": 2, "due_today": 2, "awaiting_approval": 1])
            #expect(try await counts(.coordinator, api) == ["awaiting_approval": 1])
            #expect(try await listed("attention=awaiting_approval", .coordinator, api) == [codes[0]])
            try await api.act("send_back", on: codes[0], ["reason": "Không"], by: .coordinator)
            #expect(try await counts(.desk, api) == ["new": 2, "due_today": 2, "sent_back": 1])
            #expect(try await listed("attention=sent_back", .desk, api) == [codes[0]])
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("request_opinion", on: codes[0], ["agency": neighbour, "question": "Ai?"])
            #expect(try await counts(.neighbour, api) == ["asked_for_opinion": 1])
            #expect(try await listed("attention=asked_for_opinion", .neighbour, api) == [codes[0]])
            #expect(try await listed("attention=asked_for_opinion", .desk, api) == [])
            try await api.act("give_opinion", on: codes[0], ["text": "Phường"], by: .neighbour)
            #expect(try await counts(.neighbour, api) == [:])
            try await api.act("resolve", on: codes[0], [:])
            #expect(try await counts(.desk, api) == ["new": 2, "due_today": 2])
            _ = try await api.useCases.actions.perform(.dispute, on: try #require(code(codes[0])), by: .citizen)
            #expect(try await counts(.desk, api)["disputed"] == 1)
            #expect(try await listed("attention=disputed", .desk, api) == [codes[0]])
            try await api.at("2026-03-03 08:05")
            let late = try await counts(.desk, api)
            #expect(late["overdue"] == 2 && late["new"] == 2)
            #expect(try await listed("overdue=true", .desk, api).count == 2)
        }
    }

    /// What two columns say that CourseWrite keeps is what the history says, also after a step is taken back.
    @Test func workIsGivenToPeopleAndTeamsOfTheDesk() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let pool = api.database.pool(.superuser)
            func account(_ officer: Officer) async throws -> String {
                try #require(
                    try await pool.query("SELECT id FROM account WHERE username = \(officer.rawValue)", as: UUID.self).first
                ).uuidString.lowercased()
            }
            let colleague = try await account(.colleague)
            let given = try await api.act("assign", on: code, ["assignee": colleague])
            #expect(given.status == 200 && given.string("assignee.username") == "colleague", "\(given.text)")
            #expect(given.string("history.2.type") == "assigned" && given.number("history.2.public") == 0)
            #expect(try await listed("assignee=me", .colleague, api) == [code])
            #expect(try await listed("assignee=\(colleague),none", .desk, api) == [code])
            #expect(try await listed("assignee=me", .desk, api) == [])
            #expect(try await listed("assignee=none", .desk, api) == [])
            #expect(try await api.act("assign", on: code, ["assignee": colleague]).string("rule") == "nothing_changed")
            let mine = try await api.act("assign", on: code, ["assignee": "me"])
            #expect(mine.string("assignee.username") == "desk", "\(mine.text)")
            let nobodys = try await api.act("assign", on: code, ["assignee": "none"])
            #expect(nobodys.string("assignee") == "null" && nobodys.string("history.4.label") == "Thôi phân công", "\(nobodys.text)")
            #expect(try await listed("assignee=none", .desk, api) == [code])
            let again = try await api.act("assign", on: code, ["assignee": "none"])
            #expect(again.string("rule") == "nothing_changed" && again.string("detail")?.contains("Phân loại") == false)
            #expect(try await api.act("undo", on: code).string("assignee.username") == "desk")
            try await api.act("assign", on: code, ["assignee": colleague])
            let colleagues = try await api.get("/v1/staff/colleagues", Officer.desk.headers)
            #expect(colleagues.count("items") == 2 && colleagues.string("items.0.username") == "colleague", "\(colleagues.text)")
            #expect(colleagues.string("items.0.id") == colleague)
            for (members, refusal) in [
                (["assignee": try await account(.neighbour)], "/assignee unknown_value"),
                (["team": UUID().uuidString], "/team unknown_value"), ([:], "/assignee required"),
                (["assignee": colleague, "team": colleague], "/team too_many"),
            ] {
                let answer = try await api.act("assign", on: code, members)
                #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
            }
            let headers = ["content-type": "application/json"].merging(Officer.desk.headers) { $1 }
            let made = try await api.post("/v1/admin/teams", headers, body: Array(#"{"name": "Tổ trực", "members": []}"#.utf8))
            let team = try #require(made.string("id"), "\(made.text)")
            let twin = try await api.post("/v1/admin/teams", headers, body: Array(#"{"name": "tổ  TRỰC", "members": []}"#.utf8))
            #expect(twin.status == 409 && twin.string("rule") == "team_name_taken", "\(twin.text)")
            let teamed = try await api.act("assign", on: code, ["team": team])
            #expect(teamed.string("team.name") == "Tổ trực" && teamed.string("assignee") == "null", "\(teamed.text)")
            #expect(try await listed("team=\(team)", .desk, api) == [code])
            #expect(try await api.act("undo", on: code).string("assignee.username") == "colleague")
            try await api.act("decline", on: code, ["reason": "Không phải của phường"])
            #expect(try await api.read(code, as: .coordinator).string("assignee") == "null")
        }
    }

    private func code(_ text: String) -> ReportCode? { if case .code(let code) = ReportCode.read(text) { code } else { nil } }
}
