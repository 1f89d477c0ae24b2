package import FoundationEssentials

/// A report behind a figure.
package struct FigureFact: Hashable, Sendable {
    /// Where it stands in the list.
    package struct Place: Hashable, Sendable {
        package let at: Instant
        package let report: UUID
        package let ordinal: Int

        package init(at: Instant, report: UUID, ordinal: Int) {
            (self.at, self.report, self.ordinal) = (at, report, ordinal)
        }
    }

    package let place: Place
    package let code: String
    package let filedAt: Instant
    package let status: ReportStatus
    /// When it happened; of what there was, when it was filed.
    package let at: Instant
    /// Of a duration.
    package let seconds: Int64?
    package let unit: UUID?
    package let category: UUID
    package let agency: UUID

    package init(
        place: Place,
        code: String,
        filedAt: Instant,
        status: ReportStatus,
        at: Instant,
        seconds: Int64?,
        unit: UUID?,
        category: UUID,
        agency: UUID
    ) {
        (self.place, self.code, self.filedAt, self.status, self.at, self.seconds) = (place, code, filedAt, status, at, seconds)
        (self.unit, self.category, self.agency) = (unit, category, agency)
    }
}
