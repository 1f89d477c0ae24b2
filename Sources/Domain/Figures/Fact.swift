package import FoundationEssentials

/// One countable thing that happened to one report.
package struct Fact: Hashable, Sendable {
    package let measure: Measure
    /// When it happened.
    package let at: Instant
    /// Who had the report when it happened; of a miss who was responsible.
    package let agency: UUID
    /// Working seconds, of a duration; else nil.
    package let seconds: Int64?

    package init(_ measure: Measure, at: Instant, agency: UUID, seconds: Int64? = nil) {
        self.measure = measure
        self.at = at
        self.agency = agency
        self.seconds = seconds
    }

    /// Its place in the histogram of a duration; 0 of others.
    package var bucket: Int { seconds.map(Histogram.bucket) ?? 0 }
}
