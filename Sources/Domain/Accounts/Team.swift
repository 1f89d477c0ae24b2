package import FoundationEssentials

/// Some of a desk, to be given work together.
package struct Team: Hashable, Sendable, Identifiable {
    package let id: UUID
    package let agency: UUID
    /// Unique at its desk.
    package let name: String
    /// Accounts, by name.
    package let members: [Member]
    /// Grows with every change.
    package let version: Int

    /// Somebody in a team.
    package struct Member: Hashable, Sendable {
        package let account: UUID
        package let username: String

        package init(account: UUID, username: String) {
            self.account = account
            self.username = username
        }
    }

    package init(id: UUID, agency: UUID, name: String, members: [Member], version: Int) {
        self.id = id
        self.agency = agency
        self.name = name
        self.members = members
        self.version = version
    }

    /// A team may have so many.
    package static let mostMembers = 200
}
