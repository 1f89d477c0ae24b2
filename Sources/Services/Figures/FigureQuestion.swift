package import Domain
package import FoundationEssentials

/// Who is told figures.
package enum FigureViewer: Hashable, Sendable {
    /// What is never listed in public counts for all of the city alone: beside what is listed of a unit, its figure would tell of it.
    case anybody
    /// The same, and all about one's own desk.
    case desk(UUID)
    /// Everything.
    case city

    /// By what somebody of staff may do; nil: nobody of staff.
    package init(_ principal: StaffPrincipal?) {
        guard let principal else {
            self = .anybody
            return
        }
        if principal.can(.readFigures, on: .city) {
            self = .city
        } else {
            self = principal.can(.readFigures, on: .desk(principal.agency)) ? .desk(principal.agency) : .anybody
        }
    }
}

/// What figures are asked for; names as they were sent.
package struct FigureQuestion: Hashable, Sendable {
    package var period: FigurePeriod
    package var basis = FigureBasis.activity
    package var era = UnitEra.today
    /// What stands for where it is not known a report lies.
    package static let unknownUnit = "unknown"

    /// An id, an official code, `district:` and the code of a former district, or `unknownUnit`.
    package var unit: String?
    /// A code; a group's stands for all in it.
    package var category: String?
    /// An id.
    package var agency: String?
    package var severity: Severity?
    package var channel: Channel?

    package init(period: FigurePeriod) {
        self.period = period
    }
}

/// A former district: units of today that have some of its people, and by the boundaries of a filing its own.
package struct FormerDistrict: Hashable, Sendable {
    package let code: String
    package let name: String
    package let units: [AdministrativeUnit]
}

/// What a question is about.
package struct FigureSubject: Sendable {
    package let scope: FigureScope
    package let unit: AdministrativeUnit?
    /// Its borders are not those of units of today: figures of it are an approximation.
    package let district: FormerDistrict?
    package let category: Category?
    package let agency: Agency?
}
