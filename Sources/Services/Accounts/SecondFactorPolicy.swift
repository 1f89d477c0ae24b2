package import Domain

/// Who of staff has to sign in with a second factor; raw values are those of the setting.
package enum SecondFactorPolicy: String, Sendable, CaseIterable {
    /// Everybody.
    case required
    /// Who has a role of the city: they see every report, or administer.
    case city
    /// Nobody; whoever wants to may.
    case optional

    package func requires(_ roles: Set<Role>) -> Bool {
        switch self {
        case .required: true
        case .city: roles.contains(where: \.isOfCity)
        case .optional: false
        }
    }
}
