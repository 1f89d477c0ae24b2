internal import FoundationEssentials

extension ReportCourse {
    /// Whether another desk has it than when it was read.
    package var hasMoved: Bool { entriesBefore.last?.holder != holder }

    /// Whether it is, or is not any more, what its group is: a state secret; or has come into a group.
    package var decidesOnSecrets: Bool {
        isSecret != Array(entriesBefore).standing.isSecret || news.contains { $0.details.original != nil }
    }

    /// Has a duplicate go where its original has gone, as a group is answered by one desk: but for what is kept from there. Whether it went.
    package mutating func follow(_ original: ReportCourse, _ catalog: ReferenceCatalog) throws(SLAFault) -> Bool {
        guard holder != original.holder, !isKept(from: original.holder, catalog) else { return false }
        var details = EntryDetails()
        details.standsInFor = original.standsInFor
        try append(.rerouted, by: .system, at: original.lastAt, holder: original.holder, details, catalog.rules)
        return true
    }
}
