package import FoundationEssentials

/// What somebody is sent to an identity provider for. What was begun for one thing is no good for another.
package enum ProviderPurpose: Hashable, Sendable {
    /// A citizen's session.
    case citizen
    /// A session of staff.
    case staff
    /// To link who comes back to the account that has begun it.
    case link(account: UUID)
}
