import DatabaseTesting
import Foundation
import HTTPTypes
import NIOCore
import Postgres
import Testing

@testable import Web

extension APITest {
    private static let boundary = "----b0undary"

    /// A form's type and body: parts by field, media type and bytes.
    static func form(_ parts: [(String, String, [UInt8])]) -> (type: String, body: [UInt8]) {
        let body = parts.flatMap { field, type, bytes in
            Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"x\"\r\n".utf8)
                + Array("Content-Type: \(type)\r\n\r\n".utf8) + bytes + Array("\r\n".utf8)
        }
        return ("multipart/form-data; boundary=\(boundary)", body + Array("--\(boundary)--\r\n".utf8))
    }

    /// Sends a file.
    func upload(
        _ bytes: [UInt8],
        field: String = "file",
        to path: String = "/v1/attachments",
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        let (type, body) = Self.form([(field, "image/jpeg", bytes)])
        return try await post(path, ["content-type": type].merging(headers) { $1 }, body: body)
    }

    /// The id of a picture that was sent now.
    func picture() async throws -> String {
        let answer = try await upload(try SamplePicture.jpeg())
        return try #require(answer.string("id"), "\(answer.text)")
    }

    /// Files a report and its files in one form.
    func file(
        _ members: [String: Any?] = [:],
        with files: [[UInt8]],
        key: String = UUID().uuidString
    ) async throws -> JSONAnswer {
        let report = Array(try Self.report(members).utf8)
        let (type, body) = Self.form([("report", "application/json", report)] + files.map { ("file", "image/jpeg", $0) })
        return try await post("/v1/reports", ["content-type": type, "idempotency-key": key], body: body)
    }

    /// Attachments there are, and how many of them are a report's; files known, and kept.
    func fileCounts() async throws -> [Int] {
        let counts =
            try await database.pool(.superuser).query(
                """
                SELECT ARRAY[
                    (SELECT count(*) FROM attachment), (SELECT count(*) FROM attachment WHERE state = 'claimed'),
                    (SELECT count(*) FROM stored_object)
                ]
                """,
                as: [Int].self
            ).first ?? []
        return counts + [try await files.kept().count]
    }

    /// The bytes at an address.
    func bytes(_ path: String, _ headers: [String: String] = [:]) async throws -> (answer: JSONAnswer, bytes: [UInt8]) {
        let answer = try await get(path, headers)
        return (answer, Array(answer.body.readableBytesView))
    }
}
