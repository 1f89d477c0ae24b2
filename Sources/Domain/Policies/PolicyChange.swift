/// A change of what policies are in force. Reports that have a version keep it, whatever comes (R16).
package enum PolicyChange: Hashable, Sendable {
    /// Put a version in force, instead of the one of its code before.
    case publish(SLAPolicy)
    /// Put a code out of force without another version: its reports fall to the next best policy (R6). Never the default.
    case retire(code: String)

    /// The code of the policy.
    package var code: String {
        switch self {
        case .publish(let policy): policy.code
        case .retire(let code): code
        }
    }

    /// What stands against carrying it out, among the policies of the catalogue.
    package func faults(in catalog: ReferenceCatalog, at now: Instant) -> [FieldError] {
        switch self {
        case .publish(let policy): policy.surroundingFaults(in: catalog, at: now)
        case .retire(let code): catalog.policy(code)?.scope.isEverything ?? true ? [FieldError("/code", .defaultRequired)] : []
        }
    }
}
