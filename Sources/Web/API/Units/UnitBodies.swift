import Domain
import JSON
import Services

/// One unit with what is known of it.
struct UnitDetailsBody: JSONWritable {
    let unit: AdministrativeUnit
    let committee: Agency?
    /// The boundaries of an outline; only with one.
    let boundaryVersion: BoundaryVersionSummary?
    let language: Language

    init(_ unit: AdministrativeUnit, committee: Agency?, boundaryVersion: BoundaryVersionSummary? = nil, _ language: Language) {
        self.unit = unit
        self.committee = committee
        self.boundaryVersion = boundaryVersion
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            UnitBody(unit, language).writeMembers(to: &json)
            json.nullable("area_km2", unit.areaKm2)
            json.nullable("population", unit.population)
            json.nullable("point", unit.point.map(PointBody.init))
            json.nullable("office_address", unit.officeAddress)
            // A beginning nobody recorded is kept as the first day of all.
            json.nullable("valid_from", unit.validFrom == CivilDate(daysSince1970: .min) ? nil : unit.validFrom.description)
            json.nullable("valid_to", unit.validTo?.description)
            json.member("committee", committee.map { AgencyBody($0, language) })
            json.member("boundary_version", boundaryVersion.map(BoundaryVersionBody.init))
        }
    }
}

/// Who is responsible at a place.
struct PlaceBody: JSONWritable {
    let place: PlaceLookup
    let language: Language

    init(_ place: PlaceLookup, _ language: Language) {
        self.place = place
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        let location = place.location
        json.object { json in
            json.nullable("unit", location.map { UnitBody($0.unit, language) })
            if location == nil { json.member("reason", place.boundaryVersion == nil ? "no_boundaries" : "outside_area") }
            json.nullable("confidence", location?.confidence.rawValue)
            json.nullable("distance_to_border_m", location?.distanceToBorderM?.metres)
            json.array("candidates", place.candidates.map { CandidateBody($0, language) })
            json.nullable("boundary_version", place.boundaryVersion.map(BoundaryVersionBody.init))
        }
    }
}
