package import FoundationEssentials

/// An application registered to speak to the service.
package struct APIClient: Hashable, Sendable {
    package let id: UUID
    package let name: PrincipalName
    package let createdAt: Instant
    package let createdBy: PrincipalName
    /// None of its tokens has opened anything since.
    package let revoked: Revocation?

    package init(id: UUID, name: PrincipalName, createdAt: Instant, createdBy: PrincipalName, revoked: Revocation?) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.revoked = revoked
    }
}

/// When something was ended for good, and by whom.
package struct Revocation: Hashable, Sendable {
    package let at: Instant
    package let by: PrincipalName

    package init(at: Instant, by: PrincipalName) {
        self.at = at
        self.by = by
    }
}
