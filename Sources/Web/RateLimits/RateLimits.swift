import Domain
import HTTPTypes
import Hummingbird
import Services

/// Refuses whoever asks too much, before anything of the request is read.
///
/// Every request counts as one read, a filing too; how many reports somebody may file is counted where they are filed. What the service
/// could not serve costs nothing, so that a client that retries as it is told is never locked out. Staff have a quota each: a whole
/// office may be behind one address, and who has a token can be asked why they need so much.
struct RateLimits: RouterMiddleware {
    let limiter: RateLimiter

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let charges = charges(request, context)
        let standings = try limiter.take(charges).get()
        do {
            var response = try await next(request, context)
            // Whoever files is told how many more they may.
            if response.headers[.rateLimit] == nil { response.headers.tell(standings) }
            return response
        } catch {
            if !Self.isClients(error) { limiter.giveBack(charges) }
            throw error
        }
    }

    private func charges(_ request: Request, _ context: APIContext) -> [RateCharge] {
        if let session = context.session { return limiter.policy.charges(of: session.principal.name.text) }
        let origin = limiter.policy.origins.origin(request.headers, context)
        return limiter.policy.charges(from: origin, device: DeviceID(request.headers[.device]))
    }

    /// Whether it was for the client to do better.
    private static func isClients(_ error: any Error) -> Bool {
        switch error {
        case let problem as Problem: problem.code.status.kind == .clientError
        case let error as ServiceError: error.isClients
        case is QuotaRefusal: true
        case is CancellationError: false
        default: true
        }
    }
}
