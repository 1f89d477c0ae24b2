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
