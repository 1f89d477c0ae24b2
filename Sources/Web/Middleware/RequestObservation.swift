import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Names each request, tells its language, writes one log line when it is answered, and counts it.
///
/// The line holds the route's pattern, never the path or query: those may hold what only one citizen should know.
struct RequestObservation: RouterMiddleware {
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = Self.requestID(request) ?? UUID().uuidString.lowercased()
        context.language = Language(acceptLanguage: request.headers[.acceptLanguage])
        // One id is enough. `context.id`, which reads the framework's and traps without it, is not to be used.
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = "\(context.requestID)"
        let start = ContinuousClock.now
        var response = try await next(request, context)
        response.headers[named: HeaderNames.requestID] = context.requestID
        record(request, response.status, start.duration(to: .now), context)
        return response
    }

    private func record(_ request: Request, _ status: HTTPResponse.Status, _ duration: Duration, _ context: APIContext) {
        let route = context.endpointPath ?? "none"
        let seconds = duration / .seconds(1)
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(status.code)",
                "duration_ms": "\((seconds * 10_000).rounded() / 10)",
            ]
        )
        let labels = [("method", Self.label(request.method)), ("route", route), ("status", "\(status.code)")]
        Timer(label: "http_server_request_duration", dimensions: labels).recordNanoseconds(Int64(seconds * 1e9))
    }

    /// Methods nobody serves share one label: their names are the client's to invent.
    private static func label(_ method: HTTPRequest.Method) -> String {
        [.get, .head, .post, .put, .patch, .delete, .options].contains(method) ? method.rawValue : "other"
    }

    /// A client's id if it is short and harmless to print.
    private static func requestID(_ request: Request) -> String? {
        let id = request.headers[named: HeaderNames.requestID]
        return id.flatMap { (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(isHarmless) ? $0 : nil }
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
