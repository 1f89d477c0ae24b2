package import FoundationEssentials

/// How sure it is who reported, from least to most. Raw values are stored and sent.
package enum Assurance: String, Hashable, Comparable, Sendable, CaseIterable {
    case none
    /// A phone or an e-mail address was given, and proved by nobody.
    case contact
    case verifiedPhone = "verified_phone"
    case verifiedIdentity = "verified_identity"

    package static func < (left: Assurance, right: Assurance) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .contact: 1
        case .verifiedPhone: 2
        case .verifiedIdentity: 3
        }
    }
}

/// A client's word on who of its users reports.
package struct ReporterAssertion: Hashable, Sendable {
    /// Bytes of a user's name at the client: a stable hash, never a number or a name of the person's.
    package static let userLength = 16...64

    package let user: Data
    package let assurance: Assurance

    /// nil for a user of another length.
    package init?(user: Data, assurance: Assurance) {
        guard Self.userLength.contains(user.count) else { return nil }
        self.user = user
        self.assurance = assurance
    }
}
