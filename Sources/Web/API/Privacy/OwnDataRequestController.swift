import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// What citizens who have signed in ask about their own data.
struct OwnDataRequestController {
    let requests: DataRequests

    /// `GET /v1/me/data-requests?limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: CitizenContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        let found = try await requests.list(of: context.citizen, after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        return Answer.json(
            ListBody(items: page.map { OwnDataRequestBody(request: $0) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/me/data-requests?limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// `POST /v1/me/data-requests`. The key is the request's id.
    @Sendable func register(_ request: Request, _ context: CitizenContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try DataRequestController.id(inKeyOf: request)
        let (json, bytes) = try await JSONValue.read(request)
        let submission = DataRequestSubmission.readOwn(json)
        let (registered, isReplay) = try await requests.register(submission, id: id, body: bytes, of: context.citizen)
        var response = Answer.json(OwnDataRequestBody(request: registered), to: request, context.api, isPrivate: true)
        response.status = .created
        if isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// `GET /v1/me/data-requests/{id}/export`
    @Sendable func export(_ request: Request, _ context: CitizenContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let export = try await requests.export(try context.idInPath(), for: context.citizen)
        return Answer.json(PersonalExportBody(export: export, language: context.language), to: request, context.api, isPrivate: true)
    }
}

extension DataRequestSubmission {
    /// Reads what somebody asks about themselves, as `read` does.
    fileprivate static func readOwn(_ json: JSONValue) -> DataRequestSubmission {
        var submission = DataRequestSubmission()
        guard case .object(let members) = json else {
            submission.refused = [FieldError("", .wrongType)]
            return submission
        }
        var reader = JSONObjectReader(members)
        submission.kind = reader.string("kind")
        submission.details = reader.string("details")
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }
}
