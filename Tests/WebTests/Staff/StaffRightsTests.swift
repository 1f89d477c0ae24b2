import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// Who may see a report and do what to it. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StaffRightsTests {
    @Test func toOthersThereIsNoSuchReport() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let rows = try await api.rowCounts()
            for tag in ["\"2-staff\"", "\"9-staff\""] {
                let acted = try await api.act("note", on: code, ["text": "x"], by: .neighbour, ifMatch: tag)
                #expect(acted.status == 404 && acted.string("code") == "not_found")
            }
            #expect(try await api.read(code, as: .neighbour).status == 404)
            #expect(try await api.get("/v1/staff/reports/\(code)/sla", Officer.neighbour.headers).status == 404)
            #expect(try await api.rowCounts() == rows)
            for officer in [Officer.desk, .coordinator] {
                #expect(try await api.read(code, as: officer).status == 200)
                #expect(try await api.get("/v1/staff/reports/\(code)/sla", officer.headers).status == 200)
            }
        }
    }

    @Test func desksThatHadAReportOrWereAskedFollowIt() async throws {
        try await APITest.run(.standingCity) { api in
            let (asked, passed) = (try await api.accepted(), try await api.accepted())
            let other = try await api.agency("committee-00070-2025-07-01")
            try await api.act("request_opinion", on: asked, ["agency": other, "question": "?"])
            try await api.act("give_opinion", on: asked, ["text": "!"], by: .neighbour)
            #expect(try await api.read(asked, as: .neighbour).status == 200)
            try await api.act("transfer", on: passed, ["agency": other, "reason": "x"])
            try await api.at("2026-03-02 09:00")
            try await api.act("start", on: passed, by: .neighbour)
            let former = try await api.read(passed)
            #expect(former.status == 200 && former["reporter"] == nil && former.count("allowed_actions") == 0)
        }
    }

    @Test func whatIsTakenBackWasNeverPassedOn() async throws {
        try await APITest.run(.standingCity) { api in
            let other = try await api.agency("committee-00070-2025-07-01")
            let steps = [("transfer", ["agency": other, "reason": "x"]), ("decline", ["reason": "x"]), ("escalate", [:])]
            for (action, members) in steps {
                let code = try await api.accepted()
                let holder = try await api.holder(code)
                let passed = try await api.act(action, on: code, members)
                #expect(passed.string("agency.id") != holder && passed.string("allowed_actions.0") == "undo", "\(action)")
                let undone = try await api.act("undo", on: code)
                #expect(undone.status == 200 && undone.string("agency.id") == holder, "\(action) \(undone.text)")
                #expect(try await api.read(code, as: .neighbour).status == 404)
                // Once the next desk has done something there is no way back.
                try await api.act(action, on: code, members)
                try await api.act("note", on: code, ["text": "x"], by: .coordinator)
                #expect(try await api.act("undo", on: code).status == 403)
            }
        }
    }

    @Test func nobodyGrantsThemselvesMoreTime() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("extend", on: code, ["working_hours": 100, "reason": "x"])
            let officer = try await api.database.account("can-bo", at: "committee-00004-2025-07-01", [.officer])
            let token = try await api.database.session(of: officer)
            #expect(try await api.act("approve", on: code, by: .desk).string("rule") == "own_request")
            for action in ["approve", "send_back"] {
                // Nor does somebody who is no leader grant it.
                let tag = try #require(try await api.read(code).header("etag"))
                let path = "/v1/staff/reports/\(code)/actions"
                #expect(try await api.call(.post, path, token, ["action": action], ["if-match": tag]).status == 403, "\(action)")
            }
            let waiting = try await api.read(code)
            #expect(waiting.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00" && !waiting.text.contains("\"approve\""))
            #expect(try await api.read(code, as: .coordinator).text.contains("\"approve\""))
            // Nor under another desk's name.
            try await api.database.pool(.superuser).execute("UPDATE report_event_staff SET name = 'coordinator' WHERE seq = 4")
            #expect(try await api.act("approve", on: code, by: .coordinator).string("rule") == "own_request")
            try await api.database.pool(.superuser).execute("UPDATE report_event_staff SET name = 'desk' WHERE seq = 4")
            #expect(try await api.act("approve", on: code, by: .coordinator).status == 200)
            // The coordinator has nobody to ask.
            #expect(try await api.act("extend", on: code, ["working_hours": 8, "reason": "x"], by: .coordinator).status == 403)
            try await api.act("escalate", on: code)
            #expect(try await api.act("extend", on: code, ["working_hours": 8, "reason": "x"], by: .coordinator).status == 403)
        }
    }

    @Test func extensionsOfACycleHaveALimitTogether() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            for hours in [500, 300] {
                try await api.act("extend", on: code, ["working_hours": hours, "reason": "x"])
                #expect(try await api.act("approve", on: code, by: .coordinator).status == 200)
            }
            let more = try await api.act("extend", on: code, ["working_hours": 1, "reason": "x"])
            #expect(more.status == 422 && more.refusals == ["/working_hours out_of_range"])
        }
    }

    @Test func complaintsAboutOfficialsGoToTheCityAndToNoUnit() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let desk = try await api.holder(code)
            try await api.act("extend", on: code, ["working_hours": 8, "reason": "x"])
            let told = try await api.act("classify", on: code, ["category": "service.conduct", "reason": "Phản ánh thái độ cán bộ"])
            #expect(told.status == 200 && told.string("agency.kind") == "coordinator" && told["reporter"] == nil)
            // What the desk had asked for has gone with the report, and the report is the city's.
            #expect(try await api.act("approve", on: code, by: .coordinator).string("rule") == "nothing_to_approve")
            #expect(try await api.read(code).status == 404)
            #expect(try await api.act("undo", on: code).status == 404)
            for (action, members) in [("transfer", ["reason": "x"]), ("request_opinion", ["question": "x"])] {
                let refused = try await api.act(action, on: code, members.merging(["agency": desk]) { $1 }, by: .coordinator)
                #expect(refused.status == 409 && refused.string("rule") == "kept_from_units", "\(action) \(refused.text)")
            }
            let unit = try await api.id("SELECT id::text FROM unit WHERE code = '00004' AND valid_to IS NULL")
            let byUnit = try await api.act("transfer", on: code, ["unit": unit, "reason": "x"], by: .coordinator)
            #expect(byUnit.string("rule") == "same_agency")
            let department = try await api.agency("department-home-affairs")
            #expect(try await api.act("transfer", on: code, ["agency": department, "reason": "x"], by: .coordinator).status == 200)
            // Another matter after all.
            try await api.act("classify", on: code, ["category": "road.pothole", "reason": "x"], by: .coordinator)
            #expect(try await api.act("transfer", on: code, ["agency": desk, "reason": "x"], by: .coordinator).status == 200)
        }
    }
}
