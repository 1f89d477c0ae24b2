internal import Crypto
package import Domain
internal import Foundation
internal import Store

/// How staff sign in and out.
package struct SignIn: Sendable {
    /// A session that has begun.
    package struct Started: Sendable {
        /// Shown this once.
        package let token: String
        package let expiresAt: Instant
        package let principal: StaffPrincipal
        /// Only the second factor can be set up until it is.
        package let mustSetUpSecondFactor: Bool
    }

    private let credentials: CredentialStore
    private let sessions: SessionStore
    private let throttles: ThrottleStore
    private let hasher: PasswordHasher
    private let factors: SecondFactors
    private let policy: SecondFactorPolicy

    init(
        credentials: CredentialStore,
        sessions: SessionStore,
        throttles: ThrottleStore,
        hasher: PasswordHasher,
        factors: SecondFactors,
        policy: SecondFactorPolicy
    ) {
        self.credentials = credentials
        self.sessions = sessions
        self.throttles = throttles
        self.hasher = hasher
        self.factors = factors
        self.policy = policy
    }

    /// Begins a session. `network` is where the request comes from, as a text that is the same for neighbours.
    ///
    /// A wrong password, a name that is nobody's, and an account that is not active are `signInRefused` all alike, after the same work. Only
    /// who knows the password is told that a code is missing (`codeRequired`). Who has failed too often has to wait (`throttled`).
    package func signIn(username: String, password: String, code: String?, from network: String) async throws(ServiceError) -> Started {
        let keys = try await reckon(username, network)
        let found = try await find(username)
        let (isRight, isOutdated) = try await hasher.verify(password, against: found?.passwordHash)
        guard isRight, let found, found.status == .active, let hash = found.passwordHash else { throw .signInRefused }
        let started = try await begin(found, .password(hash: hash), code, keys)
        if isOutdated { await keepAnew(password, found, hash) }
        return started
    }

    /// Begins a session for somebody who has shown who they are at a provider. An identity that is no account's and an account that is not active
    /// are `signInRefused` alike. From there on it is as with the right password, and codes that are guessed here and there count together.
    func signIn(
        as identity: ProviderIdentity,
        of provider: String,
        code: String?,
        from network: String
    ) async throws(ServiceError) -> Started {
        let found = try await serving { () async throws(StoreError) in try await credentials.credentials(of: identity) }
        guard let found, found.status == .active else { throw .signInRefused }
        let keys = try await reckon(found.username.text, network)
        return try await begin(found, .identity(identity, provider: provider), code, keys)
    }

    /// Ends the session.
    package func signOut(_ session: StaffSession) async throws(ServiceError) {
        try await serving { () async throws(StoreError) in try await sessions.end(session.digest) }
    }

    private func find(_ username: String) async throws(ServiceError) -> Credentials? {
        guard let name = PrincipalName(username) else { return nil }
        return try await serving { () async throws(StoreError) in try await credentials.credentials(named: name) }
    }

    private func reckon(_ username: String, _ network: String) async throws(ServiceError) -> [SignInThrottle.Scope: Data] {
        let keys = Self.throttleKeys(username, network)
        let wait = try await serving { () async throws(StoreError) in try await throttles.begin(keys) }
        if let wait { throw .throttled(seconds: Int(wait)) }
        return keys
    }

    private func settle(_ keys: [SignInThrottle.Scope: Data], succeeded: Bool) async throws(ServiceError) {
        try await serving { () async throws(StoreError) in try await throttles.settle(keys, succeeded: succeeded) }
    }

    /// Asks for the second factor where there is one, and begins a session.
    private func begin(
        _ found: Credentials,
        _ proof: SignInProof,
        _ code: String?,
        _ keys: [SignInThrottle.Scope: Data]
    ) async throws(ServiceError) -> Started {
        if found.isConfirmed {
            guard let code else {
                // Half of the way: nobody has failed. What has failed before stays, or codes could be guessed in between.
                try await settle(keys, succeeded: false)
                throw .codeRequired
            }
            guard try await factors.take(code, of: found) else { throw .signInRefused }
        }
        let started = try await open(found, proof)
        try await settle(keys, succeeded: true)
        return started
    }

    private func open(_ found: Credentials, _ proof: SignInProof) async throws(ServiceError) -> Started {
        let token = OpaqueToken.new(.session)
        guard let digest = OpaqueToken.digest(token, .session) else { throw .fault("token") }
        let end = try await serving { () async throws(StoreError) in
            try await sessions.begin(digest, of: found.account, shown: proof)
        }
        guard let end else { throw .signInRefused }
        return Started(
            token: token,
            expiresAt: end,
            principal: StaffPrincipal(account: found.account, name: found.username, agency: found.agency, roles: found.roles),
            mustSetUpSecondFactor: !found.isConfirmed && policy.requires(found.roles)
        )
    }

    /// A password that was hashed more cheaply is hashed again, now that it is known. It is no matter if that fails: the next sign-in does it.
    private func keepAnew(_ password: String, _ found: Credentials, _ old: String) async {
        guard let hash = try? await hasher.hash(password) else { return }
        try? await credentials.rehash(found.account, from: old, to: hash)
    }

    /// Names are those that were typed: whether there is such an account must make no difference.
    private static func throttleKeys(_ username: String, _ network: String) -> [SignInThrottle.Scope: Data] {
        [
            .pair: throttleKey("pair|\(network)|\(username)"), .account: throttleKey("account|\(username)"),
            .network: throttleKey("network|\(network)"), .everybody: throttleKey("everybody"),
        ]
    }

    /// What a count is kept under.
    static func throttleKey(_ text: String) -> Data {
        Data(SHA256.hash(data: Data(text.utf8)))
    }
}
