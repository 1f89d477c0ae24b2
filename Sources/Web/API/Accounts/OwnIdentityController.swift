import Domain
import Hummingbird
import JSON
import Services

/// What staff do about who they are at identity providers.
struct OwnIdentityController {
    let identities: OwnIdentities

    /// `GET /v1/me/identities`
    @Sendable func list(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let linked = try await identities.list(context.session)
        return Answer.json(IdentityListBody(items: linked), to: request, context.api, isPrivate: true)
    }

    /// `POST /v1/me/identities/{provider}/start`
    @Sendable func start(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try context.providerInPath()
        let start = try await identities.start(context.session, at: provider, password: Self.password(request))
        return Answer.json(ProviderStartBody(start: start), to: request, context.api, isPrivate: true)
    }

    /// `POST /v1/me/identities/{provider}/finish`
    @Sendable func finish(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try context.providerInPath()
        let returned = try await JSONObjectReader.whole(request) { ProviderReturn(&$0) }
        let linked = try await identities.finish(context.session, at: provider, returned)
        var response = Answer.json(IdentityBody(identity: linked), to: request, context.api, isPrivate: true)
        response.status = .created
        return response
    }

    /// `POST /v1/me/identities/{provider}/remove`
    @Sendable func remove(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try context.providerInPath()
        try await identities.remove(context.session, at: provider, password: Self.password(request))
        return Answer.nothing(context.api)
    }

    /// `{"password"}`
    private static func password(_ request: Request) async throws -> String {
        try await JSONObjectReader.whole(request) { reader in
            let password = reader.needed("password")
            if (password?.utf8.count ?? 0) > 4 * PasswordRule.most { reader.refuse("password", .tooLong) }
            return password
        }
    }
}

private struct IdentityListBody: JSONWritable {
    let items: [OwnIdentities.Identity]

    func write(to json: inout JSONWriter) {
        json.object { $0.array("items", items.map(IdentityBody.init)) }
    }
}

/// One's own identity at a provider. Who one is there is not told.
private struct IdentityBody: JSONWritable {
    let identity: OwnIdentities.Identity

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("provider", identity.provider)
            json.member("issuer", identity.issuer)
            json.member("linked_at", identity.linkedAt.rfc3339)
        }
    }
}
