import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// How reports end: what has to be said and shown, and who reads it. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ClosingTests {
    private static var document: [String: Any] {
        [
            "number": "127/QĐ-UBND", "date": "2026-03-01", "issuer": "UBND phường Ba Đình", "title": "Quyết định sửa chữa mặt đường",
        ]
    }

    private func reporter(_ filed: JSONAnswer) throws -> [String: String] {
        ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
    }

    /// peers.md §0: "responses vague, lack supporting images or documents".
    @Test func whatWasDoneIsSaidAndShown() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code, ["publish": true])
            #expect(try await api.read(code).string("publication") == "published")
            for vague in ["Đã xử lý", "Da xu ly xong theo quy dinh", "UBND phường đã tiếp nhận, cảm ơn quý công dân. Đã xử lý!"] {
                #expect(try await api.act("resolve", on: code, ["summary": vague]).refusals == ["/summary no_substance"], "\(vague)")
            }
            #expect(try await api.act("resolve", on: code, ["evidence": [String]()]).refusals == ["/evidence required"])
            let picture = try await api.staffPicture(Officer.desk.headers)
            let file = try await api.staffPicture(Officer.colleague.headers, SamplePicture.pdf)
            // A document is no picture, and the other way round.
            #expect(try await api.act("resolve", on: code, ["evidence": [file]]).refusals == ["/evidence/0 attachment_unknown"])
            let wrong = try await api.act("resolve", on: code, ["documents": [Self.document.merging(["attachment": picture]) { $1 }]])
            #expect(wrong.refusals == ["/documents/0/attachment attachment_unknown"], "\(wrong.text)")
            let shown: [String: Any] = ["evidence": [picture], "documents": [Self.document.merging(["attachment": file]) { $1 }]]
            let done = try await api.act("resolve", on: code, shown)
            #expect(done.string("status") == "resolved", "\(done.text)")
            #expect(done.string("history.4.documents.0.number") == "127/QĐ-UBND" && done.string("history.4.documents.0.attachment") == file)
            #expect(done.string("attachments.0.id") == picture && done.string("attachments.1.id") == file)

            let others = try await api.get("/v1/reports/\(code)/timeline")
            #expect(others.string("items.4.type") == "resolved" && others.string("items.4.note") == nil, "\(others.text)")
            #expect(others.string("items.4.evidence.0.id") == picture && others.count("items.4.evidence") == 1)
            #expect(others.string("items.4.documents.0.attachment.id") == file)
            #expect(try await api.get(try #require(others.string("items.4.evidence.0.url"))).status == 200)
            let own = try await api.get("/v1/reports/\(code)", try reporter(filed))
            #expect(own.string("own.answer.note") == APITest.summary && own.string("own.answer.documents.0.title") != nil, "\(own.text)")
            // What is not public any more is shown with nothing.
            try await api.act("withhold", on: code, ["reason": "Có thông tin riêng"])
            let hidden = try await api.get("/v1/reports/\(code)/timeline")
            #expect(hidden.string("items.4.type") == "resolved" && hidden["items.4.evidence"] == nil && hidden["items.4.documents"] == nil)
            #expect(hidden.header("etag") != others.header("etag"))
        }
    }

    /// What is internal leaves no gap in what others are told, and is not counted by the numbers of what is shown with it either.
    @Test func filesAreNumberedAsTheirReaderSeesTheEntries() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code, ["publish": true])
            try await api.act("note", on: code, ["text": "Gọi lại sau"])
            let picture = try await api.staffPicture(Officer.desk.headers)
            let done = try await api.act("resolve", on: code, ["evidence": [picture]])
            #expect(done.number("attachments.0.seq") == 6 && done.number("history.5.seq") == 6, "\(done.text)")
            for reader in [[:], try reporter(filed)] {
                let timeline = try await api.get("/v1/reports/\(code)/timeline", reader)
                #expect(timeline.number("items.4.seq") == 5 && timeline.number("items.4.evidence.0.seq") == 5, "\(timeline.text)")
                let report = try await api.get("/v1/reports/\(code)", reader)
                #expect(report.count("attachments") == 1 && report.string("attachments.0.seq") == "null", "\(report.text)")
            }
            let own = try await api.get("/v1/reports/\(code)", try reporter(filed))
            #expect(own.count("own.answer.evidence") == 1 && own.string("own.answer.evidence.0.seq") == "null", "\(own.text)")
        }
    }

    @Test func filesAreClaimedOnceAndByTheDeskThatSentThem() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = [try await api.accepted(), try await api.accepted()]
            for foreign in [try await api.staffPicture(Officer.neighbour.headers), try await api.picture()] {
                let refused = try await api.act("resolve", on: codes[0], ["evidence": [foreign]])
                #expect(refused.refusals == ["/evidence/0 attachment_unknown"], "\(refused.text)")
            }
            let picture = try await api.staffPicture(Officer.colleague.headers)
            #expect(try await api.act("resolve", on: codes[0], ["evidence": [picture]]).status == 200)
            #expect(try await api.act("resolve", on: codes[1], ["evidence": [picture]]).refusals == ["/evidence/0 attachment_unknown"])
            let late = try await api.staffPicture(Officer.desk.headers)
            try await api.at("2026-03-03 08:01")
            #expect(try await api.act("resolve", on: codes[1], ["evidence": [late]]).refusals == ["/evidence/0 attachment_unknown"])
        }
    }

    @Test func whatWasTakenBackIsShownToNobodyOutside() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code, ["publish": true])
            try await api.act("resolve", on: code, ["documents": [Self.document]])
            try await api.act("undo", on: code)
            for headers in [[:], try reporter(filed)] {
                let timeline = try await api.get("/v1/reports/\(code)/timeline", headers)
                #expect(timeline.string("items.4.type") == "resolved" && timeline["items.4.evidence"] == nil, "\(timeline.text)")
                #expect(timeline["items.4.documents"] == nil && !timeline.text.contains(APITest.summary))
                let report = try await api.get("/v1/reports/\(code)", headers)
                #expect(report.count("attachments") == 0 && report["own.answer"] == nil, "\(report.text)")
            }
        }
    }

    @Test func aLeaderApprovesWhereTheDeskAsksForIt() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            let path = "/v1/admin/agencies/\(try await api.holder(code))"
            let bad = try await api.call(.patch, path, Officer.desk.token, ["needs_approval": "yes"], ["if-match": "\"0-desk\""])
            #expect(bad.refusals == ["/needs_approval wrong_type"])
            #expect(
                try await api.call(.patch, path, Officer.neighbour.token, ["needs_approval": true], ["if-match": "\"0-desk\""]).status
                    == 403
            )
            let set = try await api.call(.patch, path, Officer.desk.token, ["needs_approval": true], ["if-match": "\"0-desk\""])
            #expect(set.number("needs_approval") == 1 && set.number("version") == 1, "\(set.text)")

            try await api.act("acknowledge", on: code, ["publish": true])
            let proposed = try await api.act("resolve", on: code, ["documents": [Self.document]])
            #expect(
                proposed.string("status") == "acknowledged" && proposed.string("history.4.type") == "resolution_proposed",
                "\(proposed.text)"
            )
            #expect(!proposed.text.contains("\"approve\"") && proposed.string("sla.resolve.state") == "running")
            for headers in [[:], try reporter(filed)] {
                #expect(try await api.get("/v1/reports/\(code)", headers).count("attachments") == 0)
                #expect(!(try await api.get("/v1/reports/\(code)/timeline", headers)).text.contains("127/QĐ-UBND"))
            }
            #expect(try await api.act("approve", on: code).string("rule") == "own_request")
            #expect(try await api.act("send_back", on: code, ["reason": "Ảnh mờ"], by: .colleague).string("status") == "acknowledged")
            try await api.act("resolve", on: code, ["documents": [Self.document]])
            let approved = try await api.act("approve", on: code, by: .colleague)
            #expect(
                approved.string("status") == "resolved" && approved.string("history.7.texts.summary") == APITest.summary,
                "\(approved.text)"
            )
            // Taken back and given again it is the same answer.
            try await api.act("undo", on: code, by: .colleague)
            try await api.act("approve", on: code, by: .colleague)
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            let last = try #require(timeline.count("items")) - 1
            #expect(timeline.count("items.\(last).evidence") == 1, "\(timeline.text)")
            #expect(timeline.string("items.\(last).documents.0.issuer") == "UBND phường Ba Đình")
        }
    }

    /// What waits for a leader may be about something else by then.
    @Test func anAnswerOwesEvidenceByTheCategoryItIsApprovedIn() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["category": "traffic.bus"])
            try await api.askForApproval(.desk, at: try await api.holder(code))
            try await api.act("acknowledge", on: code)
            let bare: [String: Any] = ["summary": "Đã dời trạm xe buýt", "evidence": [String]()]
            #expect(try await api.act("resolve", on: code, bare).status == 200)
            #expect(try await api.act("classify", on: code, ["category": "road.pothole", "reason": "x"]).status == 200)
            let before = try await api.read(code)
            let refused = try await api.act("approve", on: code, by: .colleague)
            #expect(refused.status == 409 && refused.string("rule") == "unevidenced_request", "\(refused.text)")
            #expect(try await api.read(code).text == before.text)
            try await api.act("send_back", on: code, ["reason": "Thiếu ảnh"], by: .colleague)
            try await api.act("resolve", on: code, bare.merging(["evidence": [try await api.staffPicture(Officer.desk.headers)]]) { $1 })
            #expect(try await api.act("approve", on: code, by: .colleague).string("status") == "resolved")
            // Taken back, the picture is still there.
            try await api.act("undo", on: code, by: .colleague)
            #expect(try await api.act("approve", on: code, by: .colleague).string("status") == "resolved")
        }
    }

    /// More time needs no picture, and what is said to it is words alone.
    @Test func moreTimeIsGrantedWithoutPictures() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let shown = try await api.staffPicture(Officer.desk.headers)
            for (name, value) in [("evidence", [shown]), ("documents", [Self.document])] as [(String, Any)] {
                let refused = try await api.act("extend", on: code, ["working_hours": 8, "reason": "x", name: value])
                #expect(refused.refusals == ["/\(name) unknown_field"], "\(refused.text)")
            }
            try await api.act("extend", on: code, ["working_hours": 8, "reason": "Chờ vật liệu"])
            let granted = try await api.act("approve", on: code, by: .colleague)
            #expect(granted.status == 200 && granted.count("attachments") == 0, "\(granted.text)")
            #expect(granted.string("history.4.type") == "extended" && granted["history.4.documents"] == nil)
        }
    }

    /// peers.md §3, 39: say who declined, and why; and where to go instead.
    @Test func aRefusalSaysWhyAndWhereToGoInstead() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            try await api.act("refuse", on: code, ["code": "administrative_procedure", "explanation": "Xin nộp hồ sơ trực tuyến"])
            let own = try await api.get("/v1/reports/\(code)/timeline", try reporter(filed))
            #expect(own.string("items.2.note") == "Xin nộp hồ sơ trực tuyến" && own.string("items.2.by.kind") == "agency", "\(own.text)")
            #expect(own.string("items.2.refusal.guidance.url") == "https://dichvucong.gov.vn")
            #expect(own.string("items.2.refusal.guidance.phone") == "18001096")
            let others = try await api.get("/v1/reports/\(code)/timeline", ["accept-language": "en"])
            #expect(others.string("items.2.refusal.code") == "administrative_procedure" && others["items.2.note"] == nil)
            #expect(others.string("items.2.refusal.name") == "An administrative procedure")
            let complaint = try await api.filed()
            try await api.act("refuse", on: complaint, ["code": "formal_complaint", "explanation": "Xin gửi đơn"])
            let told = try await api.get("/v1/reports/\(complaint)/timeline")
            #expect(told.string("items.2.refusal.legal_basis")?.contains("Luật Khiếu nại") == true, "\(told.text)")
        }
    }

    /// peers.md §3, 13 and 18; §4, 8: nobody groups, tells all, and un-merges.
    @Test func aGroupIsAnsweredOnceAndEveryReporterReadsIt() async throws {
        try await APITest.run(.standingCity) { api in
            let (master, copies) = (try await api.filed(), [try await api.file(), try await api.file(), try await api.file()])
            let codes = copies.compactMap { $0.string("code") }
            for code in codes { try await api.act("mark_duplicate", on: code, ["of": master]) }
            try await api.act("acknowledge", on: master, ["publish": true])
            let before = try await api.get("/v1/reports/\(codes[0])", try reporter(copies[0]))
            #expect(before["own.answer"] == nil && before.string("status_group") == "dang_xu_ly")
            try await api.act("resolve", on: master, ["documents": [Self.document]])
            for copy in copies {
                let code = try #require(copy.string("code"))
                let own = try await api.get("/v1/reports/\(code)", try reporter(copy))
                #expect(
                    own.string("status") == "duplicate" && own.string("status_group") == "da_xu_ly" && own.string("duplicate_of") == master
                )
                #expect(own.string("own.answer.note") == APITest.summary && own.string("own.answer.report") == master, "\(own.text)")
                #expect(own.count("own.answer.evidence") == 1)
                let timeline = try await api.get("/v1/reports/\(code)/timeline", try reporter(copy))
                let last = try #require(timeline.count("items")) - 1
                #expect(timeline.string("items.\(last).type") == "resolved" && timeline.string("items.\(last).report") == master)
                #expect(timeline.count("held_by") == 1)
                #expect(!(try await api.get("/v1/reports/\(code)/timeline")).text.contains(APITest.summary))
            }
            #expect(before.header("etag") != (try await api.get("/v1/reports/\(codes[0])", try reporter(copies[0]))).header("etag"))
            // Parted, it is a report of its own again, without the other's answer.
            let parted = try await api.act("unmerge", on: codes[0])
            #expect(parted.string("status") == "acknowledged" && parted.string("sla.resolve.state") == "running")
            #expect(try await api.get("/v1/reports/\(codes[0])", try reporter(copies[0]))["own.answer"] == nil)
        }
    }

    /// Zammad #904: a merged report escalates. R9: the duplicate's clocks end, the original's go on.
    @Test func aDuplicateEscalatesNoMore() async throws {
        try await APITest.run(.standingCity) { api in
            let (code, master) = (try await api.filed(), try await api.filed())
            try await api.at("2026-03-02 10:00")
            let merged = try await api.act("mark_duplicate", on: code, ["of": master])
            #expect(merged.string("sla.acknowledge.state") == "met" && merged.string("sla.resolve.state") == "cancelled")
            #expect(try await api.read(master).string("sla.acknowledge.state") == "running")
            let timers = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM sla_clock JOIN report ON report.id = report_id WHERE code = \(code) AND fire_at IS NOT NULL",
                as: Int.self
            )
            #expect(timers == [0])
        }
    }

    /// peers.md §3, 37: tell the reporter why content was hidden; 30: what people publish by accident.
    @Test func theReporterReadsWhyWordsAreNotShown() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file(["description": "Nhà bà Zeisig ở ngõ 5 đổ rác, gọi 0912345678"])
            let code = try #require(filed.string("code"))
            try await api.act("acknowledge", on: code)
            let hidden = try await api.act("publish", on: code, ["hide": [["from": 4, "to": 13]]])
            #expect(hidden.string("text") == "Nhà [đã ẩn] ở ngõ 5 đổ rác, gọi [đã ẩn số điện thoại]", "\(hidden.text)")
            #expect(hidden.string("description")?.contains("Zeisig") == true && hidden.string("redactions.0.kind") == "marked")
            try await api.act("withhold", on: code, ["reason": "Nêu tên người khác"])
            let own = try await api.get("/v1/reports/\(code)", try reporter(filed))
            #expect(own.string("publication") == "withheld" && own.string("own.publication_reason") == "Nêu tên người khác", "\(own.text)")
            let timeline = try await api.get("/v1/reports/\(code)/timeline", try reporter(filed))
            #expect(timeline.text.contains("Nêu tên người khác"))
            // Still tracked and still counted, and nobody else reads why.
            let others = try await api.get("/v1/reports/\(code)")
            #expect(others.status == 200 && others.string("publication") == "withheld" && !others.text.contains("Nêu tên"))
            #expect(!(try await api.get("/v1/reports/\(code)/timeline")).text.contains("Nêu tên"))
            // Taken back, what was marked by hand stays hidden.
            #expect(try await api.act("undo", on: code).string("text") == "Nhà [đã ẩn] ở ngõ 5 đổ rác, gọi [đã ẩn số điện thoại]")
            #expect(try await api.get("/v1/reports/\(code)", try reporter(filed))["own.publication_reason"] == nil)
        }
    }

    @Test func whatIsNeverListedIsNotPublishedWithItsAcceptance() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["category": "safety.drugs"])
            let refused = try await api.act("acknowledge", on: code, ["publish": true], by: .coordinator)
            #expect(refused.string("rule") == "never_listed", "\(refused.text)")
            #expect(try await api.read(code, as: .coordinator).string("status") == "submitted")
            #expect(try await api.get("/v1/reports/\(code)").status == 404)
        }
    }
}

extension APITest {
    /// Has a leader approve the answers of a desk from now on.
    func askForApproval(_ officer: Officer, at desk: String) async throws {
        let path = "/v1/admin/agencies/\(desk)"
        let set = try await call(.patch, path, officer.token, ["needs_approval": true], ["if-match": "\"0-desk\""])
        #expect(set.status == 200, "\(set.text)")
    }
}
