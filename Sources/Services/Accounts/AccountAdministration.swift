package import Domain
package import FoundationEssentials
package import Store

/// How accounts come about and change. Rights are looked at twice: for reading here, for writing in the transaction that writes.
package struct AccountAdministration: Sendable {
    /// An account that was made or reset, with what its owner sets a password by.
    package struct Invited: Sendable {
        package let account: Account
        /// Shown this once.
        package let token: String
        package let expiresAt: Instant
    }

    let store: AccountStore
    let catalogs: CatalogCache

    /// `store` acts as the service, or as the owner for an operator.
    package init(store: AccountStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// By username, at most `limit`, after one of them if told. Those who look after one desk see its accounts alone.
    package func list(
        _ filter: AccountFilter,
        after last: PrincipalName?,
        limit: Int,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> [Account] {
        let desk = filter.agency ?? principal.agency
        guard principal.can(.readAccounts, on: .desk(desk)) else { throw .forbidden }
        var filter = filter
        if !principal.mayReadAccountsEverywhere { filter.agency = principal.agency }
        let asked = filter
        return try await serving { () async throws(StoreError) in try await store.list(asked, after: last, limit: limit) }
    }

    /// One account; `notFound` also for one that is not theirs to know of.
    package func account(_ id: UUID, for principal: StaffPrincipal) async throws(ServiceError) -> Account {
        let account = try await serving { () async throws(StoreError) in try await store.account(id) }
        guard let account, principal.can(.readAccounts, on: .desk(account.agency)) else { throw .notFound }
        return account
    }

    /// Makes an account; its owner sets the password. Throws `invalid`, `forbidden` and `accountRefused`.
    package func invite(
        _ username: PrincipalName,
        called displayName: String,
        at agency: UUID,
        as roles: Set<Role>,
        by editor: Editor
    ) async throws(ServiceError) -> Invited {
        let name = try Self.checked(displayName, at: "/display_name")
        guard try await catalogs.newest().agencies[agency] != nil else { throw .invalid([FieldError("/agency", .unknownValue)]) }
        let invitation = Invitation(id: .next(), username: username, displayName: name, agency: agency, roles: roles)
        let (token, digest) = try Self.link()
        let outcome = try await serving { () async throws(StoreError) in try await store.invite(invitation, link: digest, by: editor) }
        let made = try outcome.get()
        return Invited(account: made.account, token: token, expiresAt: made.linkEnds)
    }

    /// Changes an account on one of these versions; with nil, whichever it has. Throws what `invite` throws, `notFound` and `versionDiffers`.
    package func change(
        _ id: UUID,
        _ change: AccountChange,
        expecting versions: Set<Int>?,
        by editor: Editor
    ) async throws(ServiceError) -> Account {
        var change = change
        if let name = change.displayName { change.displayName = try Self.checked(name, at: "/display_name") }
        if let agency = change.agency, try await catalogs.newest().agencies[agency] == nil {
            throw .invalid([FieldError("/agency", .unknownValue)])
        }
        let checked = change
        return try await serving { () async throws(StoreError) in
            try await store.change(id, checked, expecting: versions, by: editor)
        }.get()
    }

    /// Takes password, second factor and identities at providers away and gives a new link in their place. Throws what `change` throws.
    package func reset(_ id: UUID, by editor: Editor) async throws(ServiceError) -> Invited {
        let (token, digest) = try Self.link()
        let made = try await serving { () async throws(StoreError) in try await store.reset(id, link: digest, by: editor) }.get()
        return Invited(account: made.account, token: token, expiresAt: made.linkEnds)
    }

    static func checked(_ name: String, at pointer: String) throws(ServiceError) -> String {
        do throws(FreeTextError) { return try AccountWords.name.check(name) } catch {
            throw .invalid([FieldError(pointer, FieldErrorCode(error))])
        }
    }

    private static func link() throws(ServiceError) -> (token: String, digest: Data) {
        let token = OpaqueToken.new(.activation)
        guard let digest = OpaqueToken.digest(token, .activation) else { throw .fault("token") }
        return (token, digest)
    }
}

extension StaffPrincipal {
    fileprivate var mayReadAccountsEverywhere: Bool {
        // A desk that is nobody's own.
        can(.readAccounts, on: .desk(UUID()))
    }
}

extension AccountOutcome {
    /// What was done, or why nothing was.
    func get() throws(ServiceError) -> Value {
        switch self {
        case .done(let value): return value
        case .refused(let refusal): throw .accountRefused(refusal)
        case .missing: throw .notFound
        case .outdated: throw .versionDiffers
        }
    }
}
