package import FoundationEssentials

/// Where an account stands; raw values are stored and sent.
package enum AccountStatus: String, Hashable, Sendable, CaseIterable {
    /// Its owner has a link and has not set a password yet.
    case invited
    case active
    /// Opens nothing; names of who acted stay in the records.
    case disabled
}

/// Somebody of staff, as administration knows them.
package struct Account: Hashable, Sendable, Identifiable {
    package let id: UUID
    /// What they sign in with, and what stands in records: never changed, never given to another.
    package let username: PrincipalName
    /// What people call them.
    package let displayName: String
    /// The desk they work at.
    package let agency: UUID
    package let roles: Set<Role>
    package let status: AccountStatus
    /// Grows with every change of the above.
    package let version: Int
    /// Whether they sign in with a second factor.
    package let hasSecondFactor: Bool
    /// Whether they may sign in at an identity provider.
    package let hasIdentity: Bool
    package let createdBy: PrincipalName
    package let createdAt: Instant

    package init(
        id: UUID,
        username: PrincipalName,
        displayName: String,
        agency: UUID,
        roles: Set<Role>,
        status: AccountStatus,
        version: Int,
        hasSecondFactor: Bool,
        hasIdentity: Bool,
        createdBy: PrincipalName,
        createdAt: Instant
    ) {
        self.id = id
        self.username = username
        self.displayName = displayName
        self.agency = agency
        self.roles = roles
        self.status = status
        self.version = version
        self.hasSecondFactor = hasSecondFactor
        self.hasIdentity = hasIdentity
        self.createdBy = createdBy
        self.createdAt = createdAt
    }

    /// What decides who may change it.
    package var scope: AccountScope { AccountScope(id: id, agency: agency, roles: roles) }
}

/// A change of an account; what is nil stays.
package struct AccountChange: Hashable, Sendable {
    package var displayName: String?
    package var agency: UUID?
    package var roles: Set<Role>?
    /// Only active or disabled: nobody becomes invited again.
    package var isDisabled: Bool?

    package init(displayName: String? = nil, agency: UUID? = nil, roles: Set<Role>? = nil, isDisabled: Bool? = nil) {
        self.displayName = displayName
        self.agency = agency
        self.roles = roles
        self.isDisabled = isDisabled
    }

    /// What of an account it changes, for the audit.
    package func parts(of account: Account) -> [String] {
        [
            ("display_name", displayName.map { $0 != account.displayName }), ("agency", agency.map { $0 != account.agency }),
            ("roles", roles.map { $0 != account.roles }), ("status", isDisabled.map { $0 != (account.status == .disabled) }),
        ].filter { $0.1 == true }.map(\.0)
    }

    /// The account's scope once it is carried out.
    package func scope(after account: Account) -> AccountScope {
        AccountScope(id: account.id, agency: agency ?? account.agency, roles: roles ?? account.roles)
    }
}

/// The texts of accounts and teams.
package enum AccountWords {
    /// Of a person or a team.
    package static let name = FreeTextRule(maxScalars: 100, maxBytes: 400, allowsLines: false)
    /// Of whom to call.
    package static let note = FreeTextRule(maxScalars: 500, maxBytes: 2_000)
}
