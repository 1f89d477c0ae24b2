import Hummingbird

/// Lets a request in when there is room for its class, and refuses it at once otherwise: waiting would only make all of them late.
///
/// Room is taken when the whole body is there, so that slow senders never keep others out, but a class that is full is told before
/// the body is read.
struct Admission: RouterMiddleware {
    let route: Route
    let gate: AdmissionGate

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let work = route.work(for: request)
        guard gate.admits(work) else { throw Self.refusal }
        var request = request
        if route.method == .post { try await request.receiveBody() }
        guard gate.enter(work) else { throw Self.refusal }
        defer { gate.leave(work) }
        let response = try await next(request, context)
        return work == .exports ? holding(response) : response
    }

    private static var refusal: Problem { Problem(.overloaded, retryAfter: 1...4) }

    /// Counts a large answer until its client has taken it: many clients that do not would each hold it in memory.
    private func holding(_ response: Response) -> Response {
        var response = response
        let body = response.body
        let sending = gate.sending()
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            withExtendedLifetime(sending) {}
        }
        return response
    }
}
