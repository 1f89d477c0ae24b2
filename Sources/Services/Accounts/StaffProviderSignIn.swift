internal import Domain

/// Signs staff in at an identity provider, where they have linked who they are there to their account. That stands in the place of the
/// password, never of the second factor.
package struct StaffProviderSignIn: Sendable {
    private let flow: AuthorizationCodeFlow
    private let signIn: SignIn

    init(flow: AuthorizationCodeFlow, signIn: SignIn) {
        self.flow = flow
        self.signIn = signIn
    }

    /// Begins to sign somebody in. Throws `notFound` for a provider there is not, `providerUnavailable`.
    package func start(at name: String) async throws(ServiceError) -> ProviderStart {
        try await flow.begin(at: name, for: .staff)
    }

    /// Begins a session for whoever the provider has sent back. `network` is where the request comes from, as for `SignIn`.
    ///
    /// Whatever is not right about what they bring, an identity that is no account's, and an account that is not active are `signInRefused` all
    /// alike. A state is good for one attempt, also where a code is missing (`codeRequired`) or the attempt has to wait (`throttled`). Throws
    /// `notFound` and `providerUnavailable` besides.
    package func finish(
        at name: String,
        _ returned: ProviderReturn,
        otp: String?,
        from network: String
    ) async throws(ServiceError) -> SignIn.Started {
        let identity = try await flow.identity(from: name, returned, for: .staff, or: .signInRefused)
        return try await signIn.signIn(as: identity, of: name, code: otp, from: network)
    }
}
