import Hummingbird

/// A context of requests that are let in.
protocol AdmittedContext: RequestContext {
    /// The request as any other.
    var api: APIContext { get }
}

extension Problem {
    /// Seconds.
    static let noRoomRetryAfter = 1...4

    /// What a request is told that there is no room for.
    static var noRoom: Problem { Problem(.overloaded, retryAfter: noRoomRetryAfter) }
}

/// Lets a request in when there is room for its class, and refuses it at once otherwise: waiting would only make all of them late.
///
/// Most requests come with a ticket from the door. Those that do not take their room here, when their whole body is there.
struct Admission<Context: AdmittedContext>: RouterMiddleware {
    let route: Route
    let gate: AdmissionGate
    let origins: RequestOrigins

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if route.bringsFiles(request.headers) { return try await upload(request, context, next) }
        let work = route.work(accepting: request.headers[.accept])
        guard context.api.ticket != nil || gate.admits(work) else { throw Problem.noRoom }
        var request = request
        if route.method != .get { try await request.receiveBody() }
        guard let ticket = context.api.ticket ?? gate.enter(work) else { throw Problem.noRoom }
        let place = work == .files ? try place(among: \.downloads, request, context) : nil
        let response = try await next(request, context)
        withExtendedLifetime(ticket) {}
        return switch work {
        case .exports: response.holding(gate.sending())
        case .files: response.holding(place)
        default: response
        }
    }

    private func place(
        among places: any WritableKeyPath<AdmissionState, Places> & Sendable,
        _ request: Request,
        _ context: Context
    ) throws -> AdmissionTicket {
        let holder = PlaceHolder(request.headers, context.api, origins)
        guard let place = gate.place(among: places, for: holder) else { throw Problem.noRoom }
        return place
    }

    /// The body is read as it comes, by whoever handles it: in a place of its own, which a slow sender keeps from other senders alone.
    private func upload(
        _ request: Request,
        _ context: Context,
        _ next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            let place = try place(among: \.uploads, request, context)
            let response = try await next(request, context)
            withExtendedLifetime(place) {}
            return response
        } catch {
            throw RequestUnread(cause: error)
        }
    }
}

extension Response {
    /// Counts a large answer until its client has taken it: many clients that do not would each hold it in memory.
    fileprivate func holding(_ place: AdmissionTicket?) -> Response {
        var response = self
        let body = body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            withExtendedLifetime(place) {}
        }
        return response
    }
}
