import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Which desk handles what, for those who administer.
struct RoutingRuleController {
    let rules: RoutingRules
    let staff: StaffDirectory

    /// `GET /v1/admin/routing-rules?status=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["status", "limit", "cursor"])
        let status = query.parse("status", .unknownValue, RoutingRuleStatus.init(rawValue:))
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        try staff.inspector(context.principal)
        let found = try await rules.list(status, after: last, limit: limit + 1)
        let page = found.rules.prefix(limit)
        let next = found.rules.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let filter = status.map { "status=\($0.rawValue)&" } ?? ""
        return Answer.json(
            ListBody(items: page.map { RoutingRuleBody(version: $0, catalog: found.catalog, language: context.language) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/admin/routing-rules?\(filter)limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// `GET /v1/admin/routing-rules/{id}`
    @Sendable func rule(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try staff.inspector(context.principal)
        return Self.answer(try await rules.show(try Self.id(context)), to: request, context)
    }

    /// `POST /v1/admin/routing-rules/{id}/status`
    @Sendable func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try Self.id(context)
        let versions = try IfMatch.versions(request)
        let (status, reason) = try Self.order(try await JSONValue.read(request).value)
        let changed = try await rules.change(id, to: status, reason: reason, by: editor, expecting: versions)
        return Self.answer(changed, to: request, context)
    }

    private static func answer(
        _ found: (rule: RoutingRuleVersion, catalog: ReferenceCatalog),
        to request: Request,
        _ context: StaffContext
    ) -> Response {
        Answer.json(
            RoutingRuleBody(version: found.rule, catalog: found.catalog, language: context.language),
            to: request,
            context.api,
            tag: "\(found.rule.version)-rule-\(found.catalog.epoch)",
            isPrivate: true
        )
    }

    private static func id(_ context: StaffContext) throws -> UUID {
        guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Problem(.notFound) }
        return id
    }

    private static func order(_ json: JSONValue) throws -> (RoutingRuleStatus, reason: String) {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let text = reader.string("status")
        let status = text.flatMap { PlainCode.isPlausible($0) ? RoutingRuleStatus(rawValue: $0) : nil }
        if status == nil, !reader.refused("status") {
            if text == nil { reader.require("status") } else { reader.refuse("status", .unknownValue) }
        }
        let reason = reader.string("reason")
        if reason == nil, !reader.refused("reason") { reader.require("reason") }
        reader.finish()
        guard let status, let reason, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return (status, reason)
    }
}

extension Problem {
    /// Why a rule stays as it is.
    init(_ refusal: RoutingRuleRefusal) {
        self.init(.routingRefused)
        rule = (refusal.rawValue, refusal.text)
    }
}
