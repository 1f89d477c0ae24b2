import DatabaseTesting
import Domain
import HTTPTypes
import Testing

@testable import Web

/// What is taken back, and by whom. The clock stands at Monday 2026-03-02 08:00.
@Suite struct UndoTests {
    @Test func aStepIsTakenBackByWhoeverTookIt() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            #expect(try await api.act("acknowledge", on: report.code).text.contains("\"undo\""))
            let seen = try await api.read(report.code, as: .colleague)
            #expect(!seen.text.contains("\"undo\""))
            for officer in [Officer.colleague, .coordinator] {
                let refused = try await api.act("undo", on: report.code, by: officer)
                #expect(refused.status == 409 && refused.string("rule") == "not_own_step", "\(refused.text)")
            }
            #expect(try await api.act("undo", on: report.code).string("status") == "submitted")
            try await api.act("acknowledge", on: report.code)
            #expect(try await api.reporter("messages", on: report, ["text": "Vẫn còn"]).status == 201)
            #expect(try await api.act("undo", on: report.code).string("rule") == "not_own_step")
        }
    }

    @Test func whatWasDoneAtOnceIsTakenBackAtOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let done = try await api.act("acknowledge", on: report.code, ["publish": true])
            #expect(done.string("history.3.type") == "published" && done.string("history.3.staff") == "desk", "\(done.text)")
            let undone = try await api.act("undo", on: report.code)
            #expect(undone.string("status") == "submitted" && undone.string("publication") == "pending", "\(undone.text)")
            #expect(undone.string("sla.acknowledge.state") == "running" && undone.string("history.5.staff") == "desk")
            #expect(try await api.get("/v1/reports/\(report.code)").string("text") == "null")
            #expect(try await api.act("undo", on: report.code).string("rule") == "nothing_to_undo")
            // Done one after the other, they are two steps.
            try await api.act("acknowledge", on: report.code)
            try await api.act("publish", on: report.code)
            let hidden = try await api.act("undo", on: report.code)
            #expect(hidden.string("status") == "acknowledged" && hidden.string("publication") == "pending", "\(hidden.text)")
        }
    }

    /// Whoever withheld it had a reason.
    @Test func whatWasWithheldIsNotPublishedInPassing() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.act("withhold", on: code, ["reason": "Có tên người khác"])
            let refused = try await api.act("acknowledge", on: code, ["publish": true], by: .colleague)
            #expect(refused.status == 409 && refused.string("rule") == "withheld", "\(refused.text)")
            let version = Int(try await api.read(code).number("version") ?? 0)
            let order: [String: Any] = [
                "action": ["action": "acknowledge", "publish": true], "reports": [["code": code, "version": version]],
            ]
            let bulk = try await api.call(.post, "/v1/staff/reports/actions", Officer.colleague.token, order)
            #expect(bulk.string("items.0.problem.rule") == "withheld", "\(bulk.text)")
            let read = try await api.read(code)
            #expect(read.string("status") == "submitted" && read.string("publication") == "withheld", "\(read.text)")
            try await api.act("acknowledge", on: code)
            #expect(try await api.act("publish", on: code).string("publication") == "published")
        }
    }
}
