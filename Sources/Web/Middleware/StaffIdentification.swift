import HTTPTypes
import Hummingbird
import Services

/// Finds out whose token a request shows. Strangers pass: they are counted by their address, and refused by `StaffContext`.
struct StaffIdentification: RouterMiddleware {
    let staff: StaffDirectory

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let token = BearerToken.staff(request.headers) { context.session = try await staff.session(token) }
        return try await next(request, context)
    }
}
