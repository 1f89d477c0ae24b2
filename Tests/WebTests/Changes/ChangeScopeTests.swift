import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// What each scope tells of which reports. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ChangeScopeTests {
    @Test func thePublicHearsWhatPublicTimelinesShow() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = [try await api.filed(), try await api.filed()]
            try await api.act("acknowledge", on: codes[0], ["publish": true])
            try await api.act("note", on: codes[0], ["text": "Gọi 0912 345 678"])
            try await api.act("refuse", on: codes[1], ["code": "spam", "explanation": "Không rõ"])
            try await api.act("undo", on: codes[1])
            try await api.act("refuse", on: codes[1], ["code": "state_secret", "explanation": "x", "referred_to": "Công an Thành phố"])
            try await api.number()
            let all = try await api.changes()
            #expect(Set(all.values("report.code")) == Set(codes))
            for code in codes {
                let timeline = try await api.get("/v1/reports/\(code)/timeline")
                let shown = Changes(answer: timeline).values("seq", "type", "label", "at", "by.kind", "by.name", "refusal.code")
                let told = zip(all.values("report.code"), all.values("seq", "type", "label", "at", "by.kind", "by.name", "refusal"))
                    .filter { $0.0 == code }.map(\.1)
                #expect(told == shown && told.count > 3)
                #expect(!told.joined().contains("state_secret") && !told.joined().contains("spam"))
            }
            let undone = zip(all.values("type"), all.values("undone")).filter { $0.0 == "undone" }.map(\.1)
            #expect(undone == ["3.0"])
            for secret in ["912 345", "912345678", "trước cổng chợ", "Không rõ", "\"note"] {
                #expect(!all.answer.text.contains(secret), "\(secret)")
            }
            #expect(all.values("public").allSatisfy { $0 == "1.0" })
        }
    }

    @Test func whatIsNeverListedIsTheCitysAndNotThePublics() async throws {
        try await APITest.run(.standingCity) { api in
            let hidden = try await api.filed(["category": "safety.disorder"])
            let reclassified = try await api.filed()
            try await api.number()
            let before = try await api.changes()
            #expect(Set(before.values("report.code")) == [reclassified])
            try await api.act("classify", on: reclassified, ["category": "safety.disorder", "reason": "x"], by: .coordinator)
            try await api.number()
            #expect(try await api.changes().count == 0)
            let rest = try await api.changes("?since=\(before.next)")
            #expect(rest.count == 0 && rest.next != before.next)
            let city = try await api.changes("?scope=city", Officer.coordinator.headers)
            #expect(Set(city.values("report.code")) == [hidden, reclassified])
        }
    }

    /// Reports about officials' conduct: the desk of a unit hears nothing of them, whoever of it asks for what.
    @Test func whatIsKeptFromUnitsIsKeptFromThemHereToo() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["category": "service.conduct"])
            try await api.number()
            let account = try await api.database.account("kiem-tra", at: "committee-00004-2025-07-01", [.auditor, .dashboard])
            let unit = ["authorization": "Bearer \(try await api.database.session(of: account))"]
            #expect(try await api.changes("?scope=city", unit).count == 0)
            #expect(try await api.changes("?scope=agency", unit).count == 0)
            #expect(Set(try await api.changes("?scope=city", Officer.deputy.headers).values("report.code")) == [code])
        }
    }

    @Test func aClientHearsOfItsOwnReportsAndOfWhatTheirReportersSee() async throws {
        try await APITest.run(.standingCity) { api in
            let scopes = ["reports.file", "changes.read"]
            let (own, other) = (try await api.client("ihanoi", scopes: scopes), try await api.client("khac", scopes: scopes))
            let report = try await api.filedReport(["external_id": "17"], headers: own.headers)
            let foreign = try await api.filed()
            try await api.act("acknowledge", on: report.code)
            #expect(try await api.reporter("messages", on: report, ["text": "Sâu thêm, gọi 0912345678"]).status == 201)
            try await api.act("note", on: report.code, ["text": "Nội bộ"])
            try await api.act("withhold", on: report.code, ["reason": "Có biển số"])
            try await api.act("acknowledge", on: foreign)
            try await api.number()
            let told = try await api.changes("?scope=client", own.headers)
            #expect(told.values("type") == ["filed", "routed", "acknowledged", "message_added", "withheld"])
            #expect(told.values("seq", "public") == ["1.0 1.0", "2.0 1.0", "3.0 1.0", "- 0.0", "- 0.0"])
            #expect(Set(told.values("report.code", "report.external_id")) == ["\(report.code) 17"])
            #expect(told.answer.header("cache-control") == "private, no-store")
            for secret in ["912345678", "Sâu thêm", "Nội bộ", "biển số"] { #expect(!told.answer.text.contains(secret)) }
            #expect(try await api.changes("?scope=client", other.headers).count == 0)
            // Whoever was told that it is withheld is told when it is so no more.
            try await api.act("undo", on: report.code)
            try await api.number()
            let rest = try await api.changes("?scope=client&since=\(told.next)", own.headers)
            #expect(rest.values("type", "public") == ["undone 0.0"])
            #expect(try await api.changes("?scope=client", own.headers).count == 6)
            let filing = try await api.token(of: own.id, scopes: ["reports.file"])
            #expect(try await api.get("/v1/changes?scope=client", filing.headers).string("code") == "scope_missing")
        }
    }

    /// A group is answered once: its client hears of the answer, and nothing else of somebody else's report.
    @Test func aClientHearsWhatIsDoneAboutTheOriginalsOfItsDuplicates() async throws {
        try await APITest.run(.standingCity) { api in
            let scopes = ["reports.file", "changes.read"]
            let (own, other) = (try await api.client("ihanoi", scopes: scopes), try await api.client("khac", scopes: scopes))
            let original = try await api.filedReport(["external_id": "bí mật"], headers: other.headers)
            let duplicate = try await api.filedReport(["external_id": "17"], headers: own.headers)
            try await api.act("mark_duplicate", on: duplicate.code, ["of": original.code])
            try await api.number()
            let before = try await api.changes("?scope=client", own.headers)
            #expect(before.values("type").last == "marked_duplicate" && Set(before.values("report.code")) == [duplicate.code])
            try await api.act("acknowledge", on: original.code)
            try await api.act("note", on: original.code, ["text": "Nội bộ"])
            #expect(try await api.reporter("messages", on: original, ["text": "Sâu thêm"]).status == 201)
            try await api.act("resolve", on: original.code)
            try await api.act("undo", on: original.code)
            try await api.number()
            let told = try await api.changes("?scope=client&since=\(before.next)", own.headers)
            let members = told.values("report.code", "type", "public", "report.external_id")
            #expect(members == ["acknowledged", "resolved", "undone"].map { "\(original.code) \($0) 1.0 -" }, "\(told.answer.text)")
            let owners = try await api.changes("?scope=client", other.headers)
            #expect(Set(owners.values("report.code", "report.external_id")) == ["\(original.code) bí mật"])
            // What is not its duplicate any more is no business of the client's.
            try await api.act("unmerge", on: duplicate.code)
            try await api.number()
            let later = try await api.changes("?scope=client", own.headers)
            #expect(Set(later.values("report.code")) == [duplicate.code])
        }
    }

    @Test func aDeskHearsOfWhatItHasHadOrWasAskedAboutFromThenOn() async throws {
        try await APITest.run(.standingCity) { api in
            let (asked, passed, own) = (try await api.filed(), try await api.filed(), try await api.filed())
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            for code in [asked, passed, own] { try await api.act("acknowledge", on: code) }
            try await api.act("request_opinion", on: asked, ["agency": neighbour, "question": "Ai quản lý?"])
            try await api.act("transfer", on: passed, ["agency": neighbour, "reason": "x"])
            try await api.act("note", on: passed, ["text": "x"], by: .neighbour)
            try await api.act("note", on: asked, ["text": "x"])
            try await api.number()
            let told = try await api.changes("?scope=agency", Officer.neighbour.headers)
            let expected = ["\(asked) opinion_requested", "\(passed) transferred", "\(passed) noted", "\(asked) noted"]
            #expect(told.values("report.code", "type") == expected)
            // By the numbers of staff's history.
            #expect(told.values("seq") == ["4.0", "4.0", "5.0", "5.0"])
            let ward = try await api.changes("?scope=agency", Officer.desk.headers)
            #expect(ward.count == 13 && Set(ward.values("report.code")).count == 3)
            for name in ["desk", "neighbour"] { #expect(!ward.answer.text.contains("\"\(name)\"")) }
            // No desk hears any more of what was refused as a secret, and the city hears what others see.
            try await api.act("refuse", on: own, ["code": "state_secret", "explanation": "x", "referred_to": "Công an Thành phố"])
            try await api.number()
            #expect(!(try await api.changes("?scope=agency", Officer.desk.headers)).values("report.code").contains(own))
            let city = try await api.changes("?scope=city", Officer.coordinator.headers)
            #expect(city.values("report.code", "refusal").contains("\(own) outside_city_competence"))
        }
    }

    @Test func practiceIsHeardOfWhereItIsPractised() async throws {
        try await Practising.run { practising in
            let api = practising.api
            let code = try await practising.beginOne("pothole")
            try await api.number()
            #expect(try await api.changes().count == 0)
            #expect(try await api.changes("?scope=city", Officer.coordinator.headers).count == 0)
            #expect(try await api.changes("?scope=agency", Officer.coordinator.headers).count == 0)
            let told = try await api.changes("?scope=agency", ["authorization": "Bearer \(practising.ward)"])
            #expect(Set(told.values("report.code")) == [code])
        }
    }

    @Test func aDuplicateNamesItsOriginalAndHasItsGroup() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, duplicate) = (try await api.filed(), try await api.filed())
            try await api.act("acknowledge", on: original)
            try await api.act("mark_duplicate", on: duplicate, ["of": original])
            try await api.number()
            let told = try await api.changes()
            let members = told.values("type", "report.code", "report.duplicate_of", "report.status", "report.status_group")
            #expect(members.last == "marked_duplicate \(duplicate) \(original) duplicate dang_xu_ly")
        }
    }
}
