package import Domain
internal import Foundation
internal import Store

/// What people of staff do to their own account.
package struct OwnAccount: Sendable {
    /// A second factor that is being set up: shown this once.
    package struct Enrolment: Sendable {
        /// In Base32, for typing.
        package let secret: String
        /// `otpauth://…`, for a QR code.
        package let uri: String
    }

    private let store: CredentialStore
    private let activations: ActivationStore
    private let throttles: ThrottleStore
    private let hasher: PasswordHasher
    private let rule: PasswordRule
    private let factors: SecondFactors

    init(
        store: CredentialStore,
        activations: ActivationStore,
        throttles: ThrottleStore,
        hasher: PasswordHasher,
        rule: PasswordRule,
        factors: SecondFactors
    ) {
        self.store = store
        self.activations = activations
        self.throttles = throttles
        self.hasher = hasher
        self.rule = rule
        self.factors = factors
    }

    /// Sets the first password, or the one after a reset, by a one-time link; says whose account it is. Throws `linkPast` and `invalid`: then
    /// the link is still good.
    package func activate(_ token: String, password: String) async throws(ServiceError) -> PrincipalName {
        guard let digest = OpaqueToken.digest(token, .activation) else { throw .linkPast }
        let owner = try await serving { () async throws(StoreError) in try await activations.owner(of: digest) }
        guard let owner else { throw .linkPast }
        let hash = try await hashed(password, of: owner.username, at: "/password")
        let isDone = try await serving { () async throws(StoreError) in try await activations.activate(digest, passwordHash: hash) }
        guard isDone else { throw .linkPast }
        return owner.username
    }

    /// Changes the password and ends every other session. Throws `invalid` for a wrong current one and a bad new one.
    package func changePassword(_ session: StaffSession, from current: String, to new: String) async throws(ServiceError) {
        let found = try await verified(session, current, at: "/current")
        let hash = try await hashed(new, of: found.username, at: "/new")
        let isDone = try await serving { () async throws(StoreError) in
            try await store.changePassword(of: found.account, from: found.passwordHash ?? "", to: hash, keeping: session.digest)
        }
        guard isDone else { throw .invalid([FieldError("/current", .passwordWrong)]) }
    }

    /// Begins to set a second factor up, by the password. Nothing asks for it until it is confirmed.
    package func beginSecondFactor(_ session: StaffSession, password: String) async throws(ServiceError) -> Enrolment {
        let found = try await verified(session, password, at: "/password")
        let oneTime = OneTimePassword()
        let sealed = try factors.vault.seal(oneTime, for: found.account)
        let isDone = try await serving { () async throws(StoreError) in
            try await store.setUp(sealed, for: found.account, in: session.digest)
        }
        guard isDone else { throw .accountRefused(.secondFactorInUse) }
        return Enrolment(secret: oneTime.text, uri: oneTime.uri(for: found.username.text))
    }

    /// Puts the second factor to use by a code of it; comes back with the recovery codes, shown this once.
    package func confirmSecondFactor(_ session: StaffSession, code: String) async throws(ServiceError) -> [String] {
        let found = try await own(session)
        guard !found.isConfirmed else { throw .accountRefused(.secondFactorInUse) }
        guard let factor = found.secondFactor else { throw .accountRefused(.secondFactorMissing) }
        let keys = try await reckon(session)
        let oneTime = try factors.vault.open(factor, of: found.account)
        guard OneTimePassword.isPlausible(code), let step = oneTime.step(of: code, at: found.now) else {
            throw .invalid([FieldError("/otp", .codeWrong)])
        }
        let codes = Self.recoveryCodes()
        let isDone = try await serving { () async throws(StoreError) in
            try await store.confirm(
                factor,
                of: found.account,
                in: session.digest,
                step: step,
                recovery: codes.compactMap(RecoveryCode.digest)
            )
        }
        guard isDone else { throw .accountRefused(.secondFactorMissing) }
        try await forgive(keys)
        return codes
    }

    /// Puts new recovery codes in the place of the old, by password and code.
    package func renewRecoveryCodes(_ session: StaffSession, password: String, code: String) async throws(ServiceError) -> [String] {
        let found = try await verified(session, password, code: code)
        let codes = Self.recoveryCodes()
        try await serving { () async throws(StoreError) in
            try await store.renew(codes.compactMap(RecoveryCode.digest), of: found.account, in: session.digest)
        }
        return codes
    }

    /// Takes the second factor away, by password and code; then another can be set up. Whoever has to have one can do nothing else until then.
    package func removeSecondFactor(_ session: StaffSession, password: String, code: String) async throws(ServiceError) {
        let found = try await verified(session, password, code: code)
        try await serving { () async throws(StoreError) in
            try await store.removeSecondFactor(of: found.account, in: session.digest)
        }
    }

    private func own(_ session: StaffSession) async throws(ServiceError) -> Credentials {
        let found = try await serving { () async throws(StoreError) in try await store.credentials(of: session.principal.account) }
        guard let found, found.status == .active else { throw .notSignedIn }
        return found
    }

    /// The account, if the password is right: whoever has found a session open has not found the password.
    func verified(_ session: StaffSession, _ password: String, at pointer: String) async throws(ServiceError) -> Credentials {
        let keys = try await reckon(session)
        let found = try await own(session)
        guard try await hasher.verify(password, against: found.passwordHash).isRight else {
            throw .invalid([FieldError(pointer, .passwordWrong)])
        }
        try await forgive(keys)
        return found
    }

    private func verified(_ session: StaffSession, _ password: String, code: String) async throws(ServiceError) -> Credentials {
        let found = try await verified(session, password, at: "/password")
        guard found.isConfirmed else { throw .accountRefused(.secondFactorMissing) }
        let keys = try await reckon(session)
        guard try await factors.take(code, of: found) else { throw .invalid([FieldError("/otp", .codeWrong)]) }
        try await forgive(keys)
        return found
    }

    /// Guesses within a session are held back as those outside are, apart from them.
    private func reckon(_ session: StaffSession) async throws(ServiceError) -> [SignInThrottle.Scope: Data] {
        let keys: [SignInThrottle.Scope: Data] = [.pair: SignIn.throttleKey("own|\(session.principal.account)")]
        let wait = try await serving { () async throws(StoreError) in try await throttles.begin(keys) }
        if let wait { throw .throttled(seconds: Int(wait)) }
        return keys
    }

    private func forgive(_ keys: [SignInThrottle.Scope: Data]) async throws(ServiceError) {
        try await serving { () async throws(StoreError) in try await throttles.settle(keys, succeeded: true) }
    }

    private func hashed(_ password: String, of username: PrincipalName, at pointer: String) async throws(ServiceError) -> String {
        if let refusal = rule.refusal(of: password, username: username) { throw .invalid([FieldError(pointer, refusal)]) }
        return try await hasher.hash(password)
    }

    private static func recoveryCodes() -> [String] {
        (0..<RecoveryCode.count).map { _ in RecoveryCode.new() }
    }
}
