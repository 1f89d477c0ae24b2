import Domain
import Hummingbird
import JSON
import Services

/// Sign-in of citizens at identity providers.
struct ProviderController {
    let signIn: ProviderSignIn

    /// `POST /v1/oidc/{provider}/start`
    @Sendable func start(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let start = try await signIn.start(at: context.providerInPath())
        return Answer.json(ProviderStartBody(start: start), to: request, context, isPrivate: true)
    }

    /// `POST /v1/oidc/{provider}/finish`
    @Sendable func finish(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try context.providerInPath()
        let returned = try await JSONObjectReader.whole(request) { ProviderReturn(&$0) }
        let session = try await signIn.finish(at: provider, returned)
        return SessionBody(session: session).answer(to: request, context)
    }
}
