package import FoundationEssentials

/// Which desks may see a report, by its history and whether its group is a state secret: no clock has to be computed for it.
///
/// The desk that has it and the coordinator see it, and so do desks that had it or were asked for an opinion: they follow what becomes
/// of their part. A report that is kept from units is seen by no unit's desk once that does not have it any more. Of a report for practice
/// the coordinator is the one for practice: nobody else sees it. A state secret the coordinator alone sees, wherever it is.
package struct ReportSight: Sendable {
    private let holder: UUID?
    private let coordinator: UUID
    /// Besides the desk that has it and the coordinator.
    let others: Set<UUID>

    /// Of a history, in order.
    package init(_ entries: [HistoryEntry], isSecret: Bool, _ catalog: ReferenceCatalog) {
        let standing = entries.standing
        holder = isSecret ? nil : entries.last?.holder
        coordinator = catalog.routing.coordinator(over: entries.last?.holder).id
        let asked = standing.filter { $0.type == .opinionRequested }.compactMap(\.details.clock.agency)
        let others = isSecret ? [] : Set(standing.map(\.holder) + asked)
        let isKept = catalog.isKeptFromUnits(standing.classification?.category, in: standing.unit)
        self.others = isKept ? others.filter { catalog.agencies[$0]?.isOfUnit == false } : others
    }

    /// Whether somebody at a desk may see it.
    package func isOpen(to desk: UUID) -> Bool {
        isInCharge(desk) || others.contains(desk)
    }

    /// Whether they may know who reported.
    package func disclosesReporter(to desk: UUID) -> Bool {
        isInCharge(desk)
    }

    /// Whether it is the desk that has the report, or the coordinator's.
    package func isInCharge(_ desk: UUID) -> Bool {
        desk == holder || desk == coordinator
    }
}
