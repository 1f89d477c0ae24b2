import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension JSONValue {
    /// Of a request's body: decoding 4 MB of integers took 0.7 s of CPU.
    static let mostBodyBytes = 64 * 1024

    /// Collects and reads a request's JSON body: its size is checked before anything is read; declared as JSON, in UTF-8.
    static func read(_ request: Request) async throws -> (value: JSONValue, bytes: [UInt8]) {
        guard mediaType(of: request) == "application/json", request.headers[.contentEncoding] ?? "identity" == "identity" else {
            throw Problem(.unsupportedMediaType)
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > mostBodyBytes { throw Problem(.bodyTooLarge) }
        let buffer = try await collect(request, upTo: mostBodyBytes)
        let bytes = Array(buffer.readableBytesView)
        do {
            return (try JSONParser.parse(bytes), bytes)
        } catch {
            throw Problem(.malformedJSON)
        }
    }

    /// The body, or 408 when it takes longer than 15 s: each byte restarts the connection's idle timer, so one byte a minute
    /// could hold it for weeks.
    private static func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await request.body.collect(upTo: limit) }
            group.addTask {
                try await Task.sleep(for: .seconds(15))
                return nil
            }
            defer { group.cancelAll() }
            guard let buffer = try await group.next() ?? nil else {
                throw Problem(.requestTimeout, headers: [.connection: "close"])
            }
            return buffer
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
