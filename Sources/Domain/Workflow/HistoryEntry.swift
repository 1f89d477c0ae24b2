package import FoundationEssentials

/// One entry of a report's history, as the rules read and write it. Never holds personal data.
package struct HistoryEntry: Hashable, Sendable {
    /// Place in the history, from 1, without gaps.
    package let seq: Int
    /// When it happened; never earlier than the entry before it.
    package let at: Instant
    /// What happened.
    package let type: ReportEventType
    /// Whose act it was.
    package let actor: ReportActor
    /// The desk that holds the report from here on.
    package let holder: UUID
    /// Whether it stands on the public timeline.
    package let isPublic: Bool
    /// What else it says.
    package let details: EntryDetails

    /// An entry.
    package init(
        seq: Int,
        at: Instant,
        type: ReportEventType,
        actor: ReportActor,
        holder: UUID,
        isPublic: Bool,
        details: EntryDetails = EntryDetails()
    ) {
        self.seq = seq
        self.at = at
        self.type = type
        self.actor = actor
        self.holder = holder
        self.isPublic = isPublic
        self.details = details
    }

    /// What it means for the clocks.
    package var clockEvent: ClockEvent {
        ClockEvent(seq: seq, at: at, holder: holder, change: type.clockChange(details.clock))
    }
}

/// What an entry says besides its type; what does not apply is nil.
package struct EntryDetails: Hashable, Sendable {
    /// Where the report stands from here on, where that is not where it stood.
    package var status: ReportStatus?
    /// What moves clocks.
    package var clock = ClockDetails()
    /// The desk in whose place the coordinator has the report from here on.
    package var standsInFor: UUID?
    /// The unit responsible on the ground from here on.
    package var unit: UUID?
    /// What the report is about from here on.
    package var classification: Classification?
    /// Whose work it is from here on, until another desk has it.
    package var assignment: Assignment?
    /// Why it was refused.
    package var refusal: RefusalCode?
    /// What the reporter thinks of the solution.
    package var rating: Rating?
    /// Of an entry that tells how a corrected report was routed anew: all of it.
    package var routing: RoutingDecision?
    /// When what shows that was photographed.
    package var photographedAt: Instant?
    /// Of a solution: whether pictures of the place go with it.
    package var hasPictures = false
    /// The report it is a duplicate of.
    package var original: UUID?
    /// The entry of the same act before it: what was done at once is taken back at once.
    package var actOf: Int?
    /// Of a duplicate's rating: the entry of its original that is the answer.
    package var answer: Int?
    /// Of a dispute: the duplicate whose reporter disputes the answer.
    package var member: ReportCode?
    /// Of entries about a level.
    package var level: LevelNote?

    /// Says nothing more than the type.
    package init() {}
}

/// What a report is about.
package struct Classification: Hashable, Sendable {
    /// The category.
    package let category: UUID
    /// The category's version.
    package let version: Int
    /// The severity in force.
    package let severity: Severity

    /// A classification.
    package init(category: UUID, version: Int, severity: Severity) {
        self.category = category
        self.version = version
        self.severity = severity
    }
}

/// The level an entry tells of, passed or voided.
package struct LevelNote: Hashable, Sendable {
    /// Which.
    package let key: LevelEvent.Key
    /// The logical instant of the passing (R13).
    package let occurredAt: Instant
    /// Who was responsible then; nil where it is voided.
    package let agency: UUID?
    /// Whom an escalation reaches, by the policy that held then; nil for other levels.
    package let reaches: EscalationRank?
    /// A shorter limit passed it, not time.
    package let byReclassification: Bool
    /// Whether people are to be told: of several noticed at once for a clock only the highest.
    package let isNotified: Bool

    /// A note.
    package init(
        key: LevelEvent.Key,
        occurredAt: Instant,
        agency: UUID?,
        reaches: EscalationRank? = nil,
        byReclassification: Bool,
        isNotified: Bool
    ) {
        self.key = key
        self.occurredAt = occurredAt
        self.agency = agency
        self.reaches = reaches
        self.byReclassification = byReclassification
        self.isNotified = isNotified
    }
}
