import Domain
import HTTPTypes
import Hummingbird
import Services

/// Refuses whoever asks too much, before anything of the request is read.
///
/// Every request counts as a read, a filing as a filing besides. What the service could not serve costs nothing, so that a client
/// that retries as it is told is never locked out; a filing that filed nothing, a replay above all, costs a read only.
/// Staff have a quota each: a whole office may be behind one address, and who has a token can be asked why they need so much.
struct RateLimits: RouterMiddleware {
    let activity: RatedActivity
    let limiter: RateLimiter

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let charges = charges(request, context)
        if let seconds = limiter.take(charges, for: activity) {
            throw Problem(.rateLimited, headers: [.retryAfter: "\(seconds)"])
        }
        do {
            let response = try await next(request, context)
            if response.headers[.idempotentReplay] != nil { limiter.giveBack(Self.filings(charges)) }
            return response
        } catch {
            limiter.giveBack(Self.isClients(error) ? Self.filings(charges) : charges)
            throw error
        }
    }

    private func charges(_ request: Request, _ context: APIContext) -> [RateCharge] {
        if let principal = context.principal { return limiter.policy.charges(of: principal.name) }
        let address = IPAddress(
            peer: context.peer,
            forwardedFor: request.headers[values: .forwardedFor],
            proxies: limiter.policy.proxies
        )
        let device = DeviceID(request.headers[.device])
        return limiter.policy.charges(from: address, device: device, for: activity == .reads ? [.reads] : [.reads, .filings])
    }

    private static func filings(_ charges: [RateCharge]) -> [RateCharge] {
        charges.filter { $0.activity == .filings }
    }

    /// Whether it was for the client to do better.
    private static func isClients(_ error: any Error) -> Bool {
        switch error {
        case let problem as Problem: problem.code.status.kind == .clientError
        case let error as ServiceError: error.isClients
        case is CancellationError: false
        default: true
        }
    }
}
