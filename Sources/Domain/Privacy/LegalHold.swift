package import FoundationEssentials

/// A report whose data are kept until this is lifted or over, whatever their age.
package struct LegalHold: Hashable, Sendable, Identifiable {
    /// When a hold was ended, by whom, and why.
    package struct Lifting: Hashable, Sendable {
        package let at: Instant
        package let by: PrincipalName
        /// nil where that was not told.
        package let reason: String?

        package init(at: Instant, by: PrincipalName, reason: String?) {
            self.at = at
            self.by = by
            self.reason = reason
        }
    }

    package let id: UUID
    /// The report's code.
    package let report: String
    package let reason: String
    package let placedBy: PrincipalName
    package let placedAt: Instant
    /// nil: until it is lifted.
    package let until: Instant?
    package let lifted: Lifting?
    /// When it was read.
    package let isInForce: Bool

    package init(
        id: UUID,
        report: String,
        reason: String,
        placedBy: PrincipalName,
        placedAt: Instant,
        until: Instant?,
        lifted: Lifting?,
        isInForce: Bool
    ) {
        self.id = id
        self.report = report
        self.reason = reason
        self.placedBy = placedBy
        self.placedAt = placedAt
        self.until = until
        self.lifted = lifted
        self.isInForce = isInForce
    }
}
