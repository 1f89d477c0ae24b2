internal import Crypto
package import Domain
internal import Foundation
internal import Logging
package import Store
package import Transfer

/// Signs citizens in at an identity provider: authorization code with PKCE, state and nonce. Of what the provider says, the subject alone is
/// kept, beside its issuer.
package struct ProviderSignIn: Sendable {
    /// A sign-in that has begun.
    package struct Start: Sendable {
        /// Where to send the person.
        package let authorizationURL: String
        /// For whoever began alone: without it what comes back opens nothing, so that nobody is signed in as somebody else by a link.
        package let stateID: String
        package let expiresAt: Instant
    }

    private let store: ProviderSignInStore
    private let vault: CitizenVault
    private let client: TransferClient
    private let issuers: [String: (provider: OIDCProvider, issuer: OIDCIssuer)]
    private let logger = Logger(label: "phananh.oidc")

    /// `now` measures how old what is known of a provider is.
    package init(
        store: ProviderSignInStore,
        vault: CitizenVault,
        providers: OIDCProviders,
        client: TransferClient,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.vault = vault
        self.client = client
        issuers = Dictionary(
            uniqueKeysWithValues: providers.all.map { ($0.name, ($0, OIDCIssuer($0, client: client, now: now))) }
        )
    }

    /// Begins to sign somebody in. Throws `notFound` for a provider there is not, `providerUnavailable`.
    package func start(at name: String) async throws(ServiceError) -> Start {
        guard let (provider, issuer) = issuers[name] else { throw .notFound }
        let description = try await asking(provider) { () async throws(OIDCFault) in try await issuer.description() }
        let (state, stateID) = (OpaqueToken.new(.state), OpaqueToken.new(.state))
        let keyID = vault.currentKeyID
        guard let secrets = Secrets(of: state, vault, keyID: keyID) else { throw .fault("no key for a sign-in") }
        let expiresAt = try await serving { () async throws(StoreError) in
            try await store.begin(
                state: OpaqueToken.digest(state),
                starter: OpaqueToken.digest(stateID),
                provider: provider.name,
                keyID: keyID
            )
        }
        let url = Self.authorizationURL(description.authorizationEndpoint, provider, state: state, secrets)
        return Start(authorizationURL: url, stateID: stateID, expiresAt: expiresAt)
    }

    /// Signs in whoever the provider has sent back. Whatever is not right about what they bring is `citizenSignInRefused`, and a state is good for
    /// one attempt. Throws `notFound` and `providerUnavailable` besides.
    package func finish(
        at name: String,
        code: String,
        state: String,
        stateID: String
    ) async throws(ServiceError) -> CitizenSignIn.Session {
        guard let (provider, issuer) = issuers[name] else { throw .notFound }
        let begun = try await serving { () async throws(StoreError) in try await store.take(state: OpaqueToken.digest(state)) }
        guard let begun, begun.provider == name, Self.isSame(begun.starter, OpaqueToken.digest(stateID)),
            let secrets = Secrets(of: state, vault, keyID: begun.keyID)
        else { throw .citizenSignInRefused }
        let subject = try await asking(provider) { () async throws(OIDCFault) in
            let endpoint = try await issuer.description().tokenEndpoint
            let exchange = CodeExchange(provider: provider, client: client)
            let token = try await exchange.token(for: code, verifier: secrets.verifier, at: endpoint)
            let claims = try await IDTokenClaims.read(token, by: provider, issuer)
            if let refusal = claims.refusal(by: provider, nonce: secrets.nonce, at: Date().timeIntervalSince1970) {
                throw .refused(refusal)
            }
            return claims.sub
        }
        let token = OpaqueToken.new(.citizen)
        let session = try await serving { () async throws(StoreError) in
            try await store.open(
                NewSession(digest: OpaqueToken.digest(token), newCitizen: .next()),
                issuer: provider.issuer,
                subject: subject,
                of: provider.name
            )
        }
        return CitizenSignIn.Session(token: token, expiresAt: session.expiresAt)
    }

    private func asking<Value>(
        _ provider: OIDCProvider,
        _ work: () async throws(OIDCFault) -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await work()
        } catch {
            logger.warning("no sign-in by a provider", metadata: ["provider": "\(provider.name)", "reason": "\(error.text)"])
            switch error {
            case .provider: throw .providerUnavailable
            case .refused: throw .citizenSignInRefused
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
