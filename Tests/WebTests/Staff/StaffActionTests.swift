import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// What each action does to a report and its clocks, as a client sees it. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StaffActionTests {
    @Test func acceptingStopsTheFirstClockAndStartsTheSecond() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.at("2026-03-02 10:00")
            let answer = try await api.act("acknowledge", on: code)
            #expect(answer.status == 200 && answer.string("status") == "acknowledged" && answer.number("version") == 2)
            #expect(answer.number("sla.acknowledge.used_s") == 7_200)
            #expect(answer.string("sla.resolve.due_at") == "2026-03-09T10:00:00+07:00")
            #expect(answer.string("history.2.type") == "acknowledged" && answer.string("history.2.by.kind") == "agency")
            #expect(try await api.act("start", on: code).string("status") == "in_progress")
        }
    }

    @Test func askingTheReporterPausesAndGoesOn() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.at("2026-03-02 09:00")
            let asked = try await api.act("request_information", on: code, ["message": "Xin cho biết\r\nsố nhà gần nhất."])
            #expect(asked.string("status") == "awaiting_citizen")
            #expect(asked.number("sla.resolve.remaining_s") == 140_400)
            #expect(asked.string("history.3.texts.message") == "Xin cho biết\nsố nhà gần nhất.")
            try await api.at("2026-03-02 15:00")
            let resumed = try await api.act("resume", on: code)
            #expect(resumed.string("status") == "in_progress")
            // Four and a half working hours later than without the pause.
            #expect(resumed.string("sla.resolve.due_at") == "2026-03-09T14:00:00+07:00")
        }
    }

    @Test func twoPausesAreAllThereAre() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            for _ in 0..<2 {
                #expect(try await api.act("pause", on: code, ["reason": "force_majeure"]).string("sla.resolve.state") == "paused")
                let again = try await api.act("pause", on: code, ["reason": "legal"])
                #expect(again.status == 409 && again.string("code") == "action_refused" && again.string("rule") == "already_paused")
                #expect(again.string("detail") == "Thời hạn đang tạm dừng rồi.")
                #expect(try await api.act("resume", on: code).string("sla.resolve.state") == "running")
            }
            #expect(try await api.act("pause", on: code, ["reason": "legal"]).string("rule") == "pauses_used_up")
            #expect(try await api.act("resume", on: code).string("rule") == "not_paused")
            let english = try await api.act("resume", on: code, [:], by: .desk, ifMatch: nil, ["accept-language": "en"])
            #expect(english.string("detail") == "The time limit is not paused.")
        }
    }

    @Test func moreTimeIsGrantedOpenly() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code)
            // What waits is replaced by what is asked anew.
            #expect(try await api.act("extend", on: code, ["working_hours": 1, "reason": "x"]).status == 200)
            let asked = try await api.act("extend", on: code, ["working_hours": 8, "reason": "Chờ vật liệu"])
            #expect(asked.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
            let granted = try await api.act("approve", on: code, by: .coordinator)
            #expect(granted.string("history.4.staff") == "desk" && granted.string("history.5.staff") == "coordinator")
            #expect(granted.string("sla.resolve.due_at") == "2026-03-09T17:30:00+07:00")
            #expect(granted.string("history.5.type") == "extended" && granted.string("history.5.texts.reason") == "Chờ vật liệu")
            let clocks = try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers)
            #expect(clocks.number("clocks.1.extended_s") == 28_800)
            // The reporter is told why; nobody else is.
            let token = try #require(filed.string("tracking_token"))
            let reporters = try await api.get("/v1/reports/\(code)/timeline", ["authorization": "Bearer \(token)"])
            #expect(reporters.string("items.3.type") == "extended" && reporters.string("items.3.note") == "Chờ vật liệu")
            let others = try await api.get("/v1/reports/\(code)/timeline")
            #expect(others.string("items.3.type") == "extended" && others["items.3.note"] == nil)
            #expect(try await api.act("approve", on: code, by: .coordinator).string("rule") == "nothing_to_approve")
        }
    }

    @Test func aRequestSentBackLeavesTheClock() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("extend", on: code, ["working_hours": 8, "reason": "Chờ vật liệu"])
            let refused = try await api.act("send_back", on: code, ["reason": "Đã có vật liệu"], by: .coordinator)
            #expect(refused.string("history.4.type") == "extension_refused")
            #expect(refused.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
        }
    }

    @Test func aReportThatIsPassedOnIsTheOthersFromThenOn() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let other = try await api.agency("committee-00070-2025-07-01")
            try await api.at("2026-03-02 10:00")
            let passed = try await api.act("transfer", on: code, ["agency": other, "reason": "Thuộc phường Hoàn Kiếm"])
            #expect(passed.string("agency.id") == other && passed.string("sla.resolve.state") == "running")
            // The desk it has left may read it and take the step back, but neither read who reported nor act.
            #expect(passed["reporter"] == nil && passed.count("allowed_actions") == 1 && passed.string("allowed_actions.0") == "undo")
            let late = try await api.act("start", on: code)
            #expect(late.status == 403 && late.string("code") == "forbidden")
            #expect(try await api.act("start", on: code, by: .neighbour).status == 200)
            let clocks = try await api.get("/v1/staff/reports/\(code)/sla", Officer.neighbour.headers)
            #expect(clocks.count("clocks") == 4)
            #expect(clocks.string("clocks.2.clock") == "handle" && clocks.number("clocks.2.used_s") == 7_200)
            #expect(clocks.string("clocks.3.agency.id") == other && clocks.string("clocks.3.state") == "running")
        }
    }

    @Test func byItsUnitAReportFindsTheDesk() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let unit = try await api.id("SELECT id::text FROM unit WHERE code = '00070' AND valid_to IS NULL")
            let passed = try await api.act("transfer", on: code, ["unit": unit, "reason": "Bên kia đường"])
            #expect(passed.string("unit.code") == "00070" && passed.string("routing.method") == "manual")
            #expect(passed.string("agency.id") == (try await api.agency("committee-00070-2025-07-01")))
        }
    }

    @Test func whatADeskDeclinesGoesUp() async throws {
        try await APITest.run(.standingCity) { api in
            for (action, members) in [("decline", ["reason": "Không thuộc thẩm quyền"]), ("escalate", [:])] {
                let code = try await api.filed()
                #expect(try await api.act(action, on: code, members).string("agency.kind") == "coordinator")
                #expect(try await api.act("acknowledge", on: code).status == 403)
                #expect(try await api.act("acknowledge", on: code, by: .coordinator).status == 200)
            }
        }
    }

    @Test func anOpinionIsGivenByWhoeverWasAsked() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let other = try await api.agency("committee-00070-2025-07-01")
            #expect(try await api.act("give_opinion", on: code, ["text": "Ý kiến"], by: .neighbour).status == 404)
            let asked = try await api.act("request_opinion", on: code, ["agency": other, "question": "Ai quản lý ngõ này?"])
            #expect(asked.string("sla.resolve.state") == "running" && asked.string("history.3.opinion_of.id") == other)
            #expect(try await api.act("start", on: code, by: .neighbour).status == 403)
            let allowed = try await api.read(code, as: .neighbour)
            #expect(allowed.count("allowed_actions") == 1 && allowed.string("allowed_actions.0") == "give_opinion")
            #expect(allowed.string("history.3.texts.question") == "Ai quản lý ngõ này?")
            let given = try await api.act("give_opinion", on: code, ["text": "Phường quản lý"], by: .neighbour)
            #expect(given.string("history.4.texts.opinion") == "Phường quản lý")
            #expect(
                try await api.act("request_opinion", on: code, ["agency": try await api.holder(code), "question": "?"]).string("rule")
                    == "same_agency"
            )
        }
    }

    @Test func solvingStopsTheClockAlsoWhileItIsPaused() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code)
            try await api.at("2026-03-02 09:00")
            try await api.act("pause", on: code, ["reason": "legal"])
            try await api.at("2026-03-03 09:00")
            let solved = try await api.act("resolve", on: code, ["summary": "Đã vá ổ gà trước cổng chợ"])
            #expect(solved.string("status") == "resolved")
            #expect(solved.string("sla.resolve.state") == "met" && solved.number("sla.resolve.used_s") == 3_600)
            let token = try #require(filed.string("tracking_token"))
            let own = try await api.get("/v1/reports/\(code)/timeline", ["authorization": "Bearer \(token)"])
            #expect(own.string("items.4.note") == "Đã vá ổ gà trước cổng chợ")
            // Opened once more, in a cycle of its own with a limit of its own.
            let again = try await api.act("reopen", on: code, ["reason": "Lại hỏng"])
            #expect(again.string("status") == "acknowledged" && again.string("sla.resolve.state") == "running")
            #expect(again.string("sla.resolve.due_at") == "2026-03-05T14:30:00+07:00")
        }
    }

    @Test func refusingNeedsAReasonOfTheList() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let nobody = try await api.act("refuse", on: code, ["code": "outside_city_competence", "explanation": "Việc của bộ"])
            #expect(nobody.status == 422 && nobody.refusals == ["/referred_to required"])
            let members = ["code": "outside_city_competence", "explanation": "Việc của bộ", "referred_to": "Bộ Xây dựng"]
            let refused = try await api.act("refuse", on: code, members)
            #expect(refused.string("status") == "refused" && refused.string("sla.resolve.state") == "cancelled")
            #expect(refused.string("sla.acknowledge.state") == "met")
            #expect(refused.string("history.2.refusal") == "outside_city_competence")
            #expect(refused.string("history.2.texts.referred_to") == "Bộ Xây dựng")
            #expect(try await api.act("start", on: code).string("rule") == "status")
        }
    }

    @Test func aDuplicateCountsWithItsOriginalUntilTheyPart() async throws {
        try await APITest.run(.standingCity) { api in
            let (code, original) = (try await api.filed(), try await api.filed())
            let merged = try await api.act("mark_duplicate", on: code, ["of": original.lowercased()])
            #expect(merged.string("status") == "duplicate" && merged.string("duplicate_of") == original)
            let parted = try await api.act("unmerge", on: code)
            #expect(parted.string("status") == "acknowledged" && parted.string("duplicate_of") == "null")
        }
    }

    @Test func anotherSeverityBringsAnotherLimit() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let members = ["severity": "urgent", "reason": "Có người ngã"]
            let urgent = try await api.act("classify", on: code, members)
            #expect(urgent.string("sla.severity") == "urgent" && urgent.string("history.3.severity") == "urgent")
            #expect(urgent.string("sla.resolve.due_at") != "2026-03-06T17:30:00+07:00")
            #expect(try await api.act("classify", on: code, members).string("rule") == "nothing_changed")
            let unknown = try await api.act("classify", on: code, ["category": "no.such", "reason": "x"])
            #expect(unknown.status == 422 && unknown.refusals == ["/category unknown_category"])
        }
    }

    @Test func aNoteIsForTheDeskAlone() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let before = try await api.get("/v1/reports/\(code)/timeline")
            let noted = try await api.act("note", on: code, ["text": "Gọi lại lúc 14 giờ"])
            #expect(noted.string("history.2.texts.note") == "Gọi lại lúc 14 giờ" && noted.number("history.2.public") == 0)
            #expect(try await api.get("/v1/reports/\(code)/timeline").text == before.text)
        }
    }

    @Test func theLastStepCanBeTakenBackForFiveMinutes() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code)
            try await api.act("request_information", on: code, ["message": "Nhầm phản ánh"])
            let reporter = ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
            #expect(try await api.get("/v1/reports/\(code)/timeline", reporter).text.contains("Nhầm phản ánh"))
            let before = try await api.read(code)
            #expect(before.text.contains("\"undo\""))
            try await api.at("2026-03-02 08:06")
            let later = try await api.read(code)
            // What may be done has changed, though the report has not.
            #expect(!later.text.contains("\"undo\"") && later.number("version") == before.number("version"))
            #expect(later.header("etag") != before.header("etag"))
            #expect(try await api.act("undo", on: code).string("rule") == "undo_too_late")
            try await api.at("2026-03-02 08:04")
            let undone = try await api.act("undo", on: code)
            #expect(undone.string("status") == "acknowledged" && undone.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
            #expect(!(try await api.get("/v1/reports/\(code)/timeline", reporter).text.contains("Nhầm phản ánh")))
            #expect(try await api.act("undo", on: code).string("rule") == "nothing_to_undo")
        }
    }

    @Test func theCoordinatorMayActOnAny() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let taken = try await api.act("acknowledge", on: code, by: .coordinator)
            #expect(taken.status == 200 && taken.string("history.2.by.name") == "Trung tâm Phục vụ hành chính công Thành phố")
            #expect(try await api.act("undo", on: code).string("rule") == "not_own_step")
        }
    }
}

extension APITest {
    /// Files a report that its desk accepts at once.
    func accepted() async throws -> String {
        let code = try await filed()
        try await act("acknowledge", on: code)
        return code
    }

    /// The id of a desk, by its code.
    func agency(_ code: String) async throws -> String {
        try await id("SELECT id::text FROM agency WHERE code = \(code)")
    }

    /// The id of the desk that has a report.
    func holder(_ code: String) async throws -> String {
        try await id("SELECT agency_id::text FROM report WHERE code = \(code)")
    }

    func id(_ query: SQL) async throws -> String {
        let ids = try await database.pool(.superuser).query(query, as: String.self)
        return try #require(ids.first)
    }
}
