package import FoundationEssentials

/// What a command is carried out with, besides the report itself.
package struct CommandContext: Sendable {
    /// Who acts.
    package let actor: ReportActor
    /// The instant, taken when nobody else could change the report any more.
    package let now: Instant
    /// Agencies, units, categories and limits in force.
    package let catalog: ReferenceCatalog
    /// Which entries whoever acts has made themselves; nil: all that are the actor's.
    package let own: Set<Int>?
    /// Whether a leader has to approve the agency's answers.
    package let needsApproval: Bool
    /// The entry that the act has made already, of which this is another part.
    package var actOf: Int?
    /// The other report that this one is said to be a duplicate of.
    package let original: OriginalReport?
    /// Where the report would be handled; nil: there the city ends, or it is not to be anywhere else.
    package let rerouting: Rerouting?
    /// Whether whose work the report is to be is at the desk that has it.
    package let isAssignable: Bool
    /// Whether others are duplicates of this report.
    package let hasDuplicates: Bool
    /// Whether the public may know of the report at all.
    package let isListed: Bool
    /// What of its words is left out when it is published, where that was asked for.
    package let redactions: [Redaction.Span]
    /// Whether there is a picture of what was done or found; of an approval, with what was asked for.
    package let hasPhoto: Bool
    /// When it was taken, where somebody answers for that.
    package let photographedAt: Instant?

    /// A context; without an original none is known.
    package init(
        actor: ReportActor,
        now: Instant,
        catalog: ReferenceCatalog,
        own: Set<Int>? = nil,
        needsApproval: Bool = false,
        original: OriginalReport? = nil,
        rerouting: Rerouting? = nil,
        isAssignable: Bool = false,
        hasDuplicates: Bool = false,
        isListed: Bool = true,
        redactions: [Redaction.Span] = [],
        hasPhoto: Bool = false,
        photographedAt: Instant? = nil
    ) {
        self.actor = actor
        self.now = now
        self.catalog = catalog
        self.own = own
        self.needsApproval = needsApproval
        self.original = original
        self.rerouting = rerouting
        self.isAssignable = isAssignable
        self.hasDuplicates = hasDuplicates
        self.isListed = isListed
        self.redactions = redactions
        self.hasPhoto = hasPhoto
        self.photographedAt = photographedAt
    }

    /// The day of `now`.
    var today: CivilDate { HanoiDay(containing: now).date }
}

/// A report that another one is said to be a duplicate of.
package struct OriginalReport: Hashable, Sendable {
    package let id: UUID
    /// Whether it is the very report.
    package let isItself: Bool
    package let status: ReportStatus
    /// Of what it is a duplicate itself.
    package let original: ReportCode?
    /// Whether the public may know of it.
    package let isListed: Bool
    /// The desk that has it, and the one in whose place it does.
    package let holder: UUID
    package let standsInFor: UUID?
    package let isSecret: Bool

    package init(
        id: UUID,
        isItself: Bool,
        status: ReportStatus,
        original: ReportCode?,
        isListed: Bool,
        holder: UUID,
        standsInFor: UUID?,
        isSecret: Bool
    ) {
        self.id = id
        self.isItself = isItself
        self.status = status
        self.original = original
        self.isListed = isListed
        self.holder = holder
        self.standsInFor = standsInFor
        self.isSecret = isSecret
    }
}
