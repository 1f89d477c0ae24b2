import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Whose a report is, who was asked, and who had it how long. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ResponsibilityTests {
    private func listed(_ query: String, _ officer: Officer, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports?\(query)", officer.headers)
        #expect(answer.status == 200, "\(answer.text)")
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// Neither by its code nor in lists, counts, searches, groups or bulk does the unit learn of a report on its own people.
    @Test func aReportOnOfficialsIsNothingTheirUnitKnowsOf() async throws {
        try await APITest.run(.standingCity) { api in
            let secret: [String: Any] = ["name": "Zeisig", "phone": "0912 345 678", "show_name_to": "agency"]
            let filed = try await api.file([
                "category": "service.conduct", "description": "Cán bộ Kanarienvogel hách dịch", "reporter": secret,
            ])
            let code = try #require(filed.string("code"))
            #expect(filed.string("agency.kind") == "coordinator" && filed.string("unit.code") == "00004")
            let pothole = try await api.filed()
            #expect(try await listed("limit=200", .desk, api) == [pothole])
            for query in ["q=\(code)", "q=Kanarienvogel", "q=0912345678", "category=service.conduct"] {
                #expect(try await listed(query, .desk, api) == [], "\(query)")
                #expect(try await listed(query, .coordinator, api) == [code], "\(query)")
            }
            let inbox = try await api.get("/v1/staff/inbox", Officer.desk.headers)
            #expect(inbox.number("new") == 1)
            let nearby = try await api.get("/v1/staff/reports/\(pothole)/duplicates", Officer.desk.headers)
            #expect(nearby.count("items") == 0)
            #expect(try await api.act("mark_duplicate", on: pothole, ["of": code]).refusals == ["/of unknown_report"])
            for path in ["", "/sla", "/duplicates", "/proof"] {
                #expect(try await api.get("/v1/staff/reports/\(code)\(path)", Officer.desk.headers).status == 404, "\(path)")
            }
            // The city's own department may be asked, and sees what it is about but not who says so.
            let department = try await api.agency("department-home-affairs")
            let account = try await api.database.account("so-noi-vu", at: "department-home-affairs", [.officer])
            let token = ["authorization": "Bearer \(try await api.database.session(of: account))"]
            try await api.act("acknowledge", on: code, by: .coordinator)
            try await api.act("request_opinion", on: code, ["agency": department, "question": "?"], by: .coordinator)
            let asked = try await api.get("/v1/staff/reports/\(code)", token)
            #expect(asked.status == 200 && asked.text.contains("Kanarienvogel") && asked["reporter"] == nil)
            for word in ["Zeisig", "912345678"] { #expect(!asked.text.contains(word)) }
            let desk = try await api.agency("committee-00004-2025-07-01")
            let refused = try await api.act("request_opinion", on: code, ["agency": desk, "question": "?"], by: .coordinator)
            #expect(refused.string("rule") == "kept_from_units")
        }
    }

    /// The one that is asked has a clock of its own; whoever asks stays responsible, and the citizen's clock goes on.
    @Test func whoIsAskedHasATimeOfTheirOwn() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let (desk, neighbour) = (try await api.holder(code), try await api.agency("committee-00070-2025-07-01"))
            try await api.at("2026-03-02 09:00")
            let asked = try await api.act("request_opinion", on: code, ["agency": neighbour, "question": "Ai quản lý cống?"])
            #expect(asked.string("agency.id") == desk && asked.string("sla.resolve.state") == "running")
            #expect(asked.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
            // Asked is not in charge.
            for action in ["start", "decline", "escalate"] {
                #expect(try await api.act(action, on: code, action == "decline" ? ["reason": "x"] : [:], by: .neighbour).status == 403)
            }
            try await api.at("2026-03-02 11:00")
            let given = try await api.act("give_opinion", on: code, ["text": "Phường quản lý"], by: .neighbour)
            #expect(given.status == 200 && given.string("agency.id") == desk)
            let clocks = try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers)
            let handling = (0..<(clocks.count("clocks") ?? 0)).filter { clocks.string("clocks.\($0).clock") == "handle" }
            let own = try #require(handling.first { clocks.string("clocks.\($0).agency.id") == neighbour })
            let holders = try #require(handling.first { clocks.string("clocks.\($0).agency.id") == desk })
            #expect(clocks.string("clocks.\(own).state") == "met" && clocks.number("clocks.\(own).used_s") == 7_200)
            #expect(clocks.string("clocks.\(holders).state") == "running")
            #expect(try await api.act("give_opinion", on: code, ["text": "!"], by: .neighbour).status == 403)
            // What desks say to each other is theirs.
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            #expect(!timeline.text.contains("opinion") && !timeline.text.contains("cống") && timeline.count("held_by") == 1)
        }
    }

    @Test("fixmystreet#4398: bounced between desks, the third time it stays with the city, and all of it is public")
    func theThirdTransferGoesToTheCoordinatorByItself() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let (desk, neighbour) = (try await api.holder(code), try await api.agency("committee-00070-2025-07-01"))
            let moves: [(String, Officer, String, String)] = [
                ("09:00", .desk, neighbour, "committee"), ("10:00", .neighbour, desk, "committee"),
                ("11:00", .desk, neighbour, "coordinator"),
            ]
            for (time, officer, named, kind) in moves {
                try await api.at("2026-03-02 \(time)")
                let passed = try await api.act("transfer", on: code, ["agency": named, "reason": "x"], by: officer)
                #expect(passed.status == 200 && passed.string("agency.kind") == kind, "\(passed.text)")
                #expect(passed.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
            }
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            let stays = (0..<(timeline.count("held_by") ?? 0)).map { index in
                let (from, to) = (timeline.string("held_by.\(index).from") ?? "", timeline.string("held_by.\(index).to") ?? "")
                return
                    "\(timeline.string("held_by.\(index).agency.kind") ?? "") \(from.dropFirst(11).prefix(5)) \(to.dropFirst(11).prefix(5))"
            }
            #expect(stays == ["committee 08:00 09:00", "committee 09:00 10:00", "committee 10:00 11:00", "coordinator 11:00 "])
            // The city decides, and may give it to anybody.
            #expect(try await api.act("transfer", on: code, ["agency": desk, "reason": "x"], by: .coordinator).string("agency.id") == desk)
        }
    }

    @Test("fixmystreet#4457: the public reads who declined; what is declined goes up and never back")
    func whatIsDeclinedGoesUpAndSaysByWhom() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let (desk, neighbour) = (try await api.holder(code), try await api.agency("committee-00070-2025-07-01"))
            try await api.act("transfer", on: code, ["agency": neighbour, "reason": "x"])
            // It names nobody: neither whom it came from nor anybody else.
            let named = try await api.act("decline", on: code, ["reason": "x", "agency": desk], by: .neighbour)
            #expect(named.status == 422 && named.refusals == ["/agency unknown_field"])
            let declined = try await api.act("decline", on: code, ["reason": "Không thuộc phường"], by: .neighbour)
            #expect(declined.string("agency.kind") == "coordinator")
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            let last = (timeline.count("items") ?? 0) - 1
            #expect(timeline.string("items.\(last).type") == "declined" && timeline.string("items.\(last).by.kind") == "agency")
            #expect(timeline.string("items.\(last).by.name") == "Ủy ban nhân dân phường Hoàn Kiếm", "\(timeline.text)")
            #expect(!timeline.text.contains("Không thuộc phường"))
        }
    }
}
