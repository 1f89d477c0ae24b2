package import FoundationEssentials

/// What is to be erased at somebody's request, whole, so that who approves it sees what goes.
package struct DataErasure: Hashable, Sendable {
    /// The request's id.
    package let request: UUID
    /// The codes of the reports, in order.
    package let reports: [String]

    package init(request: UUID, reports: [String]) {
        self.request = request
        self.reports = reports
    }
}
