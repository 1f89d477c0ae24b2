import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension JSONValue {
    /// Reads a request's JSON body: at most 64 KB, declared as JSON, in UTF-8.
    static func read(_ request: Request) async throws -> (value: JSONValue, bytes: [UInt8]) {
        guard mediaType(of: request) == "application/json", request.headers[.contentEncoding] ?? "identity" == "identity" else {
            throw Problem(.unsupportedMediaType)
        }
        let buffer = try await request.body.collect(upTo: Request.longestBody)
        let bytes = Array(buffer.readableBytesView)
        return (try parsed(bytes), bytes)
    }

    /// The same of bytes that are there.
    static func parsed(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw Problem(.malformedJSON)
        }
    }

    /// The media type without parameters; a charset other than UTF-8 is another type.
    private static func mediaType(of request: Request) -> String? {
        guard let header = request.headers[.contentType]?.lowercased() else { return nil }
        let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.dropFirst().allSatisfy({ !$0.hasPrefix("charset=") || $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }) else {
            return nil
        }
        return parts.first
    }
}
