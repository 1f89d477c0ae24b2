internal import Domain
internal import Store

/// Signs citizens in at an identity provider.
package struct ProviderSignIn: Sendable {
    private let flow: AuthorizationCodeFlow
    private let store: ProviderSignInStore

    init(flow: AuthorizationCodeFlow, store: ProviderSignInStore) {
        self.flow = flow
        self.store = store
    }

    /// Begins to sign somebody in. Throws `notFound` for a provider there is not, `providerUnavailable`.
    package func start(at name: String) async throws(ServiceError) -> ProviderStart {
        try await flow.begin(at: name, for: .citizen)
    }

    /// Signs in whoever the provider has sent back. Whatever is not right about what they bring is `citizenSignInRefused`, and a state is good for
    /// one attempt. Throws `notFound` and `providerUnavailable` besides.
    package func finish(at name: String, _ returned: ProviderReturn) async throws(ServiceError) -> CitizenSignIn.Session {
        let identity = try await flow.identity(from: name, returned, for: .citizen, or: .citizenSignInRefused)
        let token = OpaqueToken.new(.citizen)
        let session = try await serving { () async throws(StoreError) in
            try await store.open(NewSession(digest: OpaqueToken.digest(token), newCitizen: .next()), for: identity, of: name)
        }
        return CitizenSignIn.Session(token: token, expiresAt: session.expiresAt)
    }
}
