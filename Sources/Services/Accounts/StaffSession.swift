package import Domain
internal import Foundation

/// Somebody of staff who has signed in, as their account is at this moment.
package struct StaffSession: Hashable, Sendable {
    /// Of the session's token.
    let digest: Data
    package let principal: StaffPrincipal
    /// Only the second factor can be set up until it is.
    package let mustSetUpSecondFactor: Bool
}
