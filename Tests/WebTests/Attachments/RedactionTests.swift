import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct RedactionTests {
    private static func redact(
        _ id: String,
        _ regions: Any,
        as officer: Officer = .desk,
        _ api: APITest
    ) async throws -> JSONAnswer {
        try await api.post(
            "/v1/staff/attachments/\(id)/redact",
            ["content-type": "application/json"].merging(officer.headers) { $1 },
            body: Array(try JSONSerialization.data(withJSONObject: ["regions": regions]))
        )
    }

    private static let corner = ["x": 0, "y": 0, "width": 20, "height": 20]

    @Test func thePublicSeesWhatIsPublishedWithoutWhatIsHidden() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id]])
            let path = "/v1/reports/\(code)"
            try await api.act("acknowledge", on: code)
            #expect(try await api.get("/v1/attachments/\(id)").status == 404)
            try await api.act("publish", on: code)
            let published = try await api.get(path)
            #expect(published.count("attachments") == 1 && published.number("attachments.0.redacted") == 0)
            let url = try #require(published.string("attachments.0.url"))
            #expect(url.contains("?v=") && !url.contains("signature"))
            let (file, original) = try await api.bytes(url)
            #expect(file.status == 200 && file.header("cache-control") == "public, max-age=86400, immutable")
            #expect(try await api.get("/v1/attachments/\(id)").header("cache-control") == "no-cache")

            let redacted = try await Self.redact(id, [Self.corner], api)
            #expect(
                redacted.status == 200 && redacted.number("redacted") == 1 && redacted.number("regions.0.width") == 20,
                "\(redacted.text)"
            )
            // Whoever has the old address has it of something else.
            #expect(try await api.get(url).status == 404)
            let after = try await api.get(path)
            #expect(after.header("etag") != published.header("etag") && after.number("attachments.0.redacted") == 1)
            let (shown, less) = try await api.bytes(try #require(after.string("attachments.0.url")))
            #expect(shown.status == 200 && less != original)
            #expect(try await api.bytes(try #require(after.string("attachments.0.thumbnails.320"))).answer.status == 200)
            // The desk has the original still, by its links alone.
            let staff = try await api.read(code)
            #expect(try await api.bytes(try #require(staff.string("attachments.0.url"))).bytes == original)
            #expect(try await api.bytes("/v1/attachments/\(id)").bytes == less)
            let told = try await api.database.pool(.superuser).query(
                "SELECT actor, object, details ->> 'report' FROM audit_entry WHERE action = 'attachment_redacted'",
                as: (String, String, String).self
            )
            #expect(told.count == 1 && told[0] == ("desk", id, code))

            try await api.act("withhold", on: code, ["reason": "Xem lại"])
            #expect(try await api.get("/v1/attachments/\(id)").status == 404)
            #expect(try await api.get(path).count("attachments") == 0)
        }
    }

    @Test func onlyWhoeverIsInChargeHidesParts() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id]])
            let free = try await api.picture()
            #expect(try await Self.redact(id, [Self.corner], as: .neighbour, api).status == 404)
            #expect(try await Self.redact(free, [Self.corner], api).status == 404)
            #expect(try await Self.redact(UUID().uuidString, [Self.corner], api).status == 404)
            #expect(try await Self.redact("x", [Self.corner], api).status == 404)
            #expect(try await Self.redact(id, [Self.corner], as: .coordinator, api).status == 200)
            // A desk that had it sees it, and has no say.
            try await api.act("acknowledge", on: code)
            let other = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: code, ["agency": other, "reason": "Thuộc địa bàn khác"])
            #expect(try await Self.redact(id, [Self.corner], api).status == 403)
            #expect(try await Self.redact(id, [Self.corner], as: .neighbour, api).status == 200)
        }
    }

    @Test(arguments: [
        (#"{"regions":[]}"#, ["/regions required"]), ("{}", ["/regions required"]), (#"{"regions":{}}"#, ["/regions wrong_type"]),
        (#"{"regions":[1]}"#, ["/regions/0 wrong_type"]),
        (#"{"regions":[{"x":0,"y":0,"width":1}]}"#, ["/regions/0/height required"]),
        (#"{"regions":[{"x":-1,"y":64,"width":1,"height":1}]}"#, ["/regions/0/x out_of_range", "/regions/0/y out_of_range"]),
        (#"{"regions":[{"x":47,"y":0,"width":2,"height":1}]}"#, ["/regions/0/width out_of_range"]),
        (#"{"regions":[{"x":0,"y":0,"width":0,"height":65}]}"#, ["/regions/0/width out_of_range", "/regions/0/height out_of_range"]),
        (#"{"regions":[{"x":0,"y":0,"width":9223372036854775807,"height":1}]}"#, ["/regions/0/width out_of_range"]),
        (#"{"regions":[{"x":0.5,"y":0,"width":1,"height":1}]}"#, ["/regions/0/x wrong_type"]),
        (#"{"regions":[{"x":0,"y":0,"width":1,"height":1,"z":1}]}"#, ["/regions/0/z unknown_field"]),
    ])
    func rectanglesLieInThePicture(body: String, refusals: [String]) async throws {
        try await APITest.run { api in
            let id = try await api.picture()
            _ = try await api.filed(["attachments": [id]])
            let answer = try await api.post(
                "/v1/staff/attachments/\(id)/redact",
                ["content-type": "application/json"].merging(Officer.desk.headers) { $1 },
                body: Array(body.utf8)
            )
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
        }
    }
}
