import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Services

/// Turns every error into `application/problem+json` (RFC 9457). The only place that knows which error has which status.
struct ErrorMapping: RouterMiddleware {
    let routes: RouteTable

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = problem(error, request, context)
            let response = response(problem, context)
            // A body after an answer to HEAD would be read as the next answer on the connection.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    private func problem(_ error: any Error, _ request: Request, _ context: APIContext) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let unread as RequestUnread: lastAnswer(problem(unread.cause, request, context))
        case let error as ServiceError: problem(error, context)
        case let refusal as QuotaRefusal: Problem(refusal)
        case let error as any HTTPResponseError: problem(error.status, request, context)
        case is NIOTooManyBytesError: Problem.bodyTooLarge
        // Nothing behind it on the connection can be read any more.
        case is HTTPParserError: Problem(.malformedRequest, headers: [.connection: "close"])
        case is RequestTooSlow: Problem(.requestTimeout, headers: [.connection: "close"])
        // The client went away, or the service is going: nobody's fault, and nobody may be left to read this.
        case is ChannelError, is IOError: Problem(.requestIncomplete)
        case is CancellationError: Problem(.unavailable, retryAfter: 3...8)
        default: fault("\(type(of: error))", context)
        }
    }

    private func lastAnswer(_ problem: Problem) -> Problem {
        var problem = problem
        problem.headers[.connection] = "close"
        return problem
    }

    private func problem(_ error: ServiceError, _ context: APIContext) -> Problem {
        switch error {
        case .notFound: Problem(.notFound)
        case .tokenInvalid: Problem(.tokenInvalid, headers: [.wwwAuthenticate: "Bearer"])
        case .invalid(let errors): Problem(.invalidFields, errors: errors)
        case .outsideArea: Problem(.outsideArea, errors: [FieldError("/location", .outsideArea)])
        case .keyReused: Problem(.idempotencyKeyReused)
        case .notSignedIn: Problem(.staffTokenInvalid, headers: [.wwwAuthenticate: "Bearer"])
        case .signInRefused: Problem(.signInRefused, headers: [.wwwAuthenticate: "Bearer"])
        case .codeRequired: Problem(.otpRequired, headers: [.wwwAuthenticate: "Bearer"])
        case .throttled(let seconds): Problem(.rateLimited, headers: [.retryAfter: "\(seconds)"])
        case .secondFactorRequired: Problem(.secondFactorRequired)
        case .linkPast: Problem(.linkPast)
        case .forbidden: Problem(.forbidden)
        case .clientUnknown: Problem(.clientTokenInvalid, headers: [.wwwAuthenticate: "Bearer"])
        case .scopeMissing: Problem(.scopeMissing)
        case .rateLimited(let refusal): Problem(refusal)
        case .uploadQuotaUsedUp(let seconds): Problem(.uploadQuotaUsedUp, headers: [.retryAfter: "\(seconds)"])
        case .externalIDTaken: Problem(.externalIDTaken)
        case .tokenOver: Problem(.tokenOver)
        case .citizenNotSignedIn: Problem(.citizenTokenInvalid, headers: [.wwwAuthenticate: "Bearer"])
        case .identityRequired(let policy): Problem(policy)
        case .signInClosed: Problem(.signInClosed)
        case .citizenSignInRefused: Problem(.citizenSignInRefused, headers: [.wwwAuthenticate: "Bearer"])
        case .providerUnavailable: Problem(.providerUnavailable, retryAfter: 5...15)
        case .tooOften(let seconds): Problem(.rateLimited, headers: [.retryAfter: "\(seconds)"])
        case .refused(.unknownPolicy): notReady("no policy fits a report", context)
        case .refused(let refusal): Problem(refusal)
        case .versionDiffers: Problem(.versionDiffers)
        case .approvalRefused(let refusal): Problem(refusal)
        case .routingRefused(let refusal): Problem(refusal)
        case .dataRequestRefused(let refusal): Problem(refusal)
        case .accountRefused(let refusal): Problem(refusal)
        case .uploadRefused(let refusal): Problem(refusal)
        case .storageFull: storageFull(context)
        case .attachmentLinkPast: Problem(.attachmentLinkPast)
        case .periodRunning: Problem(.periodRunning)
        case .periodClosed: Problem(.periodClosed)
        case .cursorPast: Problem(.cursorPast)
        case .versionMissing: Problem(.ifMatchRequired)
        case .busy: Problem(.busy, retryAfter: 1...3)
        case .unavailable: Problem(.unavailable, retryAfter: 3...8)
        case .outcomeUnknown: Problem(.outcomeUnknown, retryAfter: 1...4)
        case .notReady(let text): notReady(text, context)
        case .fault(let text): fault(text, context)
        }
    }

    /// What the framework refuses: a route that does not exist, or exists for other methods; a body it could not collect.
    private func problem(_ status: HTTPResponse.Status, _ request: Request, _ context: APIContext) -> Problem {
        switch status {
        case .notFound:
            let allowed = routes.methods(at: request.uri.path)
            if allowed.isEmpty { return Problem(.notFound) }
            return Problem(.methodNotAllowed, headers: [.allow: allowed.map(\.rawValue).joined(separator: ", ")])
        case .contentTooLarge: return Problem.bodyTooLarge
        case .badRequest: return Problem(.malformedQuery)
        default: return fault("status \(status.code)", context)
        }
    }

    private func storageFull(_ context: APIContext) -> Problem {
        context.logger.error("no room for files")
        return Problem(.storageFull, retryAfter: 45...75)
    }

    private func notReady(_ text: String, _ context: APIContext) -> Problem {
        context.logger.error("not ready", metadata: ["fault": "\(text)"])
        return Problem(.unavailable, retryAfter: 45...75)
    }

    private func fault(_ text: String, _ context: APIContext) -> Problem {
        context.logger.error("fault", metadata: ["fault": "\(text)"])
        return Problem(.internalError)
    }

    private func response(_ problem: Problem, _ context: APIContext) -> Response {
        let (headers, body) = problem.rendered(in: context.language, requestID: context.requestID)
        return Response(status: problem.code.status, headers: headers, body: .init(byteBuffer: body))
    }
}
