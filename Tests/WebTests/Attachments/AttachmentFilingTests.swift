import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct AttachmentFilingTests {
    @Test func aReportHasThePicturesItNamesInTheirOrder() async throws {
        try await APITest.run { api in
            let ids = [try await api.picture(), try await api.picture(), try await api.picture()]
            let filed = try await api.file(["attachments": ids])
            #expect(filed.status == 201, "\(filed.text)")
            let code = try #require(filed.string("code"))
            // Nothing is public before a desk publishes it.
            #expect(try await api.get("/v1/reports/\(code)").count("attachments") == 0)
            let own = try await api.get(
                "/v1/reports/\(code)",
                ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
            )
            #expect((0..<3).map { own.string("attachments.\($0).id") } == ids)
            #expect(own.string("attachments.0.used_as") == "report" && own.string("attachments.0.seq") == "null")
            let staff = try await api.read(code)
            #expect((0..<3).map { staff.string("attachments.\($0).id") } == ids && staff.count("attachments.0.regions") == 0)
            for answer in [own, staff] {
                #expect(try await api.get(try #require(answer.string("attachments.1.thumbnails.320"))).status == 200)
            }
            #expect(try await api.get("/v1/attachments/\(ids[0])").status == 404)
            #expect(try await api.fileCounts().prefix(2) == [3, 3])
            let seen = try await api.database.pool(.superuser).query(
                "SELECT details -> 'fields' ? 'pictures' FROM audit_entry WHERE action = 'private_read' ORDER BY id DESC LIMIT 1",
                as: Bool.self
            )
            #expect(seen == [true])
        }
    }

    @Test func onlyWhatIsNobodysYetMayBeNamed() async throws {
        try await APITest.run { api in
            let id = try await api.picture()
            #expect(try await api.file(["attachments": [id]]).status == 201)
            let before = (try await api.rowCounts(), try await api.fileCounts())
            let free = try await api.picture()
            try await api.refuses(["attachments": [id]], ["/attachments/0 attachment_unknown"])
            try await api.refuses(
                ["attachments": [free, free, UUID().uuidString, "x", id]],
                [
                    "/attachments/1 taken", "/attachments/2 attachment_unknown", "/attachments/3 attachment_unknown",
                    "/attachments/4 attachment_unknown",
                ]
            )
            try await api.refuses(
                ["attachments": Array(repeating: "x", count: 6)],
                ["/attachments too_many"]
                    + (0..<5).map {
                        "/attachments/\($0) attachment_unknown"
                    }
            )
            try await api.refuses(["attachments": [free], "category": "x"], ["/category unknown_category"])
            try await api.refuses(["attachments": free], ["/attachments wrong_type"])
            #expect(try await api.rowCounts() == before.0)
            // It is free still, until its day is over.
            #expect(try await api.fileCounts().prefix(2) == [2, 1])
            try await api.database.pool(.superuser).execute(
                "UPDATE attachment SET uploaded_at = uploaded_at - interval '24 hours' WHERE state = 'unclaimed'"
            )
            try await api.refuses(["attachments": [free]], ["/attachments/0 attachment_unknown"])
        }
    }

    @Test func theSameFilingAgainIsAnsweredAsBefore() async throws {
        try await APITest.run { api in
            let (id, key) = (try await api.picture(), UUID().uuidString)
            let first = try await api.file(["attachments": [id]], key: key)
            let again = try await api.file(["attachments": [id]], key: key)
            #expect(first.status == 201 && again.status == 201 && again.text == first.text)
            #expect(again.header("idempotent-replay") == "true")
            #expect(try await api.file(["attachments": [] as [String]], key: key).string("code") == "idempotency_key_reused")
        }
    }

    @Test func ofManyWhoNameAPictureAtOnceOneHasIt() async throws {
        try await APITest.run { api in
            let id = try await api.picture()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await api.file(["attachments": [id]]).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 422 } == 7, "\(statuses)")
            #expect(try await api.rowCounts().first == 1)
        }
    }

    @Test func aReportAndItsPicturesComeInOneForm() async throws {
        try await APITest.run { api in
            let (jpeg, key) = (try SamplePicture.jpeg(), UUID().uuidString)
            let filed = try await api.file(with: [jpeg, jpeg], key: key)
            #expect(filed.status == 201, "\(filed.text)")
            #expect(try await api.fileCounts().prefix(2) == [2, 2] && api.files.leftovers.isEmpty)
            let again = try await api.file(with: [jpeg, jpeg], key: key)
            #expect(again.text == filed.text && again.header("idempotent-replay") == "true")
            // Not even looked at.
            #expect(try await api.fileCounts().prefix(2) == [2, 2])
            #expect(try await api.file(with: [jpeg], key: key).string("code") == "idempotency_key_reused")
            #expect(try await api.file(with: []).status == 201)
        }
    }

    @Test func aFormThatIsNotTakenFilesNothing() async throws {
        try await APITest.runWithoutChange { api in
            let jpeg = try SamplePicture.jpeg()
            #expect(try await api.file(with: [Array("no picture, no picture".utf8)]).string("code") == "file_type_unsupported")
            #expect(try await api.file(with: Array(repeating: jpeg, count: 6)).refusals == ["/file too_many"])
            #expect(try await api.file(["category": "x"], with: [jpeg, jpeg]).refusals == ["/category unknown_category"])
            let outside = ["lat": 10.8, "lon": 106.7]
            #expect(try await api.file(["location": outside], with: [jpeg]).string("code") == "outside_area")
            let names = ["attachments": (0..<4).map { _ in UUID().uuidString }]
            #expect(try await api.file(names, with: [jpeg, jpeg]).refusals.first == "/attachments too_many")
            #expect(try await api.file(with: [jpeg], key: "x").string("code") == "idempotency_key_invalid")
            let (type, body) = APITest.form([("file", "image/jpeg", jpeg)])
            #expect(try await api.file(bytes: body, type: type).refusals == ["/report required"])
            let (_, broken) = APITest.form([("report", "application/json", Array("{".utf8))])
            #expect(try await api.file(bytes: broken, type: type).string("code") == "malformed_json")
            let (_, text) = APITest.form([("report", "text/plain", Array("{}".utf8))])
            #expect(try await api.file(bytes: text, type: type).string("code") == "unsupported_media_type")
            let (_, long) = APITest.form([("report", "application/json", Array(repeating: 32, count: 65_537))])
            #expect(try await api.file(bytes: long, type: type).string("code") == "body_too_large")
            // No picture was made for nothing.
            #expect(try await api.fileCounts() == [0, 0, 0, 0] && api.files.leftovers.isEmpty)
        }
    }
}
