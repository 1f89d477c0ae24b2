package import FoundationEssentials

/// What something is done to, as it stands at the moment of the question.
package enum RightsObject: Sendable {
    /// The service, or the city as a whole.
    case city
    /// Somebody's own.
    case own
    /// A report by its id, as its reporter or the public knows it.
    case filed(report: UUID)
    /// A report as desks may see it.
    case sight(ReportSight)
    /// A report as desks may act on it.
    case course(ReportCourse, coordinator: Agency)
    /// The desks for practice; nil where the city has none.
    case practice(PracticeDesks?)
    /// A desk, and what belongs to it.
    case desk(UUID)
    /// An account.
    case account(AccountScope)
}

/// What of an account decides who may change it.
package struct AccountScope: Hashable, Sendable {
    /// nil: it is yet to be made.
    package let id: UUID?
    /// The desk it works at, or is to work at.
    package let agency: UUID
    /// Those it has, and those it is to have.
    package let roles: Set<Role>

    package init(id: UUID?, agency: UUID, roles: Set<Role>) {
        self.id = id
        self.agency = agency
        self.roles = roles
    }
}
