package import FoundationEssentials

/// Somebody of staff who asks: two names are two people. What they may do follows from what their account is at this moment.
package struct StaffPrincipal: Hashable, Sendable {
    /// Their account.
    package let account: UUID
    /// Unique. For logs and records of who did what, never for the public.
    package let name: PrincipalName
    /// The desk they work at.
    package let agency: UUID
    /// What they are there.
    package let roles: Set<Role>

    package init(account: UUID, name: PrincipalName, agency: UUID, roles: Set<Role>) {
        self.account = account
        self.name = name
        self.agency = agency
        self.roles = roles
    }

    /// Whose act an entry of the history is that they make.
    package var actor: ReportActor { .agency(agency) }
}
