import DatabaseTesting
import Domain
import HTTPTypes
import Testing

@testable import Web

/// What waits for a leader is still its author's. The clock stands at Monday 2026-03-02 08:00.
@Suite struct OwnRequestTests {
    private func asking(_ needsApproval: Bool, of code: String, _ api: APITest) async throws {
        let path = "/v1/admin/agencies/\(try await api.holder(code))"
        let version = needsApproval ? 0 : 1
        let set = try await api.call(
            .patch,
            path,
            Officer.desk.token,
            ["needs_approval": needsApproval],
            ["if-match": "\"\(version)-desk\""]
        )
        #expect(set.status == 200, "\(set.text)")
    }

    private func proposed(_ api: APITest) async throws -> Filed {
        let report = try await api.filedReport()
        try await asking(true, of: report.code, api)
        try await api.act("acknowledge", on: report.code)
        let proposed = try await api.act("resolve", on: report.code)
        #expect(proposed.string("history.3.type") == "resolution_proposed", "\(proposed.text)")
        return report
    }

    @Test func whoeverAskedTakesTheirRequestBack() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await proposed(api)
            try await api.act("note", on: report.code, ["text": "x"])
            #expect(try await api.reporter("messages", on: report, ["text": "Vẫn còn"]).status == 201)
            try await api.at("2026-03-02 09:00")
            let seen = try await api.read(report.code)
            #expect(seen.text.contains("\"send_back\"") && !seen.text.contains("\"approve\""), "\(seen.text)")
            let back = try await api.act("send_back", on: report.code)
            #expect(back.status == 200 && back.string("status") == "acknowledged", "\(back.text)")
            #expect(back.string("history.6.type") == "undone" && back.number("history.6.undone") == 4, "\(back.text)")
            let inbox = try await api.get("/v1/staff/inbox", Officer.desk.headers)
            #expect(inbox.number("awaiting_approval") == 0 && inbox.number("sent_back") == 0, "\(inbox.text)")
            #expect(try await api.act("approve", on: report.code, by: .colleague).string("rule") == "nothing_to_approve")
            #expect(try await api.act("extend", on: report.code, ["working_hours": 8, "reason": "x"]).status == 200)
            #expect(try await api.act("send_back", on: report.code).status == 200)
            #expect(try await api.read(report.code).string("sla.resolve.state") == "running")
        }
    }

    /// Officers decide on nothing, but what they asked for they may take back.
    @Test func anOfficerTakesBackTheirOwnRequestAndNoOthers() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await proposed(api)
            let account = try await api.database.account("can-bo", at: "committee-00004-2025-07-01", [.officer])
            let token = try await api.database.session(of: account)
            func act(_ action: String, _ members: [String: Any] = [:]) async throws -> JSONAnswer {
                let tag = try await api.read(report.code, as: .coordinator).header("etag") ?? ""
                let path = "/v1/staff/reports/\(report.code)/actions"
                return try await api.call(.post, path, token, members.merging(["action": action]) { $1 }, ["if-match": tag])
            }
            #expect(try await act("send_back").status == 403)
            #expect(try await act("approve").status == 403)
            let picture = try await api.staffPicture(["authorization": "Bearer \(token)"])
            let replaced = try await act("resolve", ["summary": "Đã vá xong hai ổ gà trước cổng", "evidence": [picture]])
            #expect(replaced.status == 200, "\(replaced.text)")
            #expect(try await act("approve").status == 403)
            #expect(try await act("send_back").status == 200)
            #expect(try await act("send_back").status == 403)
        }
    }

    @Test func whatWaitsIsReplacedByWhatIsSaidAnew() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await proposed(api)
            let again = try await api.act("resolve", on: report.code, ["summary": "Đã vá xong hai ổ gà trước cổng"])
            #expect(again.status == 200 && again.string("status") == "acknowledged", "\(again.text)")
            let approved = try await api.act("approve", on: report.code, by: .colleague)
            #expect(approved.string("status") == "resolved", "\(approved.text)")
            let timeline = try await api.get("/v1/reports/\(report.code)/timeline", report.headers)
            #expect(timeline.text.contains("hai ổ gà") && !timeline.text.contains(APITest.summary), "\(timeline.text)")
        }
    }

    @Test func whereNobodyHasToApproveAnyMoreTheAnswerIsGiven() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await proposed(api)
            try await asking(false, of: report.code, api)
            #expect(try await api.act("resolve", on: report.code).string("status") == "resolved")
        }
    }

    /// What was sent once is the report's, though it shows nothing any more.
    @Test func filesOfAnAnswerThatIsNoneAnyMoreAreShownAgain() async throws {
        try await APITest.run(.standingCity) { api in
            let other = try await api.accepted()
            let kept = try await api.staffPicture(Officer.desk.headers)
            let taken = try await api.filedReport()
            try await api.act("acknowledge", on: taken.code, ["publish": true])
            try await api.act("resolve", on: taken.code, ["evidence": [kept]])
            try await api.act("undo", on: taken.code)
            #expect(try await api.act("resolve", on: other, ["evidence": [kept]]).refusals == ["/evidence/0 attachment_unknown"])
            try await api.at("2026-03-04 08:00")
            let again = try await api.act("resolve", on: taken.code, ["evidence": [kept]])
            #expect(again.string("status") == "resolved", "\(again.text)")
            let timeline = try await api.get("/v1/reports/\(taken.code)/timeline", taken.headers)
            #expect(timeline.string("items.6.type") == "resolved" && timeline.count("items.6.evidence") == 1, "\(timeline.text)")
            // What stands is shown where it stands.
            try await api.act("reopen", on: taken.code, ["reason": "x"])
            #expect(try await api.act("resolve", on: taken.code, ["evidence": [kept]]).refusals == ["/evidence/0 attachment_unknown"])
        }
    }

    @Test func filesOfAnAnswerThatWasSentBackAreShownAgain() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await asking(true, of: report.code, api)
            try await api.act("acknowledge", on: report.code)
            let picture = try await api.staffPicture(Officer.desk.headers)
            try await api.act("resolve", on: report.code, ["evidence": [picture]])
            try await api.act("send_back", on: report.code, ["reason": "Viết rõ hơn"], by: .colleague)
            #expect(try await api.act("resolve", on: report.code, ["evidence": [picture]]).status == 200)
            // Also in place of what waits.
            #expect(try await api.act("resolve", on: report.code, ["evidence": [picture]]).status == 200)
            let approved = try await api.act("approve", on: report.code, by: .colleague)
            #expect(approved.string("attachments.0.id") == picture, "\(approved.text)")
        }
    }
}
