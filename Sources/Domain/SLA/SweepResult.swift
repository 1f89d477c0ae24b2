package import FoundationEssentials

/// What one sweep did.
package struct SweepResult: Sendable {
    /// Clocks that were due.
    package var clocks = 0
    /// Levels and ends of pauses recorded.
    package var recorded = 0
    /// Levels recorded as passed, by their keys.
    package var levels: [String: Int] = [:]
    /// How long a report whose clocks cannot be computed is left alone.
    package static let putOff = Duration.seconds(3_600)
    /// Reports whose clocks cannot be computed, put off: for the log, and for somebody to look at.
    package var faults: [(report: UUID, fault: SLAFault)] = []
    /// Whether there may be more that is due.
    package var hasMore = false

    /// Nothing was due.
    package init() {}
}
