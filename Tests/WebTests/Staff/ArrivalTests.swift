import DatabaseTesting
import Domain
import Foundation
import Services
import Testing

@testable import Web

/// What a desk still has to look at, what it finds again, and what lists tell of people.
@Suite struct ArrivalTests {
    private func count(_ name: String, _ officer: Officer, _ api: APITest) async throws -> Int {
        Int(try #require(try await api.get("/v1/staff/inbox", officer.headers).number(name)))
    }

    private func listed(_ query: String, _ officer: Officer, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports?\(query)", officer.headers)
        #expect(answer.status == 200, "\(answer.text)")
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// Each desk counts and lists what was passed on to it until somebody there acts; what came back by a step taken back is known there.
    @Test func whatIsPassedOnWaitsWhereItArrives() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            for action in ["acknowledge", "start"] { try await api.act(action, on: code) }
            try await api.act("pause", on: code, ["reason": "legal"])
            #expect(try await count("arrived", .desk, api) == 0)
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: code, ["agency": neighbour, "reason": "Đường của phường bạn"])
            #expect(try await count("arrived", .neighbour, api) == 1)
            #expect(try await count("new", .neighbour, api) == 0)
            #expect(try await listed("attention=arrived", .neighbour, api) == [code])
            let item = try await api.get("/v1/staff/reports", Officer.neighbour.headers)
            #expect(item.string("items.0.attention.0") == "arrived" && item.count("items.0.attention") == 1, "\(item.text)")
            try await api.act("undo", on: code)
            #expect(try await count("arrived", .desk, api) == 0)
            #expect(try await count("arrived", .neighbour, api) == 0)
            try await api.act("transfer", on: code, ["agency": neighbour, "reason": "Đường của phường bạn"])
            try await api.act("decline", on: code, ["reason": "Không phải"], by: .neighbour)
            #expect(try await count("arrived", .neighbour, api) == 0)
            #expect(try await count("arrived", .coordinator, api) == 1)
            #expect(try await listed("attention=arrived&agency=me", .coordinator, api) == [code])
            try await api.act("note", on: code, ["text": "Đã xem"], by: .coordinator)
            #expect(try await count("arrived", .coordinator, api) == 0)
        }
    }

    /// Whatever the status, and at the desk that has the original.
    @Test func whatTheReporterWritesIsNewsUntilTheDeskActs() async throws {
        try await APITest.run(.standingCity) { api in
            let (open, refused, original, duplicate) = (
                try await api.filedReport(), try await api.filedReport(), try await api.filedReport(), try await api.filedReport()
            )
            for report in [open, refused, original, duplicate] { try await api.act("acknowledge", on: report.code) }
            try await api.act("refuse", on: refused.code, ["code": "spam", "explanation": "Quảng cáo"])
            try await api.act("mark_duplicate", on: duplicate.code, ["of": original.code])
            for (index, report) in [open, refused, duplicate].enumerated() {
                #expect(try await api.reporter("messages", on: report, ["text": "Nguy hiểm hơn"]).status == 201)
                #expect(try await count("new_message", .desk, api) == index + 1)
            }
            #expect(Set(try await listed("attention=new_message", .desk, api)) == [open.code, refused.code, duplicate.code])
            #expect(try await listed("attention=new_message", .neighbour, api) == [])
            try await api.act("note", on: open.code, ["text": "Coordinator"], by: .coordinator)
            #expect(try await count("new_message", .desk, api) == 3)
            for report in [open, refused, duplicate] { try await api.act("note", on: report.code, ["text": "Đã gọi lại"]) }
            #expect(try await count("new_message", .desk, api) == 0)
        }
    }

    @Test func aDeskFindsWhatItHadOrWasAskedAbout() async throws {
        try await APITest.run(.standingCity) { api in
            let (passed, asked, own) = (try await api.filed(), try await api.filed(), try await api.filed())
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: passed, ["agency": neighbour, "reason": "Đường của phường bạn"])
            #expect(try await listed("attention=held", .desk, api) == [passed])
            #expect(try await listed("q=\(passed)", .desk, api) == [passed])
            #expect(try await listed("q=\(own)", .neighbour, api) == [])
            try await api.act("acknowledge", on: asked)
            try await api.act("request_opinion", on: asked, ["agency": neighbour, "question": "Gọi 0912 345 678 hỏi ai quản lý?"])
            let question = try await api.get("/v1/staff/reports?attention=asked_for_opinion", Officer.neighbour.headers)
            #expect(question.string("items.0.question.text")?.hasPrefix("Gọi [") == true, "\(question.text)")
            #expect(question.string("items.0.question.asked_at")?.hasPrefix("2026-03-02T08:0") == true)
            #expect(try await listed("q=\(asked)", .neighbour, api) == [asked])
            try await api.act("give_opinion", on: asked, ["text": "Phường"], by: .neighbour)
            #expect(try await listed("attention=held", .neighbour, api) == [asked])
            // Whoever does not have a report does not learn who reported.
            #expect(try await api.get("/v1/staff/reports?attention=held&q=0912345678", Officer.neighbour.headers).status == 403)
        }
    }

    /// A list is read without an entry in the audit: so it says nothing that would need one.
    @Test func listsTellOfNobody() async throws {
        try await APITest.run(.standingCity) { api in
            let start = String(repeating: "ổ gà ", count: 39)
            _ = try await api.filed(["description": "\(start)gọi 0912 345 678 hoặc an@example.org, xe 29A-123.45"])
            let list = try await api.get("/v1/staff/reports", Officer.desk.headers)
            let excerpt = try #require(list.string("items.0.excerpt"))
            #expect(excerpt.hasPrefix(start) && excerpt.hasSuffix("]") && !excerpt.contains("0912"), "\(excerpt)")
        }
    }

    /// Of whom somebody learnt that a phone is theirs can be told later.
    @Test func aSearchByPhoneIsKeptWithWhatItFound() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = try await [
                api.filed(["reporter": ["phone": "0912 345 678"]]), api.filed(["reporter": ["phone": "0912 345 678"]]),
            ]
            #expect(Set(try await listed("q=0912345678", .desk, api)) == Set(codes))
            #expect(try await listed("q=0912345679", .desk, api) == [])
            let entries = try await api.database.audit().filter { $0.action == "contact_searched" }
            #expect(entries.count == 2 && codes.allSatisfy { entries[0].details.contains($0) }, "\(entries)")
            let (from, to) = (Instant(secondsSince1970: 0), Instant(secondsSince1970: 4_000_000_000))
            let affected = try await api.useCases.auditTrail.affected(from: from, to: to)
            #expect(affected.reports == codes.sorted() && affected.persons == 2)
        }
    }

    /// The coordinator, above whom there is none, is not told that they might pass a report up.
    @Test func nothingIsAllowedThatIsAlwaysRefused() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            func allowed(_ officer: Officer) async throws -> Set<String> {
                let answer = try await api.read(code, as: officer)
                return Set((0..<(answer.count("allowed_actions") ?? 0)).compactMap { answer.string("allowed_actions.\($0)") })
            }
            #expect(try await allowed(.coordinator).isSuperset(of: ["decline", "escalate"]))
            try await api.act("decline", on: code, ["reason": "Không phải"])
            #expect(try await allowed(.coordinator).isDisjoint(with: ["decline", "escalate"]))
            #expect(try await allowed(.coordinator).contains("transfer"))
        }
    }

    /// Said in words that help: what range, what a cursor is, what a month looks like.
    @Test func refusalsSayWhatWouldDo() async throws {
        try await APITest.run(.standingCity) { api in
            for (path, words) in [
                ("/v1/staff/reports?limit=201", "Từ 1 đến 200."), ("/v1/staff/reports?cursor=x", "danh sách đang xem"),
                ("/v1/staff/reports?q=%25", "Cần ít nhất một từ"), ("/v1/staff/reviews?month=2026-13", "Tháng viết như"),
            ] {
                let answer = try await api.get(path, Officer.coordinator.headers)
                #expect(answer.status == 422 && answer.string("errors.0.message")?.contains(words) == true, "\(answer.text)")
            }
            let code = try await api.filed()
            let long = try await api.act("note", on: code, ["text": String(repeating: "a", count: 10_000)])
            #expect(long.string("errors.0.message") == "Tối đa \(ReportLimits.actionText) ký tự.", "\(long.text)")
            let twice = try await api.get("/v1/staff/reports?status=submitted&status=closed", Officer.desk.headers)
            #expect(twice.status == 400 && twice.string("detail")?.contains("mỗi tham số một lần") == true, "\(twice.text)")
        }
    }

    @Test func somebodyIsToldWhoTheyAre() async throws {
        try await APITest.run(.standingCity) { api in
            let own = try await api.get("/v1/me", Officer.desk.headers)
            #expect(own.status == 200 && own.string("username") == "desk", "\(own.text)")
            #expect(own.string("agency") == (try await api.agency("committee-00004-2025-07-01")))
            #expect(own.string("roles.0") == "officer" && own.header("cache-control") == "private, no-store")
            let code = try await api.filed()
            #expect(try await listed("agency=me", .desk, api) == [code])
            #expect(try await listed("agency=me", .coordinator, api) == [])
            #expect(try await listed("", .coordinator, api) == [code])
            #expect(try await api.get("/v1/me").status == 401)
        }
    }
}
