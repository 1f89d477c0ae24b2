package import FoundationEssentials

/// Which accounts a list is of: those that fit every part that is given.
package struct AccountFilter: Hashable, Sendable {
    package var agency: UUID?
    package var role: Role?
    package var status: AccountStatus?

    /// Every account.
    package init(agency: UUID? = nil, role: Role? = nil, status: AccountStatus? = nil) {
        self.agency = agency
        self.role = role
        self.status = status
    }
}

/// Who changes accounts.
package enum AccountEditor: Sendable {
    /// Somebody of staff: what they may do is looked at in the transaction, by what they are then.
    case staff(StaffPrincipal)
    /// Whoever may act as the database's owner.
    case commandLine

    /// Whose deed the audit tells of.
    package var auditActor: AuditActor {
        switch self {
        case .staff(let principal): AuditActor(.staff, principal.name)
        case .commandLine: .unnamed
        }
    }

    /// The name that stands in records.
    package var name: String {
        switch self {
        case .staff(let principal): principal.name
        case .commandLine: "cli"
        }
    }
}
