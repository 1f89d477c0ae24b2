import DatabaseTesting
import Foundation
import Services
import Testing

@testable import Web

/// A picture that is larger than its thumbnails, and longer than what is read of it at once.
@Suite struct LargePictureTests {
    private static let members = ["url", "thumbnails.1280", "thumbnails.320"]

    @Test func everySizeOfItIsPublicUnderItsAddressUntilItIsHidden() async throws {
        try await APITest.run(.standingCity) { api in
            let (id, code) = try await Self.published(api)
            let shown = try await api.get("/v1/reports/\(code)")
            let urls = try Self.members.map { try #require(shown.string("attachments.0.\($0)")) }
            var files: [[UInt8]] = []
            for url in urls {
                let (file, bytes) = try await api.bytes(url)
                #expect(file.status == 200 && file.header("cache-control") == "public, max-age=86400, immutable", "\(url)")
                files.append(bytes)
            }
            #expect(Set(files).count == 3 && files[0].count > files[1].count && files[1].count > files[2].count)
            #expect(urls.allSatisfy { $0.contains("v=") })
            #expect(try await api.get(urls[1].replacing("v=", with: "v=0").dropLast().description).status == 404)

            let body = Array(#"{"regions":[{"x":0,"y":0,"width":1900,"height":250}]}"#.utf8)
            let headers = ["content-type": "application/json", "if-match": try await api.read(code).header("etag") ?? ""]
            let path = "/v1/staff/attachments/\(id)/redact"
            #expect(try await api.post(path, headers.merging(Officer.desk.headers) { $1 }, body: body).status == 200)
            for url in urls { #expect(try await api.get(url).status == 404, "\(url)") }
            let after = try await api.get("/v1/reports/\(code)")
            for (number, member) in Self.members.enumerated() {
                let (file, bytes) = try await api.bytes(try #require(after.string("attachments.0.\(member)")))
                #expect(file.status == 200 && bytes != files[number], "\(member)")
            }
        }
    }

    @Test func rangesOfItReachAcrossPieces() async throws {
        try await APITest.run(.standingCity) { api in
            let (id, code) = try await Self.published(api)
            let shown = try await api.get("/v1/reports/\(code)")
            let url = try #require(shown.string("attachments.0.url"))
            let (whole, bytes) = try await api.bytes(url)
            #expect(whole.header("content-length") == "\(bytes.count)" && Double(bytes.count) == shown.number("attachments.0.bytes"))
            let pieces = api.useCases.attachments.pieces(of: 0..<bytes.count)
            #expect(pieces.count > 1)
            let edge = try #require(pieces.first).upperBound
            for range in [0..<edge, edge - 1..<edge + 1, 1..<edge + 1, edge..<bytes.count, 7..<bytes.count] {
                let header = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
                let part = try await api.bytes(url, ["range": header])
                #expect(part.answer.status == 206 && part.bytes == Array(bytes[range]), "\(header)")
                #expect(part.answer.header("content-range") == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)")
                #expect(part.answer.header("content-length") == "\(range.count)")
            }
            #expect(try await api.bytes(url, ["range": "bytes=-\(edge + 1)"]).bytes == Array(bytes.suffix(edge + 1)))
            #expect(try await api.bytes("/v1/attachments/\(id)").bytes == bytes)
        }
    }

    private static func published(_ api: APITest) async throws -> (id: String, code: String) {
        let answer = try await api.upload(NoisePicture.png)
        #expect(answer.status == 201 && answer.number("width") == Double(NoisePicture.width), "\(answer.text)")
        let id = try #require(answer.string("id"))
        let code = try await api.filed(["attachments": [id]])
        try await api.act("acknowledge", on: code)
        try await api.act("publish", on: code)
        return (id, code)
    }
}
