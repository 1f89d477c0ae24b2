import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Web

@Suite struct UploadTests {
    @Test func aPictureIsMadeAnewAndOfferedByALink() async throws {
        try await APITest.run { api in
            let answer = try await api.upload(try SamplePicture.jpeg())
            #expect(answer.status == 201, "\(answer.text)")
            // Upright.
            #expect(answer.number("width") == 48 && answer.number("height") == 64)
            #expect(answer.string("content_type") == "image/jpeg")
            #expect(answer.number("suggested_location.lat") == 21.0285 && answer.number("suggested_location.lon") == 105.8542)
            #expect(try await api.fileCounts().prefix(2) == [1, 0] && api.files.leftovers.isEmpty)
            let urls = try ["url", "thumbnails.320", "thumbnails.1280"].map { try #require(answer.string($0)) }
            for url in urls {
                let (file, bytes) = try await api.bytes(url)
                #expect(file.status == 200 && file.header("content-type") == "image/jpeg")
                #expect(bytes.starts(with: [0xFF, 0xD8]) && file.header("content-length") == "\(bytes.count)")
                for note in SamplePicture.notes { #expect(!file.text.contains(note)) }
                #expect(file.header("cache-control") == "private, no-store" && file.header("x-content-type-options") == "nosniff")
                #expect(file.header("content-security-policy")?.contains("sandbox") == true)
            }
            #expect(answer.header("location") == urls[0])
            #expect(try await api.bytes(urls[0]).bytes.count == Int(answer.number("bytes") ?? 0))
        }
    }

    @Test func aLinkOpensOneFileAndIsOverAfterFiveMinutes() async throws {
        try await APITest.run { api in
            let answer = try await api.upload(try SamplePicture.jpeg())
            let (id, url) = (try #require(answer.string("id")), try #require(answer.string("url")))
            let other = try await api.picture()
            #expect(try await api.get("/v1/attachments/\(id)").status == 404)
            #expect(try await api.get(url.replacing(id, with: other)).status == 404)
            #expect(try await api.get(url + "&size=320").status == 404)
            let last = try #require(url.last)
            #expect(try await api.get(url.dropLast() + (last == "A" ? "B" : "A")).status == 404)
            let expires = try #require(url.firstMatch(of: /expires=([0-9]+)/)?.1)
            let later = url.replacing(expires, with: "\((Int(expires) ?? 0) + 60)")
            #expect(try await api.get(later).status == 404)
            let earlier = (Int64(expires) ?? 0) - 900
            let links = AttachmentLinks(keys: api.keys.attachment) { earlier }
            let past = AttachmentAddress(try #require(UUID(uuidString: id)), for: .reporter, by: links, until: links.end).path(.full)
            let refused = try await api.get(past)
            #expect(refused.status == 410 && refused.string("code") == "attachment_link_past")
        }
    }

    @Test func rangesTagsAndHeadAreServed() async throws {
        try await APITest.run { api in
            let url = try #require(try await api.upload(try SamplePicture.jpeg()).string("url"))
            let (whole, bytes) = try await api.bytes(url)
            let tag = try #require(whole.header("etag"))
            let part = try await api.bytes(url, ["range": "bytes=10-19"])
            #expect(part.answer.status == 206 && part.bytes == Array(bytes[10..<20]))
            #expect(part.answer.header("content-range") == "bytes 10-19/\(bytes.count)")
            #expect(try await api.bytes(url, ["range": "bytes=-4"]).bytes == Array(bytes.suffix(4)))
            #expect(try await api.bytes(url, ["range": "bytes=10-19", "if-range": tag]).bytes.count == 10)
            #expect(try await api.bytes(url, ["range": "bytes=10-19", "if-range": "\"other\""]).bytes == bytes)
            let beyond = try await api.get(url, ["range": "bytes=\(bytes.count)-"])
            #expect(beyond.status == 416 && beyond.header("content-range") == "bytes */\(bytes.count)")
            #expect(try await api.get(url, ["if-none-match": tag]).status == 304)
            let head = try await api.head(url)
            #expect(head.status == 200 && head.header("content-length") == "\(bytes.count)" && head.text.isEmpty)
        }
    }

    @Test func whatIsNotTakenLeavesNothing() async throws {
        try await APITest.run { api in
            let jpeg = try SamplePicture.jpeg()
            let refused: [([UInt8], Int, String)] = [
                (Array("hello, world, this is a text".utf8), 415, "unknown_type"), (Array("GIF89a".utf8) + jpeg, 415, "gif"),
                (Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8), 415, "unknown_type"),
                (Array("\u{0}\u{0}\u{0}\u{18}ftypmp42\u{0}\u{0}\u{0}\u{0}mp42isom".utf8), 415, "video"),
                (Array("\u{0}\u{0}\u{0}\u{18}ftypheic\u{0}\u{0}\u{0}\u{0}mif1heic".utf8), 415, "heic"),
                (SamplePicture.pdf, 415, "document"), (Array(jpeg.prefix(200)), 422, "damaged"),
                (Array(jpeg.prefix(4)) + Array(repeating: 7, count: 4_000), 422, "damaged"),
                (Array(jpeg.prefix(1)), 415, "unknown_type"),
            ]
            for (bytes, status, rule) in refused {
                let answer = try await api.upload(bytes)
                #expect(answer.status == status && answer.string("rule") == rule, "\(rule): \(answer.text)")
            }
            let large = try await api.upload(jpeg + Array(repeating: 0, count: AttachmentLimits.bytes))
            #expect(large.status == 413 && large.string("code") == "file_too_large" && large.header("connection") == "close")
            #expect(try await api.fileCounts() == [0, 0, 0, 0] && api.files.leftovers.isEmpty)
        }
    }

    @Test func whatIsNoFormOfOneFileIsRefused() async throws {
        try await APITest.run { api in
            let jpeg = try SamplePicture.jpeg()
            #expect(try await api.upload(jpeg, field: "picture").refusals == ["/picture unknown_field"])
            #expect(try await api.upload(jpeg, field: "report").refusals == ["/report unknown_field"])
            #expect(try await api.upload([]).refusals == ["/file blank"])
            let (type, twice) = APITest.form([("file", "image/jpeg", jpeg), ("file", "image/jpeg", jpeg)])
            #expect(try await api.post("/v1/attachments", ["content-type": type], body: twice).refusals == ["/file too_many"])
            let none = try await api.post("/v1/attachments", ["content-type": type], body: Array("------b0undary--".utf8))
            #expect(none.refusals == ["/file required"])
            let cut = try await api.post("/v1/attachments", ["content-type": type], body: Array(twice.prefix(300)))
            #expect(cut.status == 400 && cut.string("code") == "malformed_multipart")
            for type in ["application/json", "image/jpeg", "multipart/form-data", "text/plain"] {
                let answer = try await api.post("/v1/attachments", ["content-type": type], body: Array("{}".utf8))
                #expect(answer.status == 415 && answer.string("code") == "unsupported_media_type", "\(type)")
            }
            #expect(try await api.post("/v1/attachments?x=1", ["content-type": type], body: twice).refusals == ["x unknown_field"])
            #expect(try await api.fileCounts() == [0, 0, 0, 0] && api.files.leftovers.isEmpty)
        }
    }

    @Test(arguments: [
        ("size=full", "size unknown_value"), ("size=321", "size unknown_value"), ("v=x", "v unknown_value"),
        ("expires=x&signature=x", "expires unknown_value,signature unknown_value"), ("expires=1", "signature required"),
        ("token=1", "token unknown_field"),
    ])
    func addressesAreReadStrictly(query: String, refusals: String) async throws {
        try await APITest.run { api in
            let answer = try await api.get("/v1/attachments/\(UUID().uuidString.lowercased())?\(query)")
            #expect(answer.status == 422 && answer.refusals.joined(separator: ",") == refusals)
            #expect(try await api.get("/v1/attachments/x").status == 404)
        }
    }

    @Test func staffSendDocumentsWhichAreDownloads() async throws {
        try await APITest.run { api in
            let answer = try await api.upload(SamplePicture.pdf, to: "/v1/staff/attachments", Officer.desk.headers)
            #expect(answer.status == 201 && answer.string("content_type") == "application/pdf", "\(answer.text)")
            #expect(answer["width"] as? String == "null" && answer["thumbnails"] == nil)
            let (file, bytes) = try await api.bytes(try #require(answer.string("url")))
            #expect(bytes == SamplePicture.pdf && file.header("content-disposition")?.hasPrefix("attachment") == true)
            // It is for what a desk does, not for a report of anybody's.
            let id = try #require(answer.string("id"))
            #expect(try await api.refused(["attachments": [id]]) == ["/attachments/0 attachment_unknown"])
            #expect(try await api.upload(SamplePicture.pdf, to: "/v1/staff/attachments").status == 401)
        }
    }

    @Test func aFileSentAgainWithItsKeyIsTheSame() async throws {
        try await APITest.run { api in
            let (jpeg, key) = (try SamplePicture.jpeg(), ["idempotency-key": UUID().uuidString])
            let first = try await api.upload(jpeg, to: "/v1/attachments", key)
            #expect(first.status == 201 && first.header("idempotent-replay") == nil, "\(first.text)")
            let answers = try await withThrowingTaskGroup(of: JSONAnswer.self) { group in
                for _ in 0..<4 { group.addTask { try await api.upload(jpeg, to: "/v1/attachments", key) } }
                return try await group.reduce(into: [JSONAnswer]()) { $0.append($1) }
            }
            for answer in answers {
                #expect(answer.status == 201 && answer.string("id") == first.string("id"), "\(answer.text)")
                #expect(answer.header("idempotent-replay") == "true" && answer.number("suggested_location.lat") == 21.0285)
            }
            #expect(try await api.fileCounts().first == 1)
            // Staff have keys of their own.
            let staff = key.merging(Officer.desk.headers) { $1 }
            let own = try await api.upload(jpeg, to: "/v1/staff/attachments", staff)
            #expect(own.status == 201 && own.string("id") != first.string("id"))
            let other = try await api.upload(SamplePicture.pdf, to: "/v1/staff/attachments", staff)
            #expect(other.status == 422 && other.string("code") == "idempotency_key_reused")
            #expect(try await api.upload(jpeg, to: "/v1/attachments", ["idempotency-key": "1"]).string("code") == "idempotency_key_invalid")
            #expect(try await api.fileCounts().first == 2 && api.files.leftovers.isEmpty)
        }
    }

    @Test func ofManyWhoUseAKeyFirstOneIsNew() async throws {
        try await APITest.run { api in
            let (jpeg, key) = (try SamplePicture.jpeg(), ["idempotency-key": UUID().uuidString])
            let answers = try await withThrowingTaskGroup(of: JSONAnswer.self) { group in
                for _ in 0..<6 { group.addTask { try await api.upload(jpeg, to: "/v1/attachments", key) } }
                return try await group.reduce(into: [JSONAnswer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 } && Set(answers.compactMap { $0.string("id") }).count == 1)
            #expect(answers.count { $0.header("idempotent-replay") == nil } == 1)
            #expect(try await api.fileCounts().first == 1)
        }
    }

    @Test func aDaysBytesAreCountedForTheDeviceAndTheAddress() async throws {
        let quotas = UploadQuotas(person: 3_000_000, address: 5_000_000, client: 5_000_000, staff: 5_000_000)
        try await APITest.run(uploadQuotas: quotas) { api in
            let device = ["phananh-device": UUID().uuidString]
            var sent = 0
            var answer = try await api.upload(try SamplePicture.jpeg(), to: "/v1/attachments", device)
            while answer.status == 201, sent < 40 {
                sent += 1
                answer = try await api.upload(try SamplePicture.jpeg(), to: "/v1/attachments", device)
            }
            #expect(answer.status == 429 && answer.string("code") == "upload_quota_used_up" && sent == 3, "\(sent)")
            #expect(answer.header("retry-after") != nil)
            // Another device behind the same address may go on.
            #expect(
                try await api.upload(try SamplePicture.jpeg(), to: "/v1/attachments", ["phananh-device": UUID().uuidString]).status == 201
            )
        }
    }

    @Test func whatIsRefusedByItsFirstBytesCountsForWhatItIs() async throws {
        try await APITest.run(uploadQuotas: UploadQuotas(person: 2_100_000, address: 2_100_000, client: 1, staff: 1)) {
            (api: APITest) async throws -> Void in
            let heic: [UInt8] = [0, 0, 0, 24] + Array("ftypheic".utf8) + [UInt8](repeating: 0, count: 500)
            for _ in 0..<20 { #expect(try await api.upload(heic).status == 415) }
            #expect(try await api.upload(try SamplePicture.jpeg()).status == 201)
        }
    }

    @Test func reportsAreTakenWithoutPicturesWhenTheDaysBytesAreUsedUp() async throws {
        try await APITest.run(uploadQuotas: UploadQuotas(person: 2_000_000, address: 2_000_000, client: 1, staff: 1)) {
            (api: APITest) async throws -> Void in
            let (picture, key) = (try SamplePicture.jpeg(), UUID().uuidString)
            let filed = try await api.file(with: [picture, picture], key: key)
            #expect(filed.status == 201)
            let refused = try await api.file(with: [picture])
            #expect(refused.status == 429 && refused.string("code") == "upload_quota_used_up")
            #expect(try await api.file(with: []).status == 201)
            #expect(try await api.file().status == 201)
            // What was answered once is answered again: its token is in it.
            let again = try await api.file(with: [picture, picture], key: key)
            #expect(again.status == 201 && again.header("idempotent-replay") == "true")
            #expect(again.string("tracking_token") == filed.string("tracking_token"))
        }
    }
}
