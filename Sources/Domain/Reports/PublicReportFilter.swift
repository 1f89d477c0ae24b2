package import FoundationEssentials

/// Which reports a public list is of: those that fit every part that is given.
package struct PublicReportFilter: Hashable, Sendable {
    /// Whose public point lies in it.
    package var box: Box?
    /// Any of these units on the ground.
    package var units: [UUID]?
    /// Any of these categories.
    package var categories: [UUID]?
    /// Any of these.
    package var statuses: [ReportStatus]?
    /// Filed at this instant or later.
    package var from: Instant?
    /// Filed before it.
    package var to: Instant?
    /// With something new for the public at this instant or later.
    package var updatedSince: Instant?
    /// In whose published text all these words are.
    package var words: SearchWords?

    /// Every report that the public may know of.
    package init() {}
}
