internal import Crypto
package import Domain
internal import Foundation
package import Store

/// What came of taking part in a report.
package struct TakingPartResult: Hashable, Sendable {
    /// The report that it was done to: of a duplicate that is followed its original.
    package let code: ReportCode
    /// The key had been used for the same before.
    package let isReplay: Bool
}

/// What anybody may do about what others have reported.
package struct TakingPart: Sendable {
    /// How somebody wants to be told, as it was sent.
    package struct Contact: Sendable {
        package let phone: String?
        package let email: String?

        package init(phone: String?, email: String?) {
            self.phone = phone
            self.email = email
        }
    }

    private let store: TakingPartStore
    private let vault: ContactVault
    private let key: SymmetricKey
    private let limits: ReporterLimits?

    package init(store: TakingPartStore, vault: ContactVault, key: KeyRing, limits: ReporterLimits?) {
        self.store = store
        self.vault = vault
        self.key = key.current.key
        self.limits = limits
    }

    /// Counts somebody among a report's followers, or a duplicate's original's, once: by a phone or an address, which is that of their session unless another is given, or
    /// as a client's user. Throws `invalid` for who names neither. That they followed already is told to nobody.
    package func follow(
        _ code: ReportCode,
        by contact: Contact,
        from party: FilingParty,
        key: ReporterActions.RetryKey?
    ) async throws(ServiceError) -> TakingPartResult {
        try check(party)
        let (phone, email) = try read(contact, party)
        let id = UUID.next()
        let sealed: SealedContact
        do { sealed = try vault.seal(phone, email, follower: id) } catch { throw .fault("a follower cannot be sealed") }
        var identity = FollowerIdentity(
            phones: phone.map { vault.digests(of: $0) } ?? [],
            emails: email.map { vault.digests(of: $0) } ?? []
        )
        let client = client(of: party)
        // Whoever gives a contact of their own is not the client itself.
        if phone == nil && email == nil || client?.users.isEmpty == false { identity.client = client }
        let entry = FollowerEntry(id: id, contact: sealed, client: party.client?.id, identity: identity)
        let actKey = actKey(key, code)
        return try await counting(party, phone: phone, key: actKey) { () async throws(StoreError) in
            try await store.follow(code, entry, key: actKey)
        }
    }

    /// Takes whoever has shown who they are, a citizen who is signed in or a client, from a report's followers. Throws `citizenNotSignedIn` for
    /// anybody else.
    package func unfollow(_ code: ReportCode, from party: FilingParty) async throws(ServiceError) {
        try check(party)
        let identity = FollowerIdentity(phones: party.citizen?.phoneLookups ?? [], client: client(of: party))
        guard party.citizen != nil || identity.client != nil else { throw .citizenNotSignedIn }
        _ = try await counting(party) { () async throws(StoreError) in try await store.unfollow(code, identity) }
    }

    /// Counts what somebody thinks is wrong about what is public of a report, once for each user, device or address.
    package func flag(
        _ code: ReportCode,
        as reason: FlagReason,
        from party: FilingParty,
        key: ReporterActions.RetryKey?
    ) async throws(ServiceError) -> TakingPartResult {
        try check(party)
        let flagger = digest("flag|\(party.participant)").prefix(16)
        let actKey = actKey(key, code)
        return try await counting(party, key: actKey) { () async throws(StoreError) in
            try await store.flag(code, as: reason, by: flagger, key: actKey)
        }
    }

    private func check(_ party: FilingParty) throws(ServiceError) {
        try ReportFiling.checkScopes(party)
        if party.sessionIsOver { throw .citizenNotSignedIn }
    }

    private func read(_ contact: Contact, _ party: FilingParty) throws(ServiceError) -> (phone: PhoneNumber?, email: EmailAddress?) {
        var errors: [FieldError] = []
        let phone = contact.phone.flatMap { try? PhoneNumber($0) }
        let email = contact.email.flatMap { try? EmailAddress($0) }
        if contact.phone != nil, phone == nil { errors.append(FieldError("/phone", .phoneInvalid)) }
        if contact.email != nil, email == nil { errors.append(FieldError("/email", .emailInvalid)) }
        guard errors.isEmpty else { throw .invalid(errors) }
        if phone != nil || email != nil { return (phone, email) }
        if let phone = party.citizen?.phone { return (phone, nil) }
        guard party.client != nil else { throw .invalid([FieldError("/phone", .required)]) }
        return (nil, nil)
    }

    private func client(of party: FilingParty) -> (id: UUID, users: [Data])? {
        party.client.map { client in (client.id, party.assertion.map { vault.digests(ofUser: $0.user, at: client.id) } ?? []) }
    }

    /// What was done before is told again, however much was done since.
    private func counting(
        _ party: FilingParty,
        phone: PhoneNumber? = nil,
        key: ActKey? = nil,
        _ body: () async throws(StoreError) -> TakingPartOutcome?
    ) async throws(ServiceError) -> TakingPartResult {
        guard let limits else { return try await trying(body) }
        do throws(ServiceError) {
            return try await limits.counting(TakingPartQuotas.charges(for: party, phone: phone), isFree: \.isReplay) {
                () async throws(ServiceError) in
                try await trying(body)
            }
        } catch {
            guard let key, case .rateLimited = error else { throw error }
            guard try await serving({ () async throws(StoreError) in try await store.isDone(key) }) else { throw error }
            return try await trying(body)
        }
    }

    /// Another try follows a key that somebody else uses at the same moment.
    private func trying(_ body: () async throws(StoreError) -> TakingPartOutcome?) async throws(ServiceError) -> TakingPartResult {
        for _ in 0..<4 {
            let outcome: TakingPartOutcome?
            do {
                outcome = try await body()
            } catch {
                if error.isTakenKey { continue }
                throw ServiceError(error)
            }
            switch outcome {
            case nil: throw .notFound
            case .done(let code, let isReplay)?: return TakingPartResult(code: code, isReplay: isReplay)
            case .keyReused?: throw .keyReused
            case .refused(let refusal)?: throw .refused(refusal)
            }
        }
        throw .busy
    }

    /// What was sent is a phone and little else, which a digest without a key would tell to whoever tries them all.
    private func actKey(_ retry: ReporterActions.RetryKey?, _ code: ReportCode) -> ActKey? {
        retry.map { retry in
            let sent = "act|\(code)|\(Data(retry.body).base64EncodedString())"
            return ActKey(route: retry.route, client: retry.client, key: retry.key, fingerprint: digest(sent))
        }
    }

    private func digest(_ text: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }
}
