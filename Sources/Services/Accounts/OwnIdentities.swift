package import Domain
internal import Store

/// What people of staff do about who they are at identity providers: link it to their own account, and take it away.
package struct OwnIdentities: Sendable {
    /// One that is linked.
    package struct Identity: Sendable {
        /// nil: staff do not sign in at this provider any more.
        package let provider: String?
        package let issuer: String
        package let linkedAt: Instant
    }

    private let flow: AuthorizationCodeFlow
    private let store: IdentityStore
    private let own: OwnAccount

    init(flow: AuthorizationCodeFlow, store: IdentityStore, own: OwnAccount) {
        self.flow = flow
        self.store = store
        self.own = own
    }

    /// All of one's own, by issuer.
    package func list(_ session: StaffSession) async throws(ServiceError) -> [Identity] {
        try await linked(session).map(identity)
    }

    /// Begins to link who one is at a provider, by the password: whoever has found a session open has not found that. Throws `notFound`,
    /// `secondFactorRequired`, `throttled`, `invalid`, `accountRefused` and `providerUnavailable`.
    package func start(_ session: StaffSession, at name: String, password: String) async throws(ServiceError) -> ProviderStart {
        let provider = try flow.provider(name)
        guard !session.mustSetUpSecondFactor else { throw .secondFactorRequired }
        _ = try await own.verified(session, password, at: "/password")
        guard try await !linked(session).contains(where: { $0.issuer == provider.issuer }) else { throw .accountRefused(.identityLinked) }
        return try await flow.begin(at: name, for: .link(account: session.principal.account))
    }

    /// Links whoever the provider has sent back. Whatever is not right about what they bring is refused with `identityUnproven`, and a state is
    /// good for one attempt, and for the account that has begun it. Throws what `start` throws besides.
    package func finish(_ session: StaffSession, at name: String, _ returned: ProviderReturn) async throws(ServiceError) -> Identity {
        _ = try flow.provider(name)
        guard !session.mustSetUpSecondFactor else { throw .secondFactorRequired }
        let account = session.principal.account
        let found = try await flow.identity(from: name, returned, for: .link(account: account), or: .accountRefused(.identityUnproven))
        let outcome = try await serving { () async throws(StoreError) in
            try await store.link(found, of: name, to: account, in: session.digest)
        }
        return identity(try outcome.get())
    }

    /// Takes one's identity at a provider away, by the password, and ends every other session: one of them may have begun by it. Throws
    /// `notFound`, `throttled` and `invalid`.
    package func remove(_ session: StaffSession, at name: String, password: String) async throws(ServiceError) {
        let provider = try flow.provider(name)
        _ = try await own.verified(session, password, at: "/password")
        try await serving { () async throws(StoreError) in
            try await store.remove(
                from: provider.issuer,
                of: name,
                account: session.principal.account,
                keeping: session.digest
            )
        }.get()
    }

    private func linked(_ session: StaffSession) async throws(ServiceError) -> [LinkedIdentity] {
        try await serving { () async throws(StoreError) in try await store.identities(of: session.principal.account) }
    }

    private func identity(_ linked: LinkedIdentity) -> Identity {
        Identity(provider: flow.provider(issuer: linked.issuer)?.name, issuer: linked.issuer, linkedAt: linked.linkedAt)
    }
}
