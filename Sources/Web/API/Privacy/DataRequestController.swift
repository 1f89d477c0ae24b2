import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Requests of people about their own data, for those who answer them.
struct DataRequestController {
    let requests: DataRequests
    let staff: StaffDirectory

    /// `GET /v1/admin/data-requests?status=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["status", "limit", "cursor"])
        let all = query.parse("status", .unknownValue) { ApprovalController.statuses[$0] } ?? false
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        _ = try staff.administrator(context.principal)
        let found = try await requests.list(all: all, after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let links =
            next.map { ["</v1/admin/data-requests?status=\(all ? "all" : "open")&limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        let items = page.map { DataRequestBody(request: $0) }
        return Answer.json(ListBody(items: items, next: next), to: request, context.api, isPrivate: true, links: links)
    }

    /// `POST /v1/admin/data-requests`. The key is the request's id.
    @Sendable func register(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try Self.id(inKeyOf: request)
        let (json, bytes) = try await JSONValue.read(request)
        let (registered, isReplay) = try await requests.register(DataRequestSubmission.read(json), id: id, body: bytes, by: editor)
        var response = Answer.json(DataRequestBody(request: registered), to: request, context.api, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/admin/data-requests/\(id.uuidString.lowercased())"
        if isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// `GET /v1/admin/data-requests/{id}`
    @Sendable func request(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let reading = try await requests.show(try context.idInPath(), to: editor.name)
        let concerned = reading.concerned
        return Answer.json(
            DataRequestBody(request: reading.request, reading: reading),
            to: request,
            context.api,
            tag: "\(reading.request.version)-request-\(concerned.reports.count)-\(concerned.held.count)-\(concerned.citizens.count)",
            isPrivate: true
        )
    }

    /// `GET /v1/admin/data-requests/{id}/export`
    @Sendable func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let export = try await requests.export(try context.idInPath(), for: editor.name)
        let body = PersonalExportBody(export: export, language: context.language)
        return Answer.json(body, to: request, context.api, isPrivate: true)
    }

    /// `POST /v1/admin/data-requests/{id}/actions`. What ends a request or extends it is done once, so that its repetition is refused.
    @Sendable func act(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try context.idInPath()
        let (action, reason) = try Self.order(try await JSONValue.read(request).value)
        switch try await requests.perform(action, on: id, by: editor, reason: reason) {
        case .done(let done): return Answer.json(DataRequestBody(request: done), to: request, context.api, isPrivate: true)
        case .proposed(let waiting, let approval):
            var response = Answer.json(
                DataRequestBody(request: waiting, approval: approval.id),
                to: request,
                context.api,
                isPrivate: true
            )
            response.status = .accepted
            response.headers[.location] = "/v1/admin/approvals/\(approval.id.uuidString.lowercased())"
            return response
        }
    }

    /// The id that whoever asks gives their request.
    static func id(inKeyOf request: Request) throws -> UUID {
        guard let key = request.headers[.idempotencyKey] else { throw Problem(.idempotencyKeyRequired) }
        guard let id = UUID(uuidString: key) else { throw Problem(.idempotencyKeyInvalid) }
        return id
    }

    private static func order(_ json: JSONValue) throws -> (DataRequestAction, reason: String?) {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let text = reader.string("action")
        let action = text.flatMap { PlainCode.isPlausible($0) ? DataRequestAction(rawValue: $0) : nil }
        if action == nil, !reader.refused("action") {
            if text == nil { reader.require("action") } else { reader.refuse("action", .unknownValue) }
        }
        let reason = reader.string("reason")
        reader.finish()
        guard let action, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return (action, reason)
    }
}

extension DataRequestSubmission {
    /// Reads a request; every member of a wrong type and every unknown one is reported at once.
    static func read(_ json: JSONValue) -> DataRequestSubmission {
        var submission = DataRequestSubmission()
        guard case .object(let members) = json else {
            submission.refused = [FieldError("", .wrongType)]
            return submission
        }
        var reader = JSONObjectReader(members)
        submission.kind = reader.string("kind")
        submission.receivedAt = reader.string("received_at")
        submission.details = reader.string("details")
        let requester = reader.object("requester") { requester in
            (requester.string("name"), requester.string("phone"), requester.string("email"), requester.string("report"))
        }
        (submission.name, submission.phone, submission.email, submission.report) = requester ?? (nil, nil, nil, nil)
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }
}
