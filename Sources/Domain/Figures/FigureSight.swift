package import FoundationEssentials

/// Which of the reports behind figures somebody is told of: those that they may see, and of the rest of the city's those that the change feed
/// names as well.
package enum FigureSight: Hashable, Sendable {
    /// All: the coordinator's.
    case everything
    /// All but state secrets.
    case allButSecrets
    /// Of others' reports those that are not kept from units.
    case openToUnits(OpenToUnits, and: UUID)
    /// Those that a desk may see.
    case desk(UUID)

    /// What somebody of staff is told of.
    package init(_ principal: StaffPrincipal, _ catalog: ReferenceCatalog) {
        let desk = principal.agency
        if desk == catalog.routing.coordinator.id, principal.can(.listReports, on: .desk(desk)) {
            self = .everything
        } else if !principal.can(.readFigures, on: .city) {
            self = .desk(desk)
        } else {
            self = catalog.agencies[desk]?.isOfUnit == false ? .allButSecrets : .openToUnits(OpenToUnits(catalog), and: desk)
        }
    }
}

/// Which reports are not kept from units, by their category and unit.
package struct OpenToUnits: Hashable, Sendable {
    /// A category in a unit.
    package struct Place: Hashable, Sendable {
        package let category: UUID
        package let unit: UUID
    }

    /// Categories whose reports are open to units, or are wherever no rule of the unit's own says otherwise.
    package let categories: Set<UUID>
    /// Where it is the other way round.
    package let exceptions: Set<Place>

    package init(_ catalog: ReferenceCatalog) {
        categories = Set(catalog.categories.lazy.map(\.id).filter { !catalog.isKeptFromUnits($0, in: nil) })
        exceptions = Set(
            catalog.categories.flatMap { category in
                catalog.routing.unitsWithRules
                    .filter { catalog.isKeptFromUnits(category.id, in: $0) != catalog.isKeptFromUnits(category.id, in: nil) }
                    .map { Place(category: category.id, unit: $0) }
            }
        )
    }
}
