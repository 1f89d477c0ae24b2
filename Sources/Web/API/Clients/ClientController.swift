import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// The registered clients, for those who administer.
struct ClientController {
    let clients: Clients
    let staff: StaffDirectory

    /// `GET /v1/admin/clients?limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let last = query.cursor(UUID.init(uuidString:))
        try query.check()
        try staff.inspector(context.principal)
        let found = try await clients.list(after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.id.uuidString.lowercased() : nil
        let links = next.map { ["</v1/admin/clients?limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        let body = ListBody(items: page.map { ClientBody(client: $0) }, next: next)
        return Answer.json(body, to: request, context.api, isPrivate: true, links: links)
    }

    /// `POST /v1/admin/clients`. No key is taken: a name is given once, so that a repetition is refused.
    @Sendable func create(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let name = try Self.name(try await JSONValue.read(request).value)
        let client = try await clients.create(name, by: editor)
        var response = Answer.json(ClientBody(client: client), to: request, context.api, isPrivate: true)
        response.status = .created
        return response
    }

    /// `POST /v1/admin/clients/{id}/revoke`
    @Sendable func revoke(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let client = try await clients.revoke(try context.idInPath(), by: editor)
        return Answer.json(ClientBody(client: client), to: request, context.api, isPrivate: true)
    }

    private static func name(_ json: JSONValue) throws -> PrincipalName {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let text = reader.string("name")
        let name = text.flatMap { PrincipalName($0) }
        if name == nil, !reader.refused("name") {
            if text == nil { reader.require("name") } else { reader.refuse("name", .codeInvalid) }
        }
        reader.finish()
        guard let name, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return name
    }
}

extension RequestContext {
    /// The `{id}` of the path; what is no id is nowhere.
    func idInPath() throws -> UUID {
        guard let id = parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Problem(.notFound) }
        return id
    }
}
