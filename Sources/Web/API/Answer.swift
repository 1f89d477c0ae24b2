import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// Makes answers: JSON with language and entity tag, or nothing when the client has it already.
enum Answer {
    /// A JSON answer to a GET. `tag` names version and view; nil for answers that have none.
    static func json(
        _ body: some JSONWritable,
        to request: Request,
        _ context: APIContext,
        tag: String? = nil,
        isPrivate: Bool = false,
        type: String = "application/json; charset=utf-8",
        links: [String] = []
    ) -> Response {
        bytes(ByteBuffer(bytes: JSONWriter.bytes(body)), to: request, context, tag: tag, isPrivate: isPrivate, type: type, links: links)
    }

    /// The same for a body that is ready.
    static func bytes(
        _ body: ByteBuffer,
        to request: Request,
        _ context: APIContext,
        tag: String? = nil,
        isPrivate: Bool = false,
        type: String,
        links: [String] = []
    ) -> Response {
        var headers: HTTPFields = [
            .contentLanguage: context.language.rawValue,
            .vary: "Authorization, Accept, Accept-Language",
            .cacheControl: isPrivate ? "private, no-store" : "no-cache",
        ]
        if !links.isEmpty { headers[.link] = links.joined(separator: ", ") }
        if let tag {
            let entityTag = "\"\(tag)-\(context.language.rawValue)\""
            headers[.eTag] = entityTag
            if [.get, .head].contains(request.method), matches(request.headers[.ifNoneMatch], entityTag) {
                return Response(status: .notModified, headers: headers)
            }
        }
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    }

    /// That what was asked is done, and there is nothing to say of it.
    static func nothing(_ context: APIContext) -> Response {
        Response(
            status: .noContent,
            headers: [
                .contentLanguage: context.language.rawValue, .vary: "Authorization, Accept, Accept-Language",
                .cacheControl: "private, no-store",
            ]
        )
    }

    /// `If-None-Match` compares weakly (RFC 9110, section 13.1.2).
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        // What nearly everybody sends: reading it as a list takes a twentieth of the time of a poll.
        if header == tag { return true }
        return header.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmingCharacters(in: .whitespaces)
            return candidate == "*" || candidate == tag || candidate == "W/\(tag)"
        }
    }

    /// Whether the client would rather have GeoJSON.
    static func wantsGeoJSON(_ request: Request) -> Bool {
        prefersGeoJSON(request.headers[.accept])
    }

    /// The same by the header `Accept`.
    static func prefersGeoJSON(_ accept: String?) -> Bool { prefers("application/geo+json", accept) }

    /// Whether the client would rather have a table for spreadsheets.
    static func prefersCSV(_ accept: String?) -> Bool { prefers("text/csv", accept) }

    /// Whether the client would rather be sent what comes as it comes.
    static func prefersEvents(_ accept: String?) -> Bool { prefers("text/event-stream", accept) }

    /// Whether the header `Accept` names a media type.
    private static func prefers(_ type: String, _ accept: String?) -> Bool {
        (accept ?? "").lowercased().split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            return parts.first == type
                && !parts.contains { $0.hasPrefix("q=0") && !$0.contains { "123456789".contains($0) } }
        }
    }
}
