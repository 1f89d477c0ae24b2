package import FoundationEssentials

/// The kinds of commune-level unit; townships ended on 1 July 2025.
package enum UnitKind: String, Sendable, CaseIterable {
    case ward
    case commune
    case township

    /// What people call it.
    package var label: BilingualText {
        switch self {
        case .ward: BilingualText(vi: "Phường", en: "Ward")
        case .commune: BilingualText(vi: "Xã", en: "Commune")
        case .township: BilingualText(vi: "Thị trấn", en: "Township")
        }
    }
}

/// A commune-level administrative unit. Codes are reused across eras, so only `id` identifies one.
package struct AdministrativeUnit: Hashable, Sendable {
    package let id: UUID
    /// The official five-digit code, within its era.
    package let code: String
    package let kind: UnitKind
    /// "Ba Đình" / "Ba Dinh"
    package let name: BilingualText
    /// "Phường Ba Đình" / "Ba Dinh Ward"
    package let fullName: BilingualText
    /// Official area in km²; unknown for former units.
    package let areaKm2: Double?
    package let population: Int?
    /// A point inside (WGS 84 degrees); unknown for former units.
    package let point: Pin?
    package let officeAddress: String?
    package let validFrom: CivilDate
    /// The first day it no longer exists.
    package let validTo: CivilDate?

    package init(
        id: UUID,
        code: String,
        kind: UnitKind,
        name: BilingualText,
        fullName: BilingualText,
        areaKm2: Double? = nil,
        population: Int? = nil,
        point: Pin? = nil,
        officeAddress: String? = nil,
        validFrom: CivilDate,
        validTo: CivilDate? = nil
    ) {
        self.id = id
        self.code = code
        self.kind = kind
        self.name = name
        self.fullName = fullName
        self.areaKm2 = areaKm2
        self.population = population
        self.point = point
        self.officeAddress = officeAddress
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether it is a unit on that day.
    package func exists(on day: CivilDate) -> Bool {
        validFrom <= day && validTo.map { day < $0 } ?? true
    }
}
