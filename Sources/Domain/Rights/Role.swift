/// What an account is for; raw values are stored and sent. An account may have several.
package enum Role: String, Hashable, Sendable, CaseIterable {
    /// Works on the reports of its desk.
    case officer
    /// An officer who also looks after the desk's accounts, teams and duty contact.
    case unitAdmin = "unit_admin"
    /// Works on every report, and decides what desks ask for.
    case cityCoordinator = "city_coordinator"
    /// Looks after accounts, calendars, policies and what two people agree on; does not work on reports.
    case cityAdmin = "city_admin"
    /// Reads what its desk may read and all of the administration, and changes nothing.
    case auditor
    /// Reads figures.
    case dashboard

    /// Those that stand at the coordinator's desk alone.
    package var isOfCity: Bool { self == .cityCoordinator || self == .cityAdmin }

    /// Those that work on reports: a desk without an account that has one is not staffed.
    package static let working: Set<Role> = [.officer, .unitAdmin, .cityCoordinator]
    /// Those a desk's own administrator may give.
    package static let ofUnit: Set<Role> = [.officer, .unitAdmin]
    /// Those that read every figure of the city.
    package static let ofFigures: Set<Role> = [.dashboard, .cityCoordinator, .cityAdmin, .auditor]
}
