import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct RedactionTests {
    /// On the version that there is of a report, unless told.
    private static func redact(
        _ id: String,
        of code: String,
        hiding regions: Any = [corner],
        as officer: Officer = .desk,
        ifMatch: String? = nil,
        _ api: APITest
    ) async throws -> JSONAnswer {
        var tag = ifMatch
        if tag == nil { tag = try await api.read(code, as: .coordinator).header("etag") }
        return try await api.post(
            "/v1/staff/attachments/\(id)/redact",
            ["content-type": "application/json", "if-match": tag ?? ""].merging(officer.headers) { $1 },
            body: Array(try JSONSerialization.data(withJSONObject: ["regions": regions]))
        )
    }

    /// What an answer's tag says of the report: not until which minute its links hold.
    private static func version(_ answer: JSONAnswer?) -> [Substring]? {
        answer?.header("etag")?.split(separator: "-").dropLast(2)
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

            let redacted = try await Self.redact(id, of: code, api)
            #expect(redacted.status == 200 && redacted.string("code") == code, "\(redacted.text)")
            #expect(redacted.number("attachments.0.redacted") == 1 && redacted.number("attachments.0.regions.0.width") == 20)
            #expect(Self.version(try await api.read(code)) == Self.version(redacted))
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
            #expect(try await api.bytes(try #require(redacted.string("attachments.0.url"))).bytes == original)

            try await api.act("withhold", on: code, ["reason": "Xem lại"])
            #expect(try await api.get("/v1/attachments/\(id)").status == 404)
            #expect(try await api.get(path).count("attachments") == 0)
        }
    }

    /// Who stood by is nobody's to see: not the reporter's either.
    @Test func reportersSeeADesksPicturesWithoutWhatWasRedacted() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let evidence = try await api.staffPicture(Officer.desk.headers)
            try await api.act("acknowledge", on: report.code, ["publish": true])
            try await api.act("resolve", on: report.code, ["evidence": [evidence]])
            let path = "own.answer.evidence.0.url"
            let before = try #require(try await api.get("/v1/reports/\(report.code)", report.headers).string(path))
            let original = try await api.bytes(before).bytes
            #expect(try await Self.redact(evidence, of: report.code, api).status == 200)
            let own = try await api.get("/v1/reports/\(report.code)", report.headers)
            let (file, bytes) = try await api.bytes(try #require(own.string(path)))
            let anybody = try await api.bytes("/v1/attachments/\(evidence)").bytes
            #expect(file.status == 200 && bytes != original && bytes == anybody)
            #expect(bytes.count == Int(own.number("attachments.0.bytes") ?? 0))
            #expect(try await api.bytes(before).bytes == bytes)
            let staff = try await api.read(report.code)
            #expect(try await api.bytes(try #require(staff.string("attachments.0.url"))).bytes == original)
        }
    }

    @Test func onlyWhoeverIsInChargeHidesParts() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id]])
            let free = try await api.picture()
            #expect(try await Self.redact(id, of: code, as: .neighbour, api).status == 404)
            #expect(try await Self.redact(free, of: code, api).status == 404)
            #expect(try await Self.redact(UUID().uuidString, of: code, api).status == 404)
            #expect(try await Self.redact("x", of: code, api).status == 404)
            #expect(try await Self.redact(id, of: code, as: .coordinator, api).status == 200)
            // A desk that had it sees it, and has no say.
            try await api.act("acknowledge", on: code)
            let other = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: code, ["agency": other, "reason": "Thuộc địa bàn khác"])
            #expect(try await Self.redact(id, of: code, api).status == 403)
            #expect(try await Self.redact(id, of: code, as: .neighbour, api).status == 200)
        }
    }

    @Test func whatIsHiddenIsHiddenOfTheReportAsItWasSeen() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id]])
            let seen = try #require(try await api.read(code).header("etag"))
            try await api.act("acknowledge", on: code)
            let before = try await api.fileCounts()
            for (tag, status, problem) in [("", 428, "if_match_required"), ("*", 428, "if_match_required"), ("7", 400, "if_match_invalid")]
            {
                let answer = try await Self.redact(id, of: code, ifMatch: tag, api)
                #expect(answer.status == status && answer.string("code") == problem, "\(tag): \(answer.text)")
            }
            for tag in [seen, "W/\(seen)", "\"x\""] {
                let answer = try await Self.redact(id, of: code, ifMatch: tag, api)
                #expect(answer.status == 412 && answer.string("code") == "version_differs", "\(tag): \(answer.text)")
            }
            #expect(try await api.fileCounts() == before)
            #expect(try await api.read(code).number("attachments.0.redacted") == 0)
        }
    }

    /// One of them has not seen what the other has hidden, and is told so.
    @Test func ofTwoAtOnceTheSecondUndoesNothing() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id]])
            let seen = try #require(try await api.read(code).header("etag"))
            let answers = try await withThrowingTaskGroup(of: (Int, JSONAnswer).self) { group in
                for (number, officer) in [Officer.desk, .colleague, .coordinator].enumerated() {
                    group.addTask {
                        let region = ["x": 0, "y": 0, "width": 16 * (number + 1), "height": 16]
                        return (number, try await Self.redact(id, of: code, hiding: [region], as: officer, ifMatch: seen, api))
                    }
                }
                return try await group.reduce(into: [(Int, JSONAnswer)]()) { $0.append($1) }
            }
            let made = answers.filter { $0.1.status == 200 }
            #expect(made.count == 1 && answers.count { $0.1.status == 412 } == 2, "\(answers.map(\.1.status))")
            let number = try #require(made.first).0
            let report = try await api.read(code)
            #expect(report.count("attachments.0.regions") == 1)
            #expect(report.number("attachments.0.regions.0.width") == Double(16 * (number + 1)))
            #expect(Self.version(report) == Self.version(made.first?.1))
            let audit = try await api.database.audit().filter { $0.action == "attachment_redacted" }
            #expect(audit.map(\.actor) == ["staff \([Officer.desk, .colleague, .coordinator][number].rawValue)"])
        }
    }

    /// The answer has the pictures themselves: it is read, and that is kept.
    @Test func whatIsShownAfterwardsIsKeptInTheAudit() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.picture()
            let code = try await api.filed(["attachments": [id], "reporter": ["phone": "0912345678"]])
            let tag = try await api.read(code).header("etag")
            let loaded = try await api.database.audit().count
            #expect(try await Self.redact(id, of: code, ifMatch: tag, api).status == 200)
            #expect(try await Self.redact(id, of: code, ifMatch: tag, api).status == 412)
            let entries = try await api.database.audit().dropFirst(loaded)
            #expect(entries.map(\.action) == ["attachment_redacted", "private_read"])
            #expect(entries.map(\.object) == ["attachment \(id)", "report \(code)"])
            #expect(entries.last?.details == #"{"fields": ["words", "place", "pictures", "phone"], "purpose": "handling"}"#)
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
                ["content-type": "application/json", "if-match": "\"1-staff\""].merging(Officer.desk.headers) { $1 },
                body: Array(body.utf8)
            )
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
        }
    }
}
