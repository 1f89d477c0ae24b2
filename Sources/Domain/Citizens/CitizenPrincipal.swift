package import FoundationEssentials

/// A citizen who has signed in.
package struct CitizenPrincipal: Hashable, Sendable {
    package let id: UUID
    /// By a phone they have shown to be theirs; else by an identity provider's word.
    package let hasPhone: Bool

    package init(id: UUID, hasPhone: Bool) {
        self.id = id
        self.hasPhone = hasPhone
    }
}
