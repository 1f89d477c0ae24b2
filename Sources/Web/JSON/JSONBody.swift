import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON out: members in snake case, times already as text.
enum JSONBody {
    /// Of a request: decoding 4 MB of integers took 0.7 s of CPU.
    static let mostBytes = 64 * 1024

    static func data(_ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return ByteBuffer(bytes: try encoder.encode(value))
    }
}

/// A member that is present even when it has no value.
struct Nullable<Value: Encodable>: Encodable {
    let value: Value?

    init(_ value: Value?) {
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension JSONValue {
    /// Collects and reads a request's JSON body: its size is checked before anything is read; declared as JSON, in UTF-8.
    static func read(_ request: Request) async throws -> (value: JSONValue, bytes: [UInt8]) {
        guard mediaType(of: request) == "application/json", request.headers[.contentEncoding] ?? "identity" == "identity" else {
            throw Problem(.unsupportedMediaType)
        }
        let limit = JSONBody.mostBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Problem(.bodyTooLarge) }
        let buffer = try await collect(request, upTo: limit)
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
