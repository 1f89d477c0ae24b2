/// A version of a policy and when it held.
package struct PolicyVersion: Hashable, Sendable {
    /// What it says.
    package let policy: SLAPolicy
    /// From when new reports got it.
    package let publishedAt: Instant
    /// Until when; nil while it is in force. Reports that have it keep it.
    package let retiredAt: Instant?
    /// Who proposed it; nil for what was loaded with the reference data.
    package let publishedBy: PrincipalName?

    /// A version.
    package init(policy: SLAPolicy, publishedAt: Instant, retiredAt: Instant?, publishedBy: PrincipalName?) {
        self.policy = policy
        self.publishedAt = publishedAt
        self.retiredAt = retiredAt
        self.publishedBy = publishedBy
    }
}
