internal import Domain
internal import Foundation
internal import Store

/// Reads and checks the reference files.
struct ReferenceReading {
    private(set) var data = ReferenceData()
    var warnings: [String] = []
    let folder: ReferenceFolder
    let now: Instant

    /// The resolution that made the units of 1 July 2025 out of the former ones.
    private static let successionLaw = "1656/NQ-UBTVQH15"

    init(folder: ReferenceFolder, now: Instant) throws {
        self.folder = folder
        self.now = now
        data.units = try currentUnits() + formerUnits()
        data.successions = try successions()
        data.agencies = try agencies()
        data.categories = try categories()
        data.rules = try rules()
        data.calendars = try calendars()
        data.policies = try policies()
        data.trainingCases = try trainingCases()
        data.refusals = try refusals()
    }

    private func currentUnits() throws -> [ReferenceData.Unit] {
        try folder.rows("units.csv").map { row in
            let name = BilingualText(vi: try row.text("name"), en: try row.text("name_en"))
            let unit = AdministrativeUnit(
                id: .next(),
                code: try row.text("code"),
                kind: try row.value("kind", UnitKind.init),
                name: name,
                fullName: BilingualText(vi: try row.text("full_name"), en: try row.text("full_name_en")),
                areaKm2: try row.value("area_km2", Double.init),
                population: try row.value("population") { Int($0) },
                point: Pin(
                    latitude: try row.value("point_lat", Double.init),
                    longitude: try row.value("point_lon", Double.init)
                ),
                officeAddress: row.optional("office_address"),
                validFrom: try row.value("valid_from") { CivilDate($0) }
            )
            return ReferenceData.Unit(unit: unit, searchKey: SearchKey.folded(name.vi))
        }
    }

    /// Former units are known by name and district only; since when they existed is not recorded.
    private func formerUnits() throws -> [ReferenceData.Unit] {
        try folder.rows("former-units.csv").map { row in
            let kind = try row.value("kind", UnitKind.init)
            let name = try row.text("name")
            let latin = SearchKey.folded(name).split(separator: " ").map(\.capitalized).joined(separator: " ")
            let unit = AdministrativeUnit(
                id: .next(),
                code: try row.text("code"),
                kind: kind,
                name: BilingualText(vi: name, en: latin),
                fullName: BilingualText(vi: try row.text("full_name"), en: "\(latin) \(kind.label.en)"),
                validFrom: CivilDate(daysSince1970: .min),
                validTo: try row.value("valid_to") { CivilDate($0) }
            )
            return ReferenceData.Unit(
                unit: unit,
                searchKey: SearchKey.folded(name),
                districtCode: try row.text("district_code"),
                districtName: try row.text("district_name")
            )
        }
    }

    private func successions() throws -> [ReferenceData.Succession] {
        let current = Set(data.units.filter { $0.unit.validTo == nil }.map(\.unit.code))
        let former = Dictionary(data.units.compactMap { unit in unit.unit.validTo.map { (unit.unit.code, $0) } }) { first, _ in first }
        return try folder.rows("unit-succession.csv").map { row in
            let predecessor = try row.text("predecessor_code")
            let successor = try row.text("successor_code")
            guard let day = former[predecessor], current.contains(successor) else { throw row.fault("no such units") }
            return ReferenceData.Succession(
                predecessor: predecessor,
                successor: successor,
                on: day,
                kind: try row.text("kind"),
                certainty: try row.text("certainty"),
                legalRef: Self.successionLaw,
                clause: try row.value("clause") { Int($0) }
            )
        }
    }

    private func agencies() throws -> [ReferenceData.Agency] {
        let city = try folder.rows("agencies.csv").map { row in
            ReferenceData.Agency(
                id: .next(),
                code: try row.text("code"),
                kind: try row.value("kind", AgencyKind.init),
                name: BilingualText(vi: try row.text("name"), en: try row.text("name_en")),
                shortName: try row.text("short_name"),
                unit: nil
            )
        }
        return city + data.units.map(\.unit).filter { $0.validTo == nil }.flatMap(Self.desks)
    }

    /// Every unit has a people's committee and a police desk.
    private static func desks(of unit: AdministrativeUnit) -> [ReferenceData.Agency] {
        let place = "\(unit.kind.label.vi.lowercased()) \(unit.name.vi)"
        return [
            ReferenceData.Agency(
                id: .next(),
                code: "committee-\(unit.code)-\(unit.validFrom)",
                kind: .committee,
                name: BilingualText(vi: "Ủy ban nhân dân \(place)", en: "People's Committee of \(unit.fullName.en)"),
                shortName: "UBND \(place)",
                unit: unit
            ),
            ReferenceData.Agency(
                id: .next(),
                code: "police-\(unit.code)-\(unit.validFrom)",
                kind: .police,
                name: BilingualText(vi: "Công an \(place)", en: "Police of \(unit.fullName.en)"),
                shortName: "CA \(place)",
                unit: unit
            ),
        ]
    }
}
