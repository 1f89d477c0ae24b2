package import FoundationEssentials

/// Whose work a report is, by the names of now.
package struct ReportWork: Hashable, Sendable {
    /// An account.
    package struct Person: Hashable, Sendable {
        package let account: UUID
        package let username: String
    }

    /// A team that there is.
    package struct Party: Hashable, Sendable {
        package let id: UUID
        package let name: String
    }

    package let assignee: Person?
    package let team: Party?

    /// Of ids with their names; without its name each is nobody's.
    package init(assignee: UUID?, username: String?, team: UUID?, name: String?) {
        self.assignee = assignee.flatMap { account in username.map { Person(account: account, username: $0) } }
        self.team = team.flatMap { id in name.map { Party(id: id, name: $0) } }
    }
}
