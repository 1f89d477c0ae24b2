/// What only a desk may know of a report, by class: the audit tells which of it somebody was shown. Raw values are stored and served.
package enum PrivateField: String, Hashable, Sendable, CaseIterable {
    /// What was reported, in the reporter's own words.
    case words
    /// The exact place.
    case place
    case name
    case phone
    case email
    /// Answers that are sealed as contact data are.
    case attributes
    /// Pictures as they were sent.
    case pictures

    /// Whether it is of the person who reported.
    package var isPersonal: Bool {
        switch self {
        case .name, .phone, .email, .attributes: true
        case .words, .place, .pictures: false
        }
    }
}
