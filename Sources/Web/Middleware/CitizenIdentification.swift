import HTTPTypes
import Hummingbird
import Services

/// Finds out whose session a request shows. Strangers are refused by `CitizenContext`.
struct CitizenIdentification: RouterMiddleware {
    let signIn: CitizenSignIn

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let token = BearerToken.citizen(request.headers) { context.citizen = try await signIn.citizen(token) }
        return try await next(request, context)
    }
}
