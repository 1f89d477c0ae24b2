import Hummingbird

/// Refuses what no route could want, before anything is looked at.
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
