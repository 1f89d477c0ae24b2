package import FoundationEssentials

/// A report that cannot be counted for now.
package struct FigureFault: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// Its clocks cannot be computed.
        case clocks(SLAFault)
        /// What is stored of it cannot be read, or what follows from it cannot be stored; without what it says.
        case stored(String)
    }

    package let report: UUID
    package let reason: Reason

    package init(_ report: UUID, _ reason: Reason) {
        (self.report, self.reason) = (report, reason)
    }
}
