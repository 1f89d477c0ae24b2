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
        Self.add(to: &response.headers)
        return response
    }

    static func add(to headers: inout HTTPFields) {
        headers[.xContentTypeOptions] = "nosniff"
        // A page says itself what it needs, and a file what it allows.
        if headers[.contentSecurityPolicy] == nil {
            headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        headers[.referrerPolicy] = "no-referrer"
        if headers[.crossOriginResourcePolicy] == nil { headers[.crossOriginResourcePolicy] = "same-origin" }
    }
}
