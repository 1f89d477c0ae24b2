import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Web

/// What the rules refuse whoever asks. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StaffRefusalTests {
    @Test func unclearIsAReportOnlyAfterAQuestionWithoutAnAnswer() async throws {
        try await APITest.run(.standingCity) { api in
            let (silent, answered) = (try await api.accepted(), try await api.accepted())
            let unclear = ["code": "unclear", "explanation": "Không rõ vị trí"]
            #expect(try await api.act("refuse", on: silent, unclear).string("rule") == "no_open_question")
            for code in [silent, answered] { try await api.act("request_information", on: code, ["message": "Ở đâu?"]) }
            guard case .code(let code) = ReportCode.read(answered) else { throw CancellationError() }
            _ = try await api.useCases.actions.perform(.message, on: code, by: .citizen)
            let refused = try await api.act("refuse", on: answered, unclear)
            #expect(refused.status == 409 && refused.string("rule") == "no_open_question")
            // Five working days, as long as the limit waits for the answer.
            for time in ["2026-03-02 08:00", "2026-03-06 17:29"] {
                try await api.at(time)
                let early = try await api.act("refuse", on: silent, unclear)
                #expect(early.status == 409 && early.string("rule") == "answer_awaited", "\(early.text)")
            }
            // Going on with the work meanwhile does not shorten it.
            try await api.act("resume", on: silent)
            #expect(try await api.act("refuse", on: silent, unclear).string("rule") == "answer_awaited")
            try await api.at("2026-03-09 08:00")
            #expect(try await api.act("refuse", on: silent, unclear).string("status") == "refused")
        }
    }

    @Test func nobodyIsToldThatNothingWasFoundWithoutAPhoto() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let members: [String: Any] = ["code": "not_found_on_site", "explanation": "Đã đến nơi, không thấy ổ gà"]
            let refused = try await api.act("refuse", on: code, members)
            #expect(refused.status == 422 && refused.refusals == ["/evidence required", "/taken_at required"])
            let picture = try await api.staffPicture(Officer.desk.headers)
            for time in ["2026-03-02T07:59:00+07:00", "2026-03-02T08:30:00+07:00"] {
                let untimely = try await api.act("refuse", on: code, members.merging(["evidence": [picture], "taken_at": time]) { $1 })
                #expect(untimely.refusals == ["/taken_at out_of_range"], "\(untimely.text)")
            }
            try await api.at("2026-03-02 10:00")
            let shown = members.merging(["evidence": [picture], "taken_at": "2026-03-02T09:30:00+07:00"]) { $1 }
            let done = try await api.act("refuse", on: code, shown)
            #expect(done.string("status") == "refused" && done.string("history.3.taken_at") == "2026-03-02T09:30:00+07:00", "\(done.text)")
            #expect(done.string("attachments.0.id") == picture && done.number("attachments.0.seq") == 4)
        }
    }

    @Test func noReportGoesToAUnitOfThePast() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let former = try await api.id("SELECT id::text FROM unit WHERE valid_to <= '2026-03-02' LIMIT 1")
            let refused = try await api.act("transfer", on: code, ["unit": former, "reason": "x"])
            #expect(refused.status == 422 && refused.refusals == ["/unit unknown_value"])
        }
    }

    @Test func aCategoryOfThePastIsReplacedFirst() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.database.pool(.superuser).execute("UPDATE category SET retired_at = now() WHERE code = 'road.pothole'")
            let unit = try await api.id("SELECT id::text FROM unit WHERE code = '00070' AND valid_to IS NULL")
            #expect(try await api.act("transfer", on: code, ["unit": unit, "reason": "x"]).string("rule") == "category_retired")
            #expect(try await api.act("classify", on: code, ["severity": "urgent", "reason": "x"]).string("rule") == "category_retired")
            #expect(try await api.act("classify", on: code, ["category": "road.sidewalk", "reason": "x"]).status == 200)
            #expect(try await api.act("transfer", on: code, ["unit": unit, "reason": "x"]).status == 200)
        }
    }

    @Test func nothingIsAskedDuringAnotherPause() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("pause", on: code, ["reason": "force_majeure"])
            let refused = try await api.act("request_information", on: code, ["message": "Ở đâu?"])
            #expect(refused.status == 409 && refused.string("rule") == "already_paused")
            try await api.act("resume", on: code)
            #expect(try await api.act("request_information", on: code, ["message": "Ở đâu?"]).string("status") == "awaiting_citizen")
        }
    }

    @Test func aHistoryThatIsFullCanOnlyEnd() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let pool = api.database.pool(.superuser)
            try await pool.execute(
                """
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data)
                SELECT id, number, updated_at, 'noted', 'agency', agency_id, agency_id, false, '{}'
                FROM report
                CROSS JOIN generate_series(4, 501) AS number
                """
            )
            try await pool.execute("UPDATE report SET last_seq = 501")
            try await pool.execute("INSERT INTO report_event_staff (report_id, seq, name) SELECT id, 501, 'desk' FROM report")
            for (action, members) in [("note", ["text": "x"]), ("start", [:]), ("undo", [:])] {
                let refused = try await api.act(action, on: code, members)
                #expect(refused.status == 409 && refused.string("rule") == "history_full", "\(action) \(refused.text)")
            }
            #expect(try await api.act("resolve", on: code).string("status") == "resolved")
            #expect(try await api.act("reopen", on: code, ["reason": "x"]).string("rule") == "history_full")
        }
    }

    @Test func aDuplicateHasNoDuplicates() async throws {
        try await APITest.run(.standingCity) { api in
            let (first, second, third) = (try await api.filed(), try await api.filed(), try await api.filed())
            try await api.act("mark_duplicate", on: first, ["of": second])
            #expect(try await api.act("mark_duplicate", on: second, ["of": third]).string("rule") == "has_duplicates")
            try await api.act("unmerge", on: first)
            // Its original may be a duplicate by then.
            #expect(try await api.act("undo", on: first).string("rule") == "nothing_to_undo")
            #expect(try await api.act("mark_duplicate", on: second, ["of": first]).string("status") == "duplicate")
        }
    }
}
