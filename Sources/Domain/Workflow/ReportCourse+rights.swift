package import FoundationEssentials

extension ReportCourse {
    /// Whether somebody at a desk may take an action of staff, if the table allows it: the desk that has the report may, and the city's
    /// coordinator with any report. Besides, an opinion is given by whoever was asked for it, and a step taken back by the desk that took it.
    ///
    /// More time is asked of a leader (R4); the coordinator, above whom there is none, asks for none, and passes nothing up.
    package func permits(_ action: ReportAction, at desk: UUID, coordinator: UUID) -> Bool {
        let isInCharge = desk == holder || desk == coordinator
        return switch action {
        case .giveOpinion: isInCharge || clocks.asked.contains(desk)
        case .undo: isInCharge || lastSteps.first?.actor == .agency(desk)
        case .extend: desk == holder && desk != coordinator
        case .decline, .escalate: isInCharge && holder != coordinator
        default: isInCharge
        }
    }

    /// What somebody has to be allowed to for an action: whoever may answer may take back what they asked for.
    package func right(to action: ReportAction, own: Set<Int>) -> ReportAction {
        action == .sendBack && requestSeq.map(own.contains) ?? false ? .resolve : action
    }

    /// What the table allows a desk to do now, whoever may do it there; `now` is not earlier than the last entry.
    /// `own` are the entries that who asks has made themselves.
    package func possibleActions(at desk: UUID, own: Set<Int>, now: Instant) -> [ReportAction] {
        Workflow.allowed(.staff, facts(for: .agency(desk), own: own), at: now)
    }

    /// The entry whose request an approval grants or sends back; nil when none waits.
    package var requestSeq: Int? { request?.seq }
}
