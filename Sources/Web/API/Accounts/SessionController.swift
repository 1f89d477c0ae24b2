import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// How staff sign in and out, and set their first password.
struct SessionController {
    let signIn: SignIn
    let ownAccount: OwnAccount
    let practice: Practice
    /// Whose `X-Forwarded-For` is believed.
    let proxies: AddressRanges

    /// `POST /v1/sessions`. No key is taken: the answer holds a secret.
    @Sendable func begin(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let attempt = try await JSONObjectReader.whole(request, Attempt.init)
        let address = IPAddress(peer: context.peer, forwardedFor: request.headers[values: .forwardedFor], proxies: proxies)
        let started = try await signIn.signIn(
            username: attempt.username,
            password: attempt.password,
            code: attempt.otp,
            from: address.neighbourhood
        )
        // Whoever has signed in has: what cannot be looked up now stands at every report.
        let isPractice = (try? await practice.isPractising(started.principal)) ?? false
        return StartedBody(started: started, isPractice: isPractice, language: context.language).answer(to: request, context)
    }

    /// `GET /v1/me`
    @Sendable func principal(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let principal = context.session.principal
        let body = PrincipalBody(
            principal: principal,
            isPractice: try await practice.isPractising(principal),
            language: context.language
        )
        return Answer.json(body, to: request, context.api, isPrivate: true)
    }

    /// `DELETE /v1/sessions/current`
    @Sendable func end(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try await signIn.signOut(context.session)
        return Answer.nothing(context.api)
    }

    /// `POST /v1/activations`
    @Sendable func activate(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (token, password) = try await JSONObjectReader.whole(request) { reader in
            let (token, password) = (reader.needed("token"), reader.needed("password"))
            return token.flatMap { token in password.map { (token, $0) } }
        }
        let name = try await ownAccount.activate(token, password: password)
        return Answer.json(ActivatedBody(username: name), to: request, context, isPrivate: true)
    }

    private struct Attempt {
        let username: String
        let password: String
        let otp: String?

        /// Longer ones are nobody's, and hashing them would only take time.
        init?(_ reader: inout JSONObjectReader) {
            let (username, password, otp) = (reader.needed("username"), reader.needed("password"), reader.string("otp"))
            if (username?.utf8.count ?? 0) > 256 { reader.refuse("username", .tooLong) }
            if (password?.utf8.count ?? 0) > 4 * PasswordRule.most { reader.refuse("password", .tooLong) }
            guard let username, let password else { return nil }
            (self.username, self.password, self.otp) = (username, password, otp)
        }
    }
}

/// A session that has begun.
struct StartedBody: JSONWritable {
    let started: SignIn.Started
    let isPractice: Bool
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("token", started.token)
            json.member("expires_at", started.expiresAt.rfc3339)
            json.member("principal", PrincipalBody(principal: started.principal, isPractice: isPractice, language: language))
            json.member("must_set_up_totp", started.mustSetUpSecondFactor)
        }
    }

    func answer(to request: Request, _ context: APIContext) -> Response {
        var response = Answer.json(self, to: request, context, isPrivate: true)
        response.status = .created
        return response
    }
}

private struct ActivatedBody: JSONWritable {
    let username: PrincipalName

    func write(to json: inout JSONWriter) {
        json.object { $0.member("username", username.text) }
    }
}

/// Somebody of staff, as they are told themselves.
private struct PrincipalBody: JSONWritable {
    let principal: StaffPrincipal
    /// Whether they work at a desk for practice.
    let isPractice: Bool
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.writeBanner(isPractice: isPractice, language)
            json.member("account", principal.account)
            json.member("username", principal.name.text)
            json.member("agency", principal.agency)
            json.array("roles", principal.roles.sorted)
        }
    }
}

extension Set<Role> {
    /// As they are sent, always in the same order.
    var sorted: [String] { Role.allCases.filter(contains).map(\.rawValue) }
}

extension IPAddress {
    /// The same for neighbours: an IPv4 /24, or the /48 that an IPv6 customer has at most.
    var neighbourhood: String {
        let network = isIPv4 ? IPAddress(high: 0, low: low & ~0xFF) : IPAddress(high: high & ~0xFFFF, low: 0)
        return "\(String(network.high, radix: 16)):\(String(network.low, radix: 16))"
    }
}
