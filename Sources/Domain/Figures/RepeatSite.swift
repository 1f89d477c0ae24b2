package import FoundationEssentials

/// A place where the same was reported again and again.
package struct RepeatSite: Hashable, Sendable {
    /// The least number of reports, and the days they lie in.
    package static let fewest = 3
    package static let days = 90

    /// As the public knows it.
    package let point: Pin
    package let category: UUID
    package let unit: UUID?
    package let reports: Int
    package let open: Int
    package let first: Instant
    package let last: Instant
    /// The latest of them.
    package let codes: [String]

    package init(
        point: Pin,
        category: UUID,
        unit: UUID?,
        reports: Int,
        open: Int,
        first: Instant,
        last: Instant,
        codes: [String]
    ) {
        (self.point, self.category, self.unit, self.reports) = (point, category, unit, reports)
        (self.open, self.first, self.last, self.codes) = (open, first, last, codes)
    }
}
