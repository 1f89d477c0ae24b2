import HTTPTypes
import Hummingbird
import Services

/// Finds out which client a request to a route for anybody is of. A token that opens nothing is refused whatever the route: its
/// client believes that it is known.
struct ClientIdentification: RouterMiddleware {
    let clients: ClientDirectory

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let token = BearerToken.client(request.headers) else { return try await next(request, context) }
        var context = context
        context.client = try await clients.principal(token)
        return try await next(request, context)
    }
}
