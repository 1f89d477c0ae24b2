import Foundation
import Hummingbird

/// Refuses what no route could want, before anything is looked at, and marks every answer as what it is.
struct RequestLimits: RouterMiddleware {
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.string.utf8.count <= 8 * 1024, (request.uri.query?.utf8.count ?? 0) <= 4 * 1024 else {
            throw Problem(.uriTooLong)
        }
        return try await next(request, context)
    }
}

/// Headers that keep browsers from making more of an answer than it is (ASVS 5.0, 3.4).
struct SecurityHeaders: RouterMiddleware {
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        response.headers[named: "Referrer-Policy"] = "no-referrer"
        response.headers[named: "Cross-Origin-Resource-Policy"] = "same-origin"
        return response
    }
}
