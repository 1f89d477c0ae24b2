import HTTPTypes
import Hummingbird

/// Headers that keep browsers from making more of an answer than it is (ASVS 5.0, 3.4).
struct SecurityHeaders: RouterMiddleware {
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        // A page says itself what it needs.
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        response.headers[named: "Referrer-Policy"] = "no-referrer"
        response.headers[named: "Cross-Origin-Resource-Policy"] = "same-origin"
        return response
    }
}
