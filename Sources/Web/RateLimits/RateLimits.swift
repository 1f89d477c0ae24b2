import Domain
import HTTPTypes
import Hummingbird
import Services

/// Refuses whoever asks too much, before anything of the request is read.
///
/// Every request counts as one read, a filing too; how many reports somebody may file is counted where they are filed. What the service
/// could not serve costs nothing, so that a client that retries as it is told is never locked out. A token that opens nothing counts where
/// it comes from, as any other request does. Staff have a quota each: a whole office may be behind one address, and who has a token can be
/// asked why they need so much.
struct RateLimits: RouterMiddleware {
    let limiter: RateLimiter

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let charges = charges(request, context)
        let standings = try limiter.take(charges).get()
        var response = try await next(request, context)
        if response.status.kind == .serverError {
            limiter.giveBack(charges)
        } else if response.headers[.rateLimit] == nil {
            // Whoever files is told how many more they may.
            response.headers.tell(standings)
        }
        return response
    }

    private func charges(_ request: Request, _ context: APIContext) -> [RateCharge] {
        if let session = context.session { return limiter.policy.charges(of: session.principal.name.text) }
        let origin = limiter.policy.origins.origin(request.headers, context)
        return limiter.policy.charges(from: origin, device: DeviceID(request.headers[.device]))
    }
}
