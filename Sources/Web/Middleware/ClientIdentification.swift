import HTTPTypes
import Hummingbird
import Services

/// Finds out which client a request to a route for anybody is of. A token that opens nothing passes: it is counted where it comes from, and
/// refused by `ClientRefusal`.
struct ClientIdentification: RouterMiddleware {
    let clients: ClientDirectory

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let token = BearerToken.client(request.headers) else { return try await next(request, context) }
        var context = context
        do {
            context.client = try await clients.principal(token)
        } catch .clientUnknown {
            context.isOfUnknownClient = true
        }
        return try await next(request, context)
    }
}

/// Refuses a client's token that opens nothing, whatever the route: its client believes that it is known.
struct ClientRefusal: RouterMiddleware {
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard !context.isOfUnknownClient else { throw ServiceError.clientUnknown }
        return try await next(request, context)
    }
}
