import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// What must not be erased, for those who administer: nobody else is told of a hold.
struct LegalHoldController {
    let holds: LegalHolds
    let staff: StaffDirectory

    /// `GET /v1/admin/legal-holds?status=&report=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["status", "report", "limit", "cursor"])
        let all = query.parse("status", .unknownValue) { ApprovalController.statuses[$0] } ?? false
        let report = query.parse("report", .unknownValue, LegalHoldOrder.code)
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        _ = try staff.administrator(context.principal)
        let found = try await holds.list(all: all, of: report, after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let links = next.map { ["</v1/admin/legal-holds?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        let body = ListBody(items: page.map { LegalHoldBody(hold: $0) }, next: next)
        return Answer.json(body, to: request, context.api, isPrivate: true, links: links)
    }

    /// `POST /v1/admin/legal-holds`. The key is the hold's id.
    @Sendable func place(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        guard let key = request.headers[.idempotencyKey] else { throw Problem(.idempotencyKeyRequired) }
        guard let id = UUID(uuidString: key) else { throw Problem(.idempotencyKeyInvalid) }
        let order = try LegalHoldOrder.read(try await JSONValue.read(request).value)
        let (hold, isReplay) = try await holds.place(id, on: order.report, reason: order.reason, by: editor, until: order.until)
        var response = Answer.json(LegalHoldBody(hold: hold), to: request, context.api, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/admin/legal-holds/\(id.uuidString.lowercased())"
        if isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// `GET /v1/admin/legal-holds/{id}`
    @Sendable func hold(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        _ = try staff.administrator(context.principal)
        let hold = try await holds.hold(try context.idInPath())
        let tag = "hold-\(hold.isInForce)-\(hold.lifted != nil)"
        return Answer.json(LegalHoldBody(hold: hold), to: request, context.api, tag: tag, isPrivate: true)
    }

    /// `POST /v1/admin/legal-holds/{id}/lift`
    @Sendable func lift(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try context.idInPath()
        let reason = try LegalHoldLifting.reason(try await JSONValue.read(request).value)
        let hold = try await holds.lift(id, reason: reason, by: editor)
        return Answer.json(LegalHoldBody(hold: hold), to: request, context.api, isPrivate: true)
    }
}
