import Domain
import JSON

/// A unit, wherever one is named.
struct UnitBody: JSONWritable {
    let unit: AdministrativeUnit
    let language: Language

    init(_ unit: AdministrativeUnit, _ language: Language) {
        self.unit = unit
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", unit.id)
        json.member("code", unit.code)
        json.member("name", unit.name[language])
        json.member("full_name", unit.fullName[language])
        json.member("kind", unit.kind.rawValue)
        json.member("kind_label", unit.kind.label[language])
    }
}

/// A desk, wherever one is named.
struct AgencyBody: JSONWritable {
    let agency: Agency
    let language: Language

    init(_ agency: Agency, _ language: Language) {
        self.agency = agency
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", agency.id)
            json.member("name", agency.name[language])
            json.member("kind", agency.kind.rawValue)
        }
    }
}

/// The boundaries something was found by.
struct BoundaryVersionBody: JSONWritable {
    let version: BoundaryVersionSummary

    init(_ version: BoundaryVersionSummary) {
        self.version = version
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", version.id)
            json.member("title", version.title)
            json.member("approximate", version.isApproximate)
        }
    }
}

/// Another unit that may be the responsible one.
struct CandidateBody: JSONWritable {
    let candidate: RoutingCandidate
    let language: Language

    init(_ candidate: RoutingCandidate, _ language: Language) {
        self.candidate = candidate
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("unit", UnitBody(candidate.unit, language))
            json.member("distance_m", candidate.distanceM.metres)
        }
    }
}

extension Double {
    /// Rounded to 0.1: the boundaries are not better than metres.
    var metres: Double { (self * 10).rounded() / 10 }
}

/// A place.
struct PointBody: JSONWritable {
    let pin: Pin

    init(_ pin: Pin) {
        self.pin = pin
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("lat", Self.rounded(pin.latitude))
            json.member("lon", Self.rounded(pin.longitude))
        }
    }

    /// Six decimals, 0.1 m.
    static func rounded(_ degrees: Double) -> Double { (degrees * 1e6).rounded() / 1e6 }
}

/// All there is, or a page of it.
struct ListBody<Item: JSONWritable>: JSONWritable {
    let items: [Item]
    /// Where the next page begins; nil after the last one.
    let next: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items", items)
            json.nullable("next", next)
        }
    }
}
