import Domain
import Foundation
import Services

/// One unit with what is known of it.
struct UnitDetailsBody: Encodable {
    let id: String
    let code: String
    let name: String
    let fullName: String
    let kind: String
    let kindLabel: String
    let areaKm2: Nullable<Double>
    let population: Nullable<Int>
    let point: Nullable<PointBody>
    let officeAddress: Nullable<String>
    let validFrom: Nullable<String>
    let validTo: Nullable<String>
    let committee: AgencyBody?
    /// The boundaries of an outline; only with one.
    let boundaryVersion: BoundaryVersionBody?

    init(_ unit: AdministrativeUnit, committee: Agency?, boundaryVersion: BoundaryVersionSummary? = nil, _ language: Language) {
        id = unit.id.uuidString.lowercased()
        code = unit.code
        name = unit.name[language]
        fullName = unit.fullName[language]
        kind = unit.kind.rawValue
        kindLabel = unit.kind.label[language]
        areaKm2 = Nullable(unit.areaKm2)
        population = Nullable(unit.population)
        point = Nullable(unit.point.map(PointBody.init))
        officeAddress = Nullable(unit.officeAddress)
        // A beginning nobody recorded is kept as the first day of all.
        validFrom = Nullable(unit.validFrom == CivilDate(daysSince1970: .min) ? nil : unit.validFrom.description)
        validTo = Nullable(unit.validTo?.description)
        self.committee = committee.map { AgencyBody($0, language) }
        self.boundaryVersion = boundaryVersion.map(BoundaryVersionBody.init)
    }
}

/// A page of units.
struct UnitListBody: Encodable {
    let items: [UnitDetailsBody]
    let next: Nullable<String>
}

/// Who is responsible at a place.
struct PlaceBody: Encodable {
    let unit: Nullable<UnitBody>
    let reason: String?
    let confidence: Nullable<String>
    let distanceToBorderM: Nullable<Double>
    let candidates: [CandidateBody]
    let boundaryVersion: Nullable<BoundaryVersionBody>

    init(_ place: PlaceLookup, _ language: Language) {
        unit = Nullable(place.location.map { UnitBody($0.unit, language) })
        reason = place.location == nil ? (place.boundaryVersion == nil ? "no_boundaries" : "outside_area") : nil
        confidence = Nullable(place.location?.confidence.rawValue)
        distanceToBorderM = Nullable(place.location?.distanceToBorderM?.metres)
        candidates = place.candidates.map { CandidateBody($0, language) }
        boundaryVersion = Nullable(place.boundaryVersion.map(BoundaryVersionBody.init))
    }
}
