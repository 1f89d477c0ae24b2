/// A change of what policies are in force, or of what holds for reports there are. Without the latter they keep their version (R16).
package enum PolicyChange: Hashable, Sendable {
    /// Put a version in force, instead of the one of its code before.
    case publish(SLAPolicy)
    /// Put a code out of force without another version: its reports fall to the next best policy (R6). Never the default.
    case retire(code: String)
    /// Give open reports that have an older version of a code the one in force, from then on.
    case migrate(code: String)

    /// The code of the policy.
    package var code: String {
        switch self {
        case .publish(let policy): policy.code
        case .retire(let code), .migrate(let code): code
        }
    }

    /// Whether it puts a version in force; anything else needs one that is.
    package var isPublication: Bool {
        if case .publish = self { true } else { false }
    }

    /// What stands against carrying it out, among the policies of the catalogue.
    package func faults(in catalog: ReferenceCatalog, at now: Instant) -> [FieldError] {
        switch self {
        case .publish(let policy): policy.surroundingFaults(in: catalog, at: now)
        case .migrate(let code): catalog.policy(code) == nil ? [FieldError("/code", .unknownValue)] : []
        case .retire(let code): catalog.policy(code)?.scope.isEverything ?? true ? [FieldError("/code", .defaultRequired)] : []
        }
    }
}
