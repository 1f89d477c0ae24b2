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

    /// As whom the public and the reporter hear of it: nobody outside learns that something is a secret.
    package var outside: RefusalCode { self == .stateSecret ? .outsideCityCompetence : self }

    /// What the reporter reads in place of why something is a secret, before who is competent instead: such words as desks write.
    package static let wordsOutside = "Nội dung phản ánh không thuộc thẩm quyền giải quyết của Thành phố."
}
