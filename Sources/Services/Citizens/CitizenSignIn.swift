package import Domain
package import Foundation
package import Store

/// Signs citizens in by a code that is sent to their phone, and knows them again by their session.
package struct CitizenSignIn: Sendable {
    /// A code was asked for, whether or not anybody has signed in by that phone before.
    package struct CodeRequest: Sendable {
        package let id: UUID
        package let expiresAt: Instant
    }

    /// A session that was opened.
    package struct Session: Sendable {
        /// `hnz_` and 43 characters of base64url: shown once.
        package let token: String
        /// At the latest; sooner when it is not used for so many days.
        package let expiresAt: Instant
    }

    private let codes: SignInStore
    private let sessions: CitizenSessionStore
    private let contacts: ContactVault
    private let vault: CitizenVault
    private let setup: SignInSetup

    package init(codes: SignInStore, sessions: CitizenSessionStore, contacts: ContactVault, vault: CitizenVault, setup: SignInSetup) {
        self.codes = codes
        self.sessions = sessions
        self.contacts = contacts
        self.vault = vault
        self.setup = setup
    }

    /// Has a code sent to a phone. `network` says from where, as far as it counts. Throws `signInClosed`, `invalid`, `tooOften`.
    package func requestCode(
        for phone: String,
        from network: Data,
        in language: Language
    ) async throws(ServiceError) -> CodeRequest {
        guard setup.sendsCodes else { throw .signInClosed }
        guard let phone = try? PhoneNumber(phone), phone.takesCodes else { throw .invalid([FieldError("/phone", .phoneInvalid)]) }
        let lookup = contacts.digest(of: phone)
        let code = try newCode(for: phone, lookup, in: language)
        let charges = [
            charge([Data("codes".utf8), network], SignInQuota(count: setup.codesFromNetwork, seconds: CitizenSignInRules.codeSeconds)),
            charge([Data("codes".utf8), lookup, network], CitizenSignInRules.phoneFromNetwork),
            charge([Data("codes".utf8), lookup], CitizenSignInRules.phone),
        ]
        switch try await serving({ () async throws(StoreError) in try await codes.keep(code, charging: charges) }) {
        case .done(let expiresAt): return CodeRequest(id: code.id, expiresAt: expiresAt)
        case .tooOften(let seconds): throw .tooOften(seconds: seconds)
        case .refused: throw .citizenSignInRefused
        }
    }

    /// Opens a session with the code of a request. Whatever is not right about them, and whoever's they are, is `citizenSignInRefused`; five wrong
    /// codes end the request. Throws `tooOften` besides.
    package func signIn(request: UUID, code: String, from network: Data) async throws(ServiceError) -> Session {
        guard setup.sendsCodes else { throw .signInClosed }
        let token = OpaqueToken.new(.citizen)
        let attempts = CitizenSignInRules.attemptsForEachCode * setup.codesFromNetwork
        let charges = [charge([Data("attempts".utf8), network], SignInQuota(count: attempts, seconds: CitizenSignInRules.codeSeconds))]
        let outcome = try await serving { () async throws(StoreError) in
            try await codes.open(
                NewSession(digest: OpaqueToken.digest(token), newCitizen: .next()),
                withCode: request,
                charging: charges
            ) { kept in
                guard vault.isCode(code, id: request, digest: kept.codeDigest, keyID: kept.keyID) else { return nil }
                return phone(kept.phoneSealed, kept.phoneLookup, kept.keyID).flatMap(proven)
            }
        }
        switch outcome {
        case .done(let session): return Session(token: token, expiresAt: session.expiresAt)
        case .tooOften(let seconds): throw .tooOften(seconds: seconds)
        case .refused: throw .citizenSignInRefused
        }
    }

    /// Whose session it is; nil for a token that opens none, or none any more.
    package func citizen(_ token: String) async throws(ServiceError) -> SignedInCitizen? {
        let record = try await serving { () async throws(StoreError) in try await sessions.citizen(OpaqueToken.digest(token)) }
        guard let record else { return nil }
        var phone: PhoneNumber?
        if let sealed = record.phoneSealed, let lookup = record.phoneLookup, let keyID = record.keyID {
            phone = self.phone(sealed, lookup, keyID)
        }
        return SignedInCitizen(principal: record.principal, phone: phone, phoneLookups: phone.map(contacts.digests) ?? [])
    }

    /// Ends the session of a token, if there is one.
    package func signOut(_ token: String) async throws(ServiceError) {
        try await serving { () async throws(StoreError) in try await sessions.end(OpaqueToken.digest(token)) }
    }

    private func newCode(for phone: PhoneNumber, _ lookup: Data, in language: Language) throws(ServiceError) -> SignInCode {
        let id = UUID()
        let code = Self.randomCode()
        do {
            return SignInCode(
                id: id,
                phoneSealed: try vault.seal(phone.e164, as: .phone(lookup)),
                phoneLookup: lookup,
                codeDigest: vault.digest(ofCode: code, id: id),
                codeSealed: try vault.seal(code, as: .code(id)),
                language: language,
                keyID: vault.currentKeyID
            )
        } catch {
            throw .fault("a code cannot be sealed")
        }
    }

    private static func randomCode() -> String {
        String((0..<CitizenSignInRules.codeDigits).map { _ in Character(String(Int.random(in: 0...9))) })
    }

    private func charge(_ parts: [Data], _ quota: SignInQuota) -> SignInCharge {
        SignInCharge(subject: vault.subject(parts), quota: quota)
    }

    private func proven(_ phone: PhoneNumber) -> ProvenPhone? {
        (try? vault.seal(phone, foundBy: contacts)).map { ProvenPhone(phone: $0, lookups: contacts.digests(of: phone)) }
    }

    private func phone(_ sealed: Data, _ lookup: Data, _ keyID: String) -> PhoneNumber? {
        (try? vault.open(sealed, as: .phone(lookup), keyID: keyID)).flatMap { try? PhoneNumber($0) }
    }
}

/// How citizens may sign in here.
package struct SignInSetup: Sendable {
    /// Whether there is a way to send codes to phones.
    package let sendsCodes: Bool
    /// Codes that may be asked for from one network in ten minutes: thousands may share one behind a carrier's NAT.
    package let codesFromNetwork: Int

    package init(sendsCodes: Bool = false, codesFromNetwork: Int = 30) {
        self.sendsCodes = sendsCodes
        self.codesFromNetwork = codesFromNetwork
    }
}
