internal import FoundationEssentials

extension [HistoryEntry] {
    /// Those that were not taken back.
    package var standing: [HistoryEntry] {
        let undone = Set(compactMap(\.details.clock.undone))
        return undone.isEmpty ? self : filter { !undone.contains($0.seq) }
    }

    /// The unit on the ground that the last of them names.
    var unit: UUID? { last { $0.details.unit != nil }?.details.unit }

    /// Where the report stands after the last of them.
    package var status: ReportStatus { last { $0.details.status != nil }?.details.status ?? .submitted }

    /// What the report is about by the last of them that says so.
    package var classification: Classification? { last { $0.details.classification != nil }?.details.classification }

    /// Whether it ended as a state secret.
    var isSecret: Bool { last { $0.details.status != nil }?.details.refusal == .stateSecret }

    /// Whether the reporter was asked something in this cycle and has not written since.
    var hasOpenQuestion: Bool {
        let last = last { [.informationRequested, .messageAdded, .reopened, .unmerged].contains($0.type) }
        return last?.type == .informationRequested
    }
}
