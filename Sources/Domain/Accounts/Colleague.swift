package import FoundationEssentials

/// Somebody who works at a desk, to whom its reports can be given.
package struct Colleague: Hashable, Sendable, Identifiable {
    /// Their account.
    package let id: UUID
    package let username: String
    package let displayName: String

    package init(id: UUID, username: String, displayName: String) {
        self.id = id
        self.username = username
        self.displayName = displayName
    }
}
