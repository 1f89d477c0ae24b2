package import FoundationEssentials

extension ReportCourse {
    /// Whether somebody at a desk may take an action of staff, if the table allows it: the desk that has the report may, the city's
    /// coordinator may with any report, and an opinion is given by whoever was asked for it.
    package func permits(_ action: ReportAction, at desk: UUID, coordinator: UUID) -> Bool {
        desk == holder || desk == coordinator || (action == .giveOpinion && clocks.asked.contains(desk))
    }

    /// Whether a desk may know who reported: the one that has the report, and the coordinator.
    package func disclosesReporter(to desk: UUID, coordinator: UUID) -> Bool {
        desk == holder || desk == coordinator
    }

    /// What somebody at a desk may do now; `now` is not earlier than the last entry.
    package func allowedActions(at desk: UUID, coordinator: UUID, now: Instant) -> [ReportAction] {
        Workflow.allowed(.staff, facts(for: .agency(desk)), at: now).filter { permits($0, at: desk, coordinator: coordinator) }
    }

    /// The entry whose request an approval grants or sends back; nil when none waits.
    package var requestSeq: Int? { Self.request(standing)?.seq }
}
