import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// Practice as those see it who practise.
@Suite struct PracticeTests {
    @Test func casesAreListedAndTheBannerIsShownFromTheBeginning() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let cases = try await api.call(.get, "/v1/staff/training/cases", practice.ward)
            #expect(cases.status == 200 && cases.count("items") == 11 && cases.string("items.0.title") == "Ổ gà rõ ràng")
            let english = try await api.call(.get, "/v1/staff/training/cases", practice.coordinator, nil, ["accept-language": "en"])
            #expect(english.string("items.6.code") == "duplicates" && english.number("items.6.reports") == 2)
            #expect(english.string("items.0.good_handling")?.contains("acknowledge within 8 working hours") == true)

            _ = try await api.staff("moi-vao", at: "training-ward", ["officer"])
            let session = try await api.signIn("moi-vao")
            #expect(session["principal.training"] as? Double == 1)
            #expect(session.string("principal.banner") == "THỰC HÀNH – không phải phản ánh thật")
            _ = try await api.staff("that", at: "committee-00004-2025-07-01", ["officer"])
            let real = try await api.signIn("that")
            #expect(real.status == 201 && real["principal.training"] == nil && real["principal.banner"] == nil)
        }
    }

    @Test func everyCaseIsThereAndWorkedWithTheOperationsThereAre() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let cases = try await api.call(.get, "/v1/staff/training/cases", practice.ward)
            for index in 0..<11 {
                let code = try #require(cases.string("items.\(index).code"))
                #expect(Double(try await practice.begin(code).count) == cases.number("items.\(index).reports"), "\(code)")
            }
            let code = try await practice.beginOne("pothole")
            let report = try await practice.read(code)
            #expect(report.string("banner") == "THỰC HÀNH – không phải phản ánh thật" && report["training"] as? Double == 1)
            #expect(report.string("agency.kind") == "training" && report.string("unit.code") == "00070")
            #expect(report.string("reporter") == "null" && report.string("status") == "submitted")
            let list = try await api.call(.get, "/v1/staff/reports?limit=100&category=road.pothole", practice.ward)
            #expect(list.count("items") == 2 && list.string("items.0.banner") != nil)
            for (action, members) in [("acknowledge", [:]), ("publish", [:]), ("start", [:]), ("resolve", [:])] as [(String, [String: Any])]
            {
                let done = try await practice.act(action, on: code, members)
                #expect(done.status == 200 && done["training"] as? Double == 1, "\(action) \(done.text)")
            }
            #expect(try await practice.read(code).string("status") == "resolved")
            #expect(try await api.call(.get, "/v1/staff/reports/\(code)/sla", practice.ward).status == 200)
            let audited = try await api.database.pool(.superuser).query(
                """
                SELECT action || ' ' || coalesce(details ->> 'case', details ->> 'act')
                FROM audit_entry
                WHERE object = \(code)
                    AND actor = 'tap-su-phuong'
                ORDER BY at, id
                """,
                as: String.self
            )
            // Nobody's data are read.
            let acts = ["acknowledge", "publish", "start", "resolve"].map { "report_act \($0)" }
            #expect(Set(audited) == Set(["practice_begun pothole"] + acts) && audited.count == 5, "\(audited)")
        }
    }

    @Test func theReporterOfTheScriptAnswersAndDisputes() async throws {
        try await Practising.run { practice in
            let unclear = try await practice.beginOne("unclear")
            try await practice.act("acknowledge", on: unclear)
            for (words, status) in [("miệng cống", "in_progress"), ("cử người", "in_progress"), ("", "awaiting_citizen")] {
                let asked = try await practice.act("request_information", on: unclear, ["message": "Ở đâu ạ?"])
                #expect(asked.status == 200 && asked.string("status") == status, "\(asked.text)")
                let last = try #require(asked.count("history")) - 1
                if words.isEmpty {
                    #expect(asked.string("history.\(last).type") == "information_requested")
                } else {
                    #expect(asked.string("history.\(last).type") == "message_added" && asked.string("history.\(last).by.kind") == "citizen")
                    #expect(asked.string("history.\(last).texts.message")?.contains(words) == true)
                    #expect(asked.string("history.\(last - 1).texts.message") == "Ở đâu ạ?")
                }
            }
            let disputed = try await practice.beginOne("disputed")
            try await practice.act("acknowledge", on: disputed)
            let first = try await practice.act("resolve", on: disputed, ["summary": "Đã nạo vét trước cổng chợ"])
            #expect(first.string("status") == "acknowledged", "\(first.text)")
            let second = try await practice.act("resolve", on: disputed, ["summary": "Đã nạo vét cả tuyến"])
            #expect(second.string("status") == "resolved", "\(second.text)")
        }
    }

    @Test func whatLeavesOneDeskArrivesAtTheOther() async throws {
        try await Practising.run { practice in
            let code = try await practice.beginOne("neighbour-ward")
            try await practice.act("acknowledge", on: code)
            let unit = try await practice.unit("00082")
            let handed = try await practice.act("transfer", on: code, ["unit": unit, "reason": "x"])
            #expect(handed.string("agency.kind") == "training_coordinator", "\(handed.text)")
            #expect(handed.string("stands_in_for.name") == "Ủy ban nhân dân phường Cửa Nam" && handed.string("unit.code") == "00082")
            let back = try await practice.act("transfer", on: code, ["unit": unit, "reason": "x"], by: practice.coordinator)
            #expect(back.string("agency.kind") == "training", "\(back.text)")
            for action in ["decline", "escalate"] {
                let up = try await practice.act(action, on: code, ["reason": "x"])
                #expect(up.string("agency.kind") == "training_coordinator" && up["stands_in_for"] == nil, "\(up.text)")
                let ward = try await practice.api.agency("training-ward")
                try await practice.act("transfer", on: code, ["agency": ward, "reason": "x"], by: practice.coordinator)
            }
            let company = try await practice.api.agency("company-water")
            let asked = try await practice.act("request_opinion", on: code, ["agency": company, "question": "?"])
            let last = try #require(asked.count("history")) - 1
            #expect(asked.string("history.\(last).opinion_of.kind") == "training_coordinator", "\(asked.text)")
            #expect(try await practice.act("give_opinion", on: code, ["text": "!"], by: practice.coordinator).status == 200)
            try await practice.act("extend", on: code, ["working_hours": 8, "reason": "x"])
            #expect(try await practice.act("approve", on: code).string("rule") == "own_request")
            #expect(try await practice.act("approve", on: code, by: practice.coordinator).status == 200)

            let conduct = try await practice.beginOne("conduct")
            let kept = try await practice.act("classify", on: conduct, ["category": "service.conduct", "reason": "x"])
            #expect(kept.status == 404 || kept.string("agency.kind") == "training_coordinator", "\(kept.text)")
            #expect(try await practice.read(conduct).status == 404)
            let ward = try await practice.api.agency("training-ward")
            let refused = try await practice.act("transfer", on: conduct, ["agency": ward, "reason": "x"], by: practice.coordinator)
            #expect(refused.status == 409 && refused.string("rule") == "kept_from_units", "\(refused.text)")
        }
    }

    @Test func nothingRealGetsThere() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let (real, practised) = (try await api.filed(), try await practice.begin("duplicates"))
            let ward = try await api.agency("training-ward")
            for (action, members) in [
                ("transfer", ["agency": ward, "reason": "x"]), ("request_opinion", ["agency": ward, "question": "x"]),
            ] {
                if action == "request_opinion" { try await api.act("acknowledge", on: real) }
                let refused = try await api.act(action, on: real, members)
                #expect(refused.status == 422 && refused.refusals == ["/agency unknown_value"], "\(refused.text)")
            }
            let other = try await api.act("mark_duplicate", on: real, ["of": practised[0]])
            #expect(other.status == 422 && other.refusals == ["/of unknown_report"], "\(other.text)")
            let across = try await practice.act("mark_duplicate", on: practised[0], ["of": real])
            #expect(across.status == 422 && across.refusals == ["/of unknown_report"], "\(across.text)")
            #expect(try await practice.act("mark_duplicate", on: practised[1], ["of": practised[0]]).string("status") == "duplicate")
            #expect(try await practice.read(real).status == 404)
            #expect(try await practice.read(real, as: practice.coordinator).status == 404)
            #expect(try await api.call(.get, "/v1/audit", practice.coordinator).status == 403)

            let owner = api.database.pool(.superuser)
            for change in [
                "UPDATE report SET is_training = true, training_case = 'pothole' WHERE code = \(real)" as SQL,
                "UPDATE report SET training_case = NULL, is_training = false WHERE code = \(practised[0])",
                "UPDATE report SET agency_id = (SELECT id FROM agency WHERE kind = 'training') WHERE code = \(real)",
                "UPDATE report SET agency_id = (SELECT id FROM agency WHERE kind = 'coordinator') WHERE code = \(practised[0])",
                "UPDATE report SET is_training = true WHERE code = \(real)",
            ] {
                await #expect(throws: PostgresError.self) { try await owner.execute(change) }
            }
        }
    }

    @Test func badInputChangesNothing() async throws {
        try await Practising.run { practice in
            let api = practice.api
            let before = try await api.rowCounts()
            let path = "/v1/staff/training/reports"
            for (body, refusals) in [
                ("{}", ["/case required"]), (#"{"case":7}"#, ["/case wrong_type"]), (#"{"case":"nothing"}"#, ["/case unknown_value"]),
                (#"{"case":"Ổ gà"}"#, ["/case unknown_value"]), (#"{"case":"pothole","x":1}"#, ["/x unknown_field"]),
                ("[]", [" wrong_type"]), (#"{"case":null}"#, ["/case required"]),
            ] {
                let headers = ["content-type": "application/json", "authorization": "Bearer \(practice.ward)"]
                let answer = try await api.post(path, headers, body: Array(body.utf8))
                #expect(answer.status == 422 && answer.refusals == refusals, "\(body): \(answer.text)")
            }
            #expect(try await api.call(.post, "\(path)?x=1", practice.ward, ["case": "pothole"]).status == 422)
            #expect(try await api.call(.get, "/v1/staff/training/cases?x=1", practice.ward).status == 422)
            #expect(try await api.call(.post, path, Officer.coordinator.token, ["case": "pothole"]).status == 403)
            #expect(try await api.call(.post, path, nil, ["case": "pothole"]).status == 401)
            try await api.database.pool(.superuser).execute("UPDATE training_case SET position = NULL WHERE code = 'pothole'")
            #expect(try await api.call(.post, path, practice.ward, ["case": "pothole"]).status == 422)
            #expect(try await api.call(.get, "/v1/staff/training/cases", practice.ward).count("items") == 10)
            #expect(try await api.rowCounts() == before)
        }
    }
}
