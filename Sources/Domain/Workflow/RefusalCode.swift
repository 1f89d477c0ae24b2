/// Why a report is refused: the closed list. Legal basis, guidance and texts of each are data.
package enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    case emergencyLine = "emergency_line"
    case crimeReport = "crime_report"
    /// Khiếu nại, tố cáo: the law has its own procedure for them.
    case formalComplaint = "formal_complaint"
    case administrativeProcedure = "administrative_procedure"
    case civilDispute = "civil_dispute"
    case beforeCourt = "before_court"
    case outsideCityCompetence = "outside_city_competence"
    case unclear
    case notFoundOnSite = "not_found_on_site"
    case alreadyResolved = "already_resolved"
    case spam
    case abusive
    case stateSecret = "state_secret"

    /// Those that a report can be refused by: whoever finds nothing on site has to show it, and photos are not taken in yet.
    package static let inUse = allCases.filter { $0 != .notFoundOnSite }
}
