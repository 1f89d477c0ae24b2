package import FoundationEssentials

/// Whose work a report is at the desk that has it.
package enum Assignment: Hashable, Sendable {
    /// Somebody's, by their account.
    case person(UUID)
    case team(UUID)
    /// Nobody's any more.
    case nobody

    /// The account of one person.
    package var person: UUID? { if case .person(let id) = self { id } else { nil } }
    /// The team.
    package var team: UUID? { if case .team(let id) = self { id } else { nil } }

    /// Of the two ids, of which at most one is given.
    package init?(person: UUID?, team: UUID?) {
        guard let assignment = person.map(Assignment.person) ?? team.map(Assignment.team) else { return nil }
        self = assignment
    }
}
