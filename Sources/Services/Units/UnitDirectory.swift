package import Domain
package import Foundation
package import Store

/// A place and who is responsible there.
package struct PlaceLookup: Sendable {
    /// nil: outside the city, or no boundaries are known for the day.
    package let location: UnitLocation?
    /// Units whose border runs near, nearest first; outside the city those at most 500 m away.
    package let candidates: [RoutingCandidate]
    package let boundaryVersion: BoundaryVersionSummary?
}

/// Units with their outlines, as GeoJSON geometries by unit id.
package struct UnitOutlines: Sendable {
    package let boundaryVersion: BoundaryVersionSummary
    package let outlines: [UUID: String]
}

/// Which units there are, where they lie, and which one covers a place.
package struct UnitDirectory: Sendable {
    private let store: UnitStore
    private let catalogs: CatalogCache

    package init(store: UnitStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Units of a day in order of their codes, and the epoch they were read at.
    package func units(on day: CivilDate) async throws(ServiceError) -> (units: [AdministrativeUnit], epoch: Int) {
        let catalog = try await catalogs.current()
        return (catalog.units(on: day), catalog.epoch)
    }

    /// The unit that had a code on a day.
    package func unit(_ code: String, on day: CivilDate) async throws(ServiceError) -> (
        unit: AdministrativeUnit, committee: Agency?, epoch: Int
    ) {
        let catalog = try await catalogs.current()
        guard PlainCode.isPlausible(code), let unit = catalog.units(on: day).first(where: { $0.code == code }) else { throw .notFound }
        return (unit, catalog.routing.committee(of: unit), catalog.epoch)
    }

    /// Outlines by the boundaries of a day; nil when none are known.
    package func outlines(of units: [AdministrativeUnit], on day: CivilDate) async throws(ServiceError) -> UnitOutlines? {
        try await serving { () async throws(StoreError) in
            guard let version = try await store.boundaryVersion(on: day) else { return nil }
            return UnitOutlines(boundaryVersion: version, outlines: try await store.outlines(of: units.map(\.id), version: version.id))
        }
    }

    /// The unit responsible for a place on a day.
    package func locate(_ pin: Pin, on day: CivilDate) async throws(ServiceError) -> PlaceLookup {
        guard pin.isNearHanoi else {
            let version = try await serving { () async throws(StoreError) in try await store.boundaryVersion(on: day) }
            return PlaceLookup(location: nil, candidates: [], boundaryVersion: version)
        }
        let read = try await serving { () async throws(StoreError) in try await store.locate(pin, on: day) }
        var catalog = try await catalogs.current()
        // Boundaries may be of units that came into being since it was looked for.
        if !read.nearby.allSatisfy({ catalog.units[$0.unit] != nil }) { catalog = try await catalogs.newest() }
        let nearby = catalog.nearby(read.nearby)
        let location = UnitLocation.resolve(nearby, accuracyM: nil, approximate: read.boundaryVersion?.isApproximate ?? true)
        // A filing just outside goes to the nearest unit to verify; who asks where a place lies is told that it lies outside.
        guard let location, !location.isOutside else {
            let nearest = nearby.compactMap { near in near.distanceM.map { RoutingCandidate(unit: near.unit, distanceM: $0) } }
                .sorted { ($0.distanceM, $0.unit.code) < ($1.distanceM, $1.unit.code) }
            return PlaceLookup(location: nil, candidates: nearest, boundaryVersion: read.boundaryVersion)
        }
        return PlaceLookup(location: location, candidates: location.candidates, boundaryVersion: read.boundaryVersion)
    }
}
