package import FoundationEssentials

/// Somebody of staff who asks: two names are two people.
package struct StaffPrincipal: Hashable, Sendable {
    /// Unique: 1…32 of `a-z`, `0-9` and `-`. For logs and records of who did what, never for the public.
    package let name: String
    /// The desk they work at.
    package let agency: UUID

    package init(name: String, agency: UUID) {
        self.name = name
        self.agency = agency
    }

    /// Whose act an entry of the history is that they make.
    package var actor: ReportActor { .agency(agency) }
}
