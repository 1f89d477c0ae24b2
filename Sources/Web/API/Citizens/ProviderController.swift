import Domain
import Hummingbird
import JSON
import Services

/// Sign-in at identity providers.
struct ProviderController {
    let signIn: ProviderSignIn

    /// `POST /v1/oidc/{provider}/start`
    @Sendable func start(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let start = try await signIn.start(at: Self.provider(context))
        return Answer.json(ProviderStartBody(start: start), to: request, context, isPrivate: true)
    }

    /// `POST /v1/oidc/{provider}/finish`
    @Sendable func finish(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try Self.provider(context)
        let sent = try await SignInBodies.members(JSONValue.read(request).value) { reader in
            let code = SignInBodies.opaque("code", &reader)
            let state = SignInBodies.opaque("state", &reader)
            let stateID = SignInBodies.opaque("state_id", &reader)
            return code.flatMap { code in state.flatMap { state in stateID.map { (code, state, $0) } } }
        }
        let session = try await signIn.finish(at: provider, code: sent.0, state: sent.1, stateID: sent.2)
        return SessionBody(session: session).answer(to: request, context)
    }

    private static func provider(_ context: APIContext) throws -> String {
        guard let name = context.parameters.get("provider"), PrincipalName(name) != nil else { throw ServiceError.notFound }
        return name
    }
}

extension SignInBodies {
    /// What somebody was given to bring: 1…2,048 visible ASCII characters.
    static func opaque(_ name: String, _ reader: inout JSONObjectReader) -> String? {
        guard let text = text(name, &reader) else { return nil }
        guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            reader.refuse(name, .unknownValue)
            return nil
        }
        return text
    }
}

private struct ProviderStartBody: JSONWritable {
    let start: ProviderSignIn.Start

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("authorization_url", start.authorizationURL)
            json.member("state_id", start.stateID)
            json.member("expires_at", start.expiresAt.rfc3339)
        }
    }
}
