import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// The tokens of registered clients, for those who administer. No key is taken where a token is made: answers that hold one are not kept.
struct ClientTokenController {
    let tokens: ClientTokens
    let staff: StaffDirectory

    /// `GET /v1/admin/tokens?client=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["client", "limit", "cursor"])
        let client = query.parse("client", .unknownValue, UUID.init(uuidString:))
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        try staff.inspector(context.principal)
        let found = try await tokens.list(of: client, after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let links = next.map { ["</v1/admin/tokens?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        let body = ListBody(items: page.map { ClientTokenBody(token: $0) }, next: next)
        return Answer.json(body, to: request, context.api, isPrivate: true, links: links)
    }

    /// `POST /v1/admin/tokens`
    @Sendable func create(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let order = try TokenOrder.read(try await JSONValue.read(request).value)
        let issued = try await tokens.create(for: order.client, scopes: order.scopes, expiresAt: order.expiresAt, by: editor)
        return Self.created(issued, request, context)
    }

    /// `POST /v1/admin/tokens/{id}/rotate`
    @Sendable func rotate(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let id = try context.idInPath()
        let order = try RotationOrder.read(try await JSONValue.read(request).value)
        let issued = try await tokens.rotate(id, expiresAt: order.expiresAt, graceHours: order.graceHours, by: editor)
        return Self.created(issued, request, context)
    }

    /// `POST /v1/admin/tokens/{id}/revoke`
    @Sendable func revoke(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let token = try await tokens.revoke(try context.idInPath(), by: editor)
        return Answer.json(ClientTokenBody(token: token), to: request, context.api, isPrivate: true)
    }

    private static func created(_ issued: ClientTokens.Issued, _ request: Request, _ context: StaffContext) -> Response {
        var response = Answer.json(IssuedTokenBody(issued: issued), to: request, context.api, isPrivate: true)
        response.status = .created
        return response
    }
}
