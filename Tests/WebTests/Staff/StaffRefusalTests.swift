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
            #expect(try await api.act("refuse", on: silent, unclear).string("status") == "refused")
        }
    }

    @Test func nobodyIsToldThatNothingWasFoundWithoutAPhoto() async throws {
        try await APITest.run(.standingCity) { api in
            let refused = try await api.act("refuse", on: try await api.accepted(), ["code": "not_found_on_site", "explanation": "x"])
            #expect(refused.status == 422 && refused.refusals == ["/code unknown_value"])
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
            for (action, members) in [("note", ["text": "x"]), ("start", [:]), ("undo", [:])] {
                let refused = try await api.act(action, on: code, members)
                #expect(refused.status == 409 && refused.string("rule") == "history_full", "\(action) \(refused.text)")
            }
            #expect(try await api.act("resolve", on: code, ["summary": "x"]).string("status") == "resolved")
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
