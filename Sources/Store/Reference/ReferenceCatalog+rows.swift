internal import Domain
internal import FoundationEssentials

/// What rows name by their ids, and cannot be told without. Reference tables change while others read: where a row names what the catalogue
/// does not know, this throws `catalogOutdated`. Desks of a kind that only later versions know are in no catalogue of this one.
extension ReferenceCatalog {
    func agency(of id: UUID) throws(StoreError) -> Agency {
        guard let agency = agencies[id] else { throw .catalogOutdated }
        return agency
    }

    func unit(of id: UUID) throws(StoreError) -> AdministrativeUnit {
        guard let unit = units[id] else { throw .catalogOutdated }
        return unit
    }

    func categoryName(of version: CategoryVersion) throws(StoreError) -> CategoryName {
        guard let name = categoryNames[version] else { throw .catalogOutdated }
        return name
    }

    func boundaryVersion(of id: UUID) throws(StoreError) -> BoundaryVersionSummary {
        guard let version = boundaryVersions[id] else { throw .catalogOutdated }
        return version
    }

    func policy(of id: UUID) throws(StoreError) -> SLAPolicy {
        do { return try rules.policy(id) } catch { throw .catalogOutdated }
    }
}
