package import FoundationEssentials

/// By which boundaries a report's unit is told; raw values are sent.
package enum UnitEra: String, Hashable, Sendable, CaseIterable {
    /// Those in force when it was filed.
    case filed
    /// Those in force today.
    case today
}

/// Which facts are asked about: those that fit every part that is given.
package struct FigureScope: Hashable, Sendable {
    package var era = UnitEra.today
    /// Any of these units.
    package var units: Set<UUID>?
    /// Whose unit is not known; then there are no `units`.
    package var isOfUnknownUnit = false
    /// Any of these categories.
    package var categories: Set<UUID>?
    /// Any of these desks.
    package var agencies: Set<UUID>?
    package var severity: Severity?
    package var channel: Channel?
    /// Without these categories, which are never listed in public.
    package var leavingOut: Set<UUID> = []

    /// All of the city.
    package init() {}

    /// Whether it is of all there is, but for what it leaves out.
    package var isWhole: Bool {
        units == nil && !isOfUnknownUnit && categories == nil && agencies == nil && severity == nil && channel == nil
    }
}

/// What figures are told apart by; raw values are sent.
package enum FigureDimension: String, Hashable, Sendable, CaseIterable {
    /// By nothing.
    case city
    case unit
    case category
    case agency
    case severity
    case channel
}
