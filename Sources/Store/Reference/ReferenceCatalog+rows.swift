internal import Domain
internal import FoundationEssentials

/// What rows name by their ids. Reference tables change while others read: where a row names what came into being after the catalogue was
/// read, this throws `catalogOutdated`.
extension ReferenceCatalog {
    func agency(of id: UUID) throws(StoreError) -> Agency {
        guard let agency = agencies[id] else { throw .catalogOutdated }
        return agency
    }

    func unit(of id: UUID) throws(StoreError) -> AdministrativeUnit {
        guard let unit = units[id] else { throw .catalogOutdated }
        return unit
    }
}
