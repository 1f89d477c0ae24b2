package import FoundationEssentials

/// How many reports were open at an instant, told apart.
package struct BacklogRow: Hashable, Sendable {
    package let unit: UUID?
    package let agency: UUID
    package let status: ReportStatus
    /// Whole days since they were filed, in steps.
    package let age: Int
    /// Percents of the time to resolve that more than is used of; nil: of none.
    package let share: Int?
    package let isPaused: Bool
    package let isOverdue: Bool
    package let count: Int

    package init(
        unit: UUID?,
        agency: UUID,
        status: ReportStatus,
        age: Int,
        share: Int?,
        isPaused: Bool,
        isOverdue: Bool,
        count: Int
    ) {
        (self.unit, self.agency, self.status, self.age, self.share) = (unit, agency, status, age, share)
        (self.isPaused, self.isOverdue, self.count) = (isPaused, isOverdue, count)
    }
}

/// A report that was open at an instant.
package struct BacklogReport: Hashable, Sendable {
    package let code: String
    package let filedAt: Instant
    package let status: ReportStatus
    package let unit: UUID?
    package let category: UUID
    package let agency: UUID
    /// Since when it was overdue; nil: it was not.
    package let overdueSince: Instant?

    package init(
        code: String,
        filedAt: Instant,
        status: ReportStatus,
        unit: UUID?,
        category: UUID,
        agency: UUID,
        overdueSince: Instant?
    ) {
        (self.code, self.filedAt, self.status, self.unit) = (code, filedAt, status, unit)
        (self.category, self.agency, self.overdueSince) = (category, agency, overdueSince)
    }
}
