import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct PublicationTests {
    private static let words = "Xe 29A-123.45 chắn ngõ 34/56, gọi 0912 345 678 hoặc thu@example.com; đã báo 113."
    private static let published = "Xe [đã ẩn biển số] chắn ngõ 34/56, gọi [đã ẩn số điện thoại] hoặc [đã ẩn email]; đã báo 113."

    @Test func whatBecomesPublicTellsNothingOfPeople() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["description": Self.words])
            #expect(try await api.get("/v1/reports/\(code)").string("text") == "null")
            try await api.act("acknowledge", on: code)
            let before = try await api.get("/v1/reports/\(code)").header("etag")
            let answer = try await api.act("publish", on: code)
            #expect(answer.status == 200 && answer.string("publication") == "published" && answer.string("text") == Self.published)
            // The desk reads it whole, and sees what the public does not.
            #expect(answer.string("description") == Self.words && answer.count("redactions") == 3)
            #expect(answer.string("redactions.0.kind") == "plate" && answer.number("redactions.0.from") == 3)
            #expect(answer.number("redactions.1.from") == 34 && answer.number("redactions.1.to") == 46)
            let after = try await api.get("/v1/reports/\(code)")
            #expect(after.string("text") == Self.published && after.header("etag") != before)
            #expect(try await api.database.hits("public_report", of: ["123.45", "345 678", "thu@"]) == 0)
        }
    }

    @Test func whatWasTakenForSomebodysStaysWhenTheDeskSaysSo() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["description": Self.words])
            try await api.act("acknowledge", on: code)
            try await api.act("publish", on: code)
            let phone: [String: Any] = ["from": 34, "to": 46]
            let kept = try await api.act("publish", on: code, ["keep": [phone]])
            #expect(kept.status == 200 && kept.count("redactions") == 2, "\(kept.text)")
            let shown = Self.published.replacing("[đã ẩn số điện thoại]", with: "0912 345 678")
            #expect(kept.string("text") == shown)
            #expect(try await api.get("/v1/reports/\(code)").string("text") == shown)
            let told = try await api.database.pool(.superuser).query(
                "SELECT coalesce(details ->> 'kept', 'none') FROM audit_entry WHERE details ->> 'act' = 'publish' ORDER BY id",
                as: String.self
            )
            #expect(told == ["none", "1"])
            // It holds for that once.
            #expect(try await api.act("withhold", on: code, ["reason": "Xem lại"]).status == 200)
            #expect(try await api.act("undo", on: code).string("text") == Self.published)
            #expect(try await api.act("publish", on: code, ["keep": [] as [Any]]).string("text") == Self.published)
        }
    }

    @Test(arguments: [
        (#"[{"from":34,"to":45}]"#, ["/keep unknown_value"]), (#"[{"from":34,"to":46},{"from":0,"to":2}]"#, ["/keep unknown_value"]),
        // The e-mail address.
        (#"[{"from":52,"to":67}]"#, ["/keep unknown_value"]), (#"[{"from":46,"to":34}]"#, ["/keep/0/to out_of_range"]),
        (#"[{"from":-1,"to":3}]"#, ["/keep/0/from out_of_range"]), (#"[{"from":34}]"#, ["/keep/0/to required"]),
        (#"[{"from":"34","to":46}]"#, ["/keep/0/from wrong_type"]),
        (#"[{"from":34,"to":46,"kind":"phone"}]"#, ["/keep/0/kind unknown_field"]),
        (#"["34-46"]"#, ["/keep/0 wrong_type"]), (#"{}"#, ["/keep wrong_type"]),
    ])
    func whatIsNoSuchPartIsNotKept(_ keep: String, _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["description": Self.words])
            try await api.act("acknowledge", on: code)
            let published = try await api.act("publish", on: code)
            #expect(published.number("redactions.2.from") == 52 && published.number("redactions.2.to") == 67)
            let parts = try JSONSerialization.jsonObject(with: Data(keep.utf8))
            let answer = try await api.act("publish", on: code, ["keep": parts])
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
            #expect(try await api.get("/v1/reports/\(code)").string("text") == Self.published)
        }
    }

    @Test func whatWasWithheldIsPublicNoMore() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("publish", on: code)
            let before = try await api.get("/v1/reports/\(code)")
            let withheld = try await api.act("withhold", on: code, ["reason": "Có tên người liên quan"])
            #expect(withheld.string("publication") == "withheld" && withheld.string("text") == "null" && withheld.count("redactions") == 0)
            let after = try await api.get("/v1/reports/\(code)")
            #expect(after.string("publication") == "withheld" && after.string("text") == "null")
            #expect(after.header("etag") != before.header("etag"))
            let missing = try await api.act("withhold", on: code)
            #expect(missing.status == 422 && missing.refusals == ["/reason required"])
            // Taken back, it is as it was.
            #expect(try await api.act("undo", on: code).string("publication") == "published")
            #expect(try await api.get("/v1/reports/\(code)").string("text") == before.string("text"))
        }
    }

    @Test func aPublicationIsTakenBackWithinFiveMinutes() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("publish", on: code)
            let undone = try await api.act("undo", on: code)
            #expect(undone.string("publication") == "pending" && undone.string("text") == "null")
            #expect(try await api.get("/v1/reports/\(code)").string("publication") == "pending")
        }
    }

    @Test func aReportNobodyAcceptedOrThatIsNeverListedIsNotPublished() async throws {
        try await APITest.run(.standingCity) { api in
            let fresh = try await api.filed()
            #expect(try await api.act("publish", on: fresh).string("rule") == "status")
            let hidden = try await api.filed(["category": "service.conduct"])
            try await api.act("acknowledge", on: hidden, by: .coordinator)
            let refused = try await api.act("publish", on: hidden, by: .coordinator)
            #expect(refused.status == 409 && refused.string("rule") == "never_listed")
            let reading = try await api.read(hidden, as: .coordinator)
            let allowed = (0..<(reading.count("allowed_actions") ?? 0)).compactMap { reading.string("allowed_actions.\($0)") }
            #expect(allowed.contains("withhold") && !allowed.contains("publish"))
        }
    }

    /// Published, then found to be of a category that is never listed: what is taken back there stays hidden.
    @Test func aCategoryThatIsNeverListedHidesWhateverWasDecidedBefore() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("publish", on: code)
            try await api.act("classify", on: code, ["category": "service.conduct", "reason": "Về thái độ"], by: .coordinator)
            try await api.act("withhold", on: code, ["reason": "Kín"], by: .coordinator)
            let undone = try await api.act("undo", on: code, by: .coordinator)
            #expect(undone.status == 200 && undone.string("publication") == "withheld" && undone.string("text") == "null")
            #expect(try await api.get("/v1/reports/\(code)").status == 404)
        }
    }
}
