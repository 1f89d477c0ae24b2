import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON out: members in snake case, times already as text.
enum JSONBody {
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
    /// Collects and reads a request's JSON body: at most 64 KB (decoding 4 MB of integers took 0.7 s of CPU, so size is
    /// checked before anything is read), declared as JSON, in UTF-8.
    static func read(_ request: Request) async throws -> (value: JSONValue, bytes: [UInt8]) {
        guard mediaType(of: request) == "application/json" else { throw Problem(.unsupportedMediaType) }
        let limit = 64 * 1024
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Problem(.bodyTooLarge) }
        let buffer = try await request.body.collect(upTo: limit)
        let bytes = Array(buffer.readableBytesView)
        do {
            return (try JSONParser.parse(bytes), bytes)
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
