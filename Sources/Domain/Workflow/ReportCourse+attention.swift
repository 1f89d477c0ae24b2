package import FoundationEssentials

/// What a report asks of a desk besides its status and its limits.
package struct ReportAttention: Hashable, Sendable {
    /// A leader sent back what was asked for, and nothing was done about it since.
    package let isSentBack: Bool
    /// The reporter disputes what was done, and was not answered since.
    package let isDisputed: Bool
    /// What waits for a leader's word.
    package let awaits: WorkflowFacts.Request?
    /// The desks that owe an opinion and may see the report.
    package let asked: [UUID]
    /// It came from another desk, and the one that has it has done nothing to it since.
    package let isArrived: Bool
    /// The reporter has written, and the desk that has it has done nothing to it since.
    package let hasMessage: Bool
    /// The desks besides the one that has it that may see it, as they had it or were asked.
    package let knownTo: [UUID]
}

extension ReportCourse {
    /// What it asks for now.
    package func attention(_ catalog: ReferenceCatalog) -> ReportAttention {
        let standing = standing
        let asked = clocks.isOpen ? clocks.asked : []
        let sight = ReportSight(entries, isSecret: isSecret, catalog)
        // Also what was taken back: somebody has looked.
        let lastAct = entries.last { $0.actor == .agency(holder) }?.seq ?? 0
        let cameAfter = entries.last { $0.holder != holder }?.seq
        let lastMessage = entries.last { $0.type == .messageAdded }?.seq
        return ReportAttention(
            isSentBack: isWorkedOn && last(of: Self.sendingBack, among: standing),
            isDisputed: last(of: Self.disputing, among: standing),
            awaits: isWorkedOn ? request?.kind : nil,
            asked: asked.filter(sight.isOpen).sorted { $0.uuidString < $1.uuidString },
            isArrived: isWorkedOn && cameAfter.map { lastAct <= $0 } ?? false,
            hasMessage: lastMessage.map { lastAct < $0 } ?? false,
            knownTo: sight.others.subtracting([holder]).sorted { $0.uuidString < $1.uuidString }
        )
    }

    /// Also what the city looks at once more.
    private var isWorkedOn: Bool { status.isOpen || status == .resolved && last(of: Self.disputing, among: standing) }

    /// Whether the last of the entries that decide on a question says yes.
    private func last(of question: (yes: Set<ReportEventType>, no: Set<ReportEventType>), among entries: [HistoryEntry]) -> Bool {
        entries.last { question.yes.contains($0.type) || question.no.contains($0.type) }.map { question.yes.contains($0.type) } ?? false
    }

    /// A request made anew, an answer, or another desk settles it.
    private static let sendingBack: (yes: Set<ReportEventType>, no: Set<ReportEventType>) = (
        [.resolutionSentBack, .extensionRefused],
        [
            .resolutionProposed, .resolved, .extensionRequested, .extended, .refused, .markedDuplicate, .transferred, .declined, .escalated,
            .rerouted,
        ]
    )

    private static let disputing: (yes: Set<ReportEventType>, no: Set<ReportEventType>) = (
        [.disputed], [.resolved, .refused, .markedDuplicate, .closed]
    )
}
