import Domain
import Foundation

/// A unit, wherever one is named.
struct UnitBody: Encodable {
    let id: String
    let code: String
    let name: String
    let fullName: String
    let kind: String
    let kindLabel: String

    init(_ unit: AdministrativeUnit, _ language: Language) {
        id = unit.id.uuidString.lowercased()
        code = unit.code
        name = unit.name[language]
        fullName = unit.fullName[language]
        kind = unit.kind.rawValue
        kindLabel = unit.kind.label[language]
    }
}

/// A desk, wherever one is named.
struct AgencyBody: Encodable {
    let id: String
    let name: String
    let kind: String

    init(_ agency: Agency, _ language: Language) {
        id = agency.id.uuidString.lowercased()
        name = agency.name[language]
        kind = agency.kind.rawValue
    }
}

/// The boundaries something was found by.
struct BoundaryVersionBody: Encodable {
    let id: String
    let title: String
    let approximate: Bool

    init(_ version: BoundaryVersionSummary) {
        id = version.id.uuidString.lowercased()
        title = version.title
        approximate = version.isApproximate
    }
}

/// Another unit that may be the responsible one.
struct CandidateBody: Encodable {
    let unit: UnitBody
    /// To 0.1 m.
    let distanceM: Double

    init(_ candidate: RoutingCandidate, _ language: Language) {
        unit = UnitBody(candidate.unit, language)
        distanceM = candidate.distanceM.metres
    }
}

extension Double {
    /// Rounded to 0.1: the boundaries are not better than metres.
    var metres: Double { (self * 10).rounded() / 10 }
}

/// A place.
struct PointBody: Encodable {
    let lat: Double
    let lon: Double

    /// Six decimals, 0.1 m.
    init(_ pin: Pin) {
        lat = (pin.latitude * 1e6).rounded() / 1e6
        lon = (pin.longitude * 1e6).rounded() / 1e6
    }
}
