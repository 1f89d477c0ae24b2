internal import Crypto
package import Domain
internal import Foundation
internal import Logging
internal import Store
internal import Transfer

/// A visit to an identity provider that has begun.
package struct ProviderStart: Sendable {
    /// Where to send the person.
    package let authorizationURL: String
    /// For whoever began alone: without it what comes back opens nothing, so that nobody is signed in as somebody else by a link.
    package let stateID: String
    package let expiresAt: Instant
}

/// What somebody brings back from an identity provider, with what whoever began has kept.
package struct ProviderReturn: Sendable {
    let code: String
    let state: String
    let stateID: String

    package init(code: String, state: String, stateID: String) {
        self.code = code
        self.state = state
        self.stateID = stateID
    }
}

/// Sends people to identity providers and finds out who has come back: authorization code with PKCE, state and nonce. Of what a provider
/// says, the subject alone is kept, beside its issuer.
struct AuthorizationCodeFlow: Sendable {
    private let store: ProviderSignInStore
    private let vault: CitizenVault
    private let client: TransferClient
    private let issuers: [String: (provider: OIDCProvider, issuer: OIDCIssuer)]
    private let logger = Logger(label: "phananh.oidc")

    /// Of these providers and no others. `now` measures how old what is known of one is.
    init(
        store: ProviderSignInStore,
        vault: CitizenVault,
        providers: [OIDCProvider],
        client: TransferClient,
        now: @escaping OIDCIssuer.Now = { .now }
    ) {
        self.store = store
        self.vault = vault
        self.client = client
        issuers = Dictionary(uniqueKeysWithValues: providers.map { ($0.name, ($0, OIDCIssuer($0, client: client, now: now))) })
    }

    /// A provider by name. Throws `notFound`.
    func provider(_ name: String) throws(ServiceError) -> OIDCProvider {
        guard let (provider, _) = issuers[name] else { throw .notFound }
        return provider
    }

    /// The provider that names itself so; nil if there is none any more.
    func provider(issuer: String) -> OIDCProvider? {
        issuers.values.first { $0.provider.issuer == issuer }?.provider
    }

    /// Begins a visit. Throws `notFound` for a provider there is not, `providerUnavailable`.
    func begin(at name: String, for purpose: ProviderPurpose) async throws(ServiceError) -> ProviderStart {
        guard let (provider, issuer) = issuers[name] else { throw .notFound }
        let description = try await asking(provider, nil) { () async throws(OIDCFault) in try await issuer.description() }
        let (state, stateID) = (OpaqueToken.new(.state), OpaqueToken.new(.state))
        let keyID = vault.currentKeyID
        guard let secrets = Secrets(of: state, vault, keyID: keyID) else { throw .fault("no key for a sign-in") }
        let expiresAt = try await serving { () async throws(StoreError) in
            try await store.begin(
                state: OpaqueToken.digest(state),
                starter: OpaqueToken.digest(stateID),
                provider: provider.name,
                purpose: purpose,
                keyID: keyID
            )
        }
        let url = Self.authorizationURL(description.authorizationEndpoint, provider, state: state, secrets)
        return ProviderStart(authorizationURL: url, stateID: stateID, expiresAt: expiresAt)
    }

    /// Who has come back from a visit that was begun for this. Whatever is not right about what they bring is `refusal`, and a state is good for one
    /// attempt, wherever it is made. Throws `notFound` and `providerUnavailable` besides.
    func identity(
        from name: String,
        _ returned: ProviderReturn,
        for purpose: ProviderPurpose,
        or refusal: ServiceError
    ) async throws(ServiceError) -> ProviderIdentity {
        guard let (provider, issuer) = issuers[name] else { throw .notFound }
        let state = returned.state
        let begun = try await serving { () async throws(StoreError) in try await store.take(state: OpaqueToken.digest(state)) }
        guard let begun, begun.provider == name, begun.purpose == purpose,
            Self.isSame(begun.starter, OpaqueToken.digest(returned.stateID)),
            let secrets = Secrets(of: state, vault, keyID: begun.keyID)
        else { throw refusal }
        return try await asking(provider, refusal) { () async throws(OIDCFault) in
            let endpoint = try await issuer.description().tokenEndpoint
            let exchange = CodeExchange(provider: provider, client: client)
            let token = try await exchange.token(for: returned.code, verifier: secrets.verifier, at: endpoint)
            let claims = try await IDTokenClaims.read(token, by: provider, issuer)
            if let reason = claims.refusal(by: provider, nonce: secrets.nonce, at: Date().timeIntervalSince1970) {
                throw .refused(reason)
            }
            return ProviderIdentity(issuer: provider.issuer, subject: claims.sub)
        }
    }

    /// Before anybody has come back there is nobody to refuse.
    private func asking<Value>(
        _ provider: OIDCProvider,
        _ refusal: ServiceError?,
        _ work: () async throws(OIDCFault) -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await work()
        } catch {
            logger.warning("no sign-in by a provider", metadata: ["provider": "\(provider.name)", "reason": "\(error.text)"])
            switch error {
            case .provider: throw .providerUnavailable
            case .refused: throw refusal ?? .providerUnavailable
            }
        }
    }

    private static func authorizationURL(_ endpoint: String, _ provider: OIDCProvider, state: String, _ secrets: Secrets) -> String {
        let challenge = Base64URL.text(Data(SHA256.hash(data: Data(secrets.verifier.utf8))))
        let query = FormEncoding.text([
            ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", provider.redirectURI),
            ("scope", (["openid"] + provider.scopes).joined(separator: " ")), ("state", state), ("nonce", secrets.nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ])
        return "\(endpoint)\(endpoint.contains("?") ? "&" : "?")\(query)"
    }

    /// In the same time wherever they differ.
    private static func isSame(_ left: Data, _ right: Data) -> Bool {
        left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// What belongs to a state and is made again from it.
    private struct Secrets {
        let nonce: String
        let verifier: String

        init?(of state: String, _ vault: CitizenVault, keyID: String) {
            guard let nonce = vault.secret("nonce", of: state, keyID: keyID),
                let verifier = vault.secret("verifier", of: state, keyID: keyID)
            else { return nil }
            self.nonce = nonce
            self.verifier = verifier
        }
    }
}
