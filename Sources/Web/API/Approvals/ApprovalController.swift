import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// What two people have to agree on, for those who administer.
struct ApprovalController {
    let approvals: Approvals
    let staff: StaffDirectory

    /// `GET /v1/admin/approvals?status=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["status", "limit", "cursor"])
        let all = query.parse("status", .unknownValue) { Self.statuses[$0] } ?? false
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        try staff.inspector(context.principal)
        let found = try await approvals.list(all: all, after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let links = next.map { ["</v1/admin/approvals?status=\(all ? "all" : "open")&limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        let items = page.map { ApprovalBody(approval: $0) }
        return Answer.json(ListBody(items: items, next: next), to: request, context.api, isPrivate: true, links: links)
    }

    /// `GET /v1/admin/approvals/{id}`
    @Sendable func approval(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try staff.inspector(context.principal)
        return Self.answer(try await approvals.show(try Self.id(context)), to: request, context)
    }

    /// `POST /v1/admin/approvals/{id}/decision`. A decision is made once, so that its repetition is refused.
    @Sendable func decide(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try Self.id(context)
        let (verdict, comment) = try Self.decision(try await JSONValue.read(request).value)
        return Self.answer(try await approvals.decide(id, verdict, by: editor, comment: comment), to: request, context)
    }

    /// Whether decided ones are shown too.
    static let statuses = ["open": false, "all": true]

    private static func answer(_ approval: Approval, to request: Request, _ context: StaffContext) -> Response {
        Answer.json(
            ApprovalBody(approval: approval),
            to: request,
            context.api,
            tag: "\(approval.decision == nil ? 1 : 2)-approval",
            isPrivate: true
        )
    }

    private static func id(_ context: StaffContext) throws -> UUID {
        guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Problem(.notFound) }
        return id
    }

    private static func decision(_ json: JSONValue) throws -> (ApprovalVerdict, comment: String?) {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let text = reader.string("decision")
        let verdict = text.flatMap { PlainCode.isPlausible($0) ? ApprovalVerdict(rawValue: $0) : nil }
        if verdict == nil, !reader.refused("decision") {
            if text == nil { reader.require("decision") } else { reader.refuse("decision", .unknownValue) }
        }
        let comment = reader.string("comment")
        reader.finish()
        guard let verdict, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return (verdict, comment)
    }
}
