package import FoundationEssentials

extension ReportCourse {
    /// Where the report stands.
    package var status: ReportStatus { standing.status }

    /// The desk that has it.
    package var holder: UUID { entries[entries.count - 1].holder }

    /// The desk in whose place the coordinator has it, because nobody has an account there. A step that is taken back leaves it as it was.
    package var standsInFor: UUID? {
        let stay = standing.reversed().prefix { $0.holder == holder }
        return stay.first { $0.details.standsInFor != nil || $0.type == .routed }?.details.standsInFor
    }

    /// When the report closes by itself, if nobody says anything more; nil while it is not resolved, or the city looks at it once more.
    package var closesAt: Instant? {
        let facts = facts(for: .system)
        guard facts.status == .resolved, !facts.isUnderReview else { return nil }
        return facts.resolvedAt?.adding(seconds: Workflow.feedbackSeconds)
    }

    /// Whose work it is at the desk that has it: said by that desk, since it last got the report.
    package var assignment: Assignment? {
        standing.reversed().prefix { $0.holder == holder }.lazy.compactMap(\.details.assignment).first
    }

    /// The unit responsible on the ground, if one is known.
    package var unit: UUID? { standing.unit }

    /// What it is about; nil of a history that does not say.
    package var classification: Classification? { standing.classification }

    /// Whether the public sees what was reported, by the acts of desks that were not taken back.
    package var publication: Publication {
        standing.reversed().lazy.compactMap(Self.publication).first ?? .pending
    }

    /// Whether anything new decides on that.
    package var hasNewPublication: Bool {
        news.contains { entry in
            let undone = entry.details.clock.undone.flatMap { seq in entries.first { $0.seq == seq } }
            return Self.publication(undone ?? entry) != nil
        }
    }

    /// What an entry decides about it. A state secret is shown to nobody, whatever was decided before.
    private static func publication(_ entry: HistoryEntry) -> Publication? {
        switch entry.type {
        case .published: .published
        case .withheld: .withheld
        case .refused where entry.details.refusal == .stateSecret: .withheld
        default: nil
        }
    }

    /// The report it is a duplicate of.
    package var original: UUID? {
        status == .duplicate ? standing.last { $0.details.original != nil }?.details.original : nil
    }

    /// Whether it ended as a state secret.
    package var isSecret: Bool { standing.isSecret }

    /// What a decision on an action of this actor depends on.
    package func facts(for actor: ReportActor, needsApproval: Bool = false) -> WorkflowFacts {
        let standing = standing
        let resolve = clocks.clock(.resolve)
        var facts = WorkflowFacts(status: standing.status)
        facts.isPaused = resolve?.state == .paused
        facts.pauses = resolve?.pauses ?? 0
        facts.transfers = standing.count { $0.type == .transferred } + Self.relocations(standing)
        facts.disputes = standing.count { $0.type == .disputed }
        let solution = standing.lastIndex { $0.type == .resolved }
        facts.resolvedAt = solution.map { standing[$0].at }
        let answers = solution.map { standing[$0...] } ?? []
        facts.isRated = answers.contains { $0.type == .rated || $0.type == .disputed }
        facts.isUnderReview = facts.status == .resolved && answers.contains { $0.type == .disputed }
        facts.owesOpinion = actor.agency.map(clocks.asked.contains) ?? false
        facts.needsApproval = needsApproval
        facts.request = Self.request(standing)?.kind
        facts.lastStep = lastStep.map { entry in
            WorkflowFacts.Step(
                event: entry.type,
                at: entry.at,
                statusBefore: standing.filter { $0.seq < entry.seq }.status,
                isOwn: entry.actor == actor
            )
        }
        return facts
    }

    /// How often another place has handed a report on.
    private static func relocations(_ entries: [HistoryEntry]) -> Int {
        zip(entries, entries.dropFirst()).count { $0.type == .relocated && $1.type == .routed && $0.holder != $1.holder }
    }

    /// What waits for a leader's word.
    var request: Request? { Self.request(standing) }

    /// The last thing a person did, if the system has only noticed something since: what else the system does moves clocks, and cannot be
    /// lifted out from under them.
    var lastStep: HistoryEntry? {
        guard let last = entries.last(where: { !Self.noticedEntries.contains($0.type) }), last.actor != .system, last.type != .filed else {
            return nil
        }
        return last
    }

    /// What the system notices and nobody does: levels passed, and what a report came with.
    static let noticedEntries: Set<ReportEventType> = [.slaWarned, .slaBreached, .slaEscalated, .slaVoided, .burstNoticed]

    /// The entries that were not taken back.
    var standing: [HistoryEntry] { entries.standing }

    /// Something asked for, by whom and in which entry; more time with how many working seconds.
    typealias Request = (kind: WorkflowFacts.Request, seconds: Int64?, seq: Int, actor: ReportActor)

    /// A request falls with an answer to it, and with the report's leaving the desk.
    private static func request(_ entries: [HistoryEntry]) -> Request? {
        for entry in entries.reversed().prefix(while: { $0.holder == entries.last?.holder }) {
            switch entry.type {
            case .extensionRequested: return (.moreTime, entry.details.clock.seconds, entry.seq, entry.actor)
            case .resolutionProposed: return (.resolution, nil, entry.seq, entry.actor)
            case .extended, .extensionRefused, .resolved, .resolutionSentBack, .refused, .markedDuplicate, .transferred, .declined,
                .escalated, .rerouted, .reopened, .unmerged:
                return nil
            default: continue
            }
        }
        return nil
    }
}
