package import FoundationEssentials

/// A report whose data are kept until this is lifted or over, whatever their age.
package struct LegalHold: Hashable, Sendable, Identifiable {
    package let id: UUID
    /// The report's code.
    package let report: String
    package let reason: String
    package let placedBy: PrincipalName
    package let placedAt: Instant
    /// nil: until it is lifted.
    package let until: Instant?

    package init(id: UUID, report: String, reason: String, placedBy: PrincipalName, placedAt: Instant, until: Instant?) {
        self.id = id
        self.report = report
        self.reason = reason
        self.placedBy = placedBy
        self.placedAt = placedAt
        self.until = until
    }
}
