import Domain
import Hummingbird
import JSON
import Services

/// How staff sign in at identity providers.
struct StaffProviderController {
    let signIn: StaffProviderSignIn
    let practice: Practice
    /// Whose `X-Forwarded-For` is believed.
    let proxies: AddressRanges

    /// `POST /v1/sessions/oidc/{provider}/start`
    @Sendable func start(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let start = try await signIn.start(at: context.providerInPath())
        return Answer.json(ProviderStartBody(start: start), to: request, context, isPrivate: true)
    }

    /// `POST /v1/sessions/oidc/{provider}/finish`
    @Sendable func finish(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let provider = try context.providerInPath()
        let (returned, otp) = try await JSONObjectReader.whole(request) { reader in
            let (returned, otp) = (ProviderReturn(&reader), reader.string("otp"))
            return returned.map { ($0, otp) }
        }
        let address = IPAddress(peer: context.peer, forwardedFor: request.headers[values: .forwardedFor], proxies: proxies)
        let started = try await signIn.finish(at: provider, returned, otp: otp, from: address.neighbourhood)
        // Whoever has signed in has: what cannot be looked up now stands at every report.
        let isPractice = (try? await practice.isPractising(started.principal)) ?? false
        return StartedBody(started: started, isPractice: isPractice, language: context.language).answer(to: request, context)
    }
}
