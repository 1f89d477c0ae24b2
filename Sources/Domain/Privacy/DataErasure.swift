package import FoundationEssentials

/// What is to be erased at somebody's request, whole, so that who approves it sees what goes.
package struct DataErasure: Hashable, Sendable {
    /// The request's id.
    package let request: UUID
    /// The codes of the reports, in order.
    package let reports: [String]
    /// The ids of whom they have signed in as.
    package let citizens: [UUID]
    /// The ids of whom they follow reports as.
    package let follows: [UUID]

    package init(request: UUID, reports: [String], citizens: [UUID], follows: [UUID]) {
        self.request = request
        self.reports = reports
        self.citizens = citizens
        self.follows = follows
    }

    /// Nothing is kept.
    package var isEmpty: Bool { reports.isEmpty && citizens.isEmpty && follows.isEmpty }
}
