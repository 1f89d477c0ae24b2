import Domain
import Hummingbird
import Logging

/// Names each request, tells its language, finds the ticket it came in with, and records it when it is answered.
struct RequestObservation: RouterMiddleware {
    let record: RequestRecord
    /// nil where requests do not come through one.
    let door: AdmissionDoor?

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.ticket = door?.ticket(on: context.channel)
        context.requestID = RequestRecord.requestID(request.headers)
        context.language = Language(acceptLanguage: request.headers[.acceptLanguage])
        // One id is enough. `context.id`, which reads the framework's and traps without it, is not to be used.
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = "\(context.requestID)"
        let start = ContinuousClock.now
        var response = try await AuditOrigin.$current.withValue(.request(id: context.requestID)) { [context] in
            try await next(request, context)
        }
        response.headers[.requestID] = context.requestID
        record.write(request.method, context.endpointPath ?? "none", response.status, start.duration(to: .now), to: context.logger)
        return response
    }
}
