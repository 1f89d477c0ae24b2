package import FoundationEssentials

/// A report as the public, or its reporter, may see it. Handed on by reference: it has more parts than anybody should copy.
package final class ReportView: Sendable {
    /// What only the reporter sees.
    package struct Own: Sendable {
        package let description: String
        package let address: String?
        package let occurredAt: Instant?
        package let pin: Pin?
        package let accuracyM: Double?
        package let attributes: [(code: String, value: AttributeValue)]
        /// As first decided, with candidates and distance.
        package let routing: RoutingDecision?
        package let externalID: String?
        package let channel: Channel
        /// What was left out of the description when it was published.
        package let redactions: [Redaction.Span]

        package init(
            description: String,
            address: String?,
            occurredAt: Instant?,
            pin: Pin?,
            accuracyM: Double?,
            attributes: [(code: String, value: AttributeValue)],
            routing: RoutingDecision?,
            externalID: String?,
            channel: Channel,
            redactions: [Redaction.Span] = []
        ) {
            self.description = description
            self.address = address
            self.occurredAt = occurredAt
            self.pin = pin
            self.accuracyM = accuracyM
            self.attributes = attributes
            self.routing = routing
            self.externalID = externalID
            self.channel = channel
            self.redactions = redactions
        }
    }

    /// The report that a duplicate counts with.
    package struct Original: Hashable, Sendable {
        /// nil where only staff may know of it.
        package let code: String?
        package let status: ReportStatus
        /// As `ReportView.version`.
        package let version: Int

        package init(code: String?, status: ReportStatus, version: Int) {
            self.code = code
            self.status = status
            self.version = version
        }
    }

    package let id: UUID
    package let code: String
    /// Grows with every change that this reader sees: what entity tags are made of.
    package let version: Int
    package let status: ReportStatus
    package let createdAt: Instant
    package let updatedAt: Instant
    package let categoryCode: String
    package let categoryName: BilingualText
    package let severity: Severity
    package let unit: AdministrativeUnit?
    package let agency: Agency
    /// The responsible desk, in whose place the coordinator has the report because nobody has an account there yet.
    package let standsInFor: Agency?
    package let method: RoutingMethod
    /// nil in the public view: with the rest it would narrow the place down.
    package let confidence: RoutingConfidence?
    package let boundaryVersion: BoundaryVersionSummary?
    /// Snapped to 50 m, the unit's point, or nil.
    package let publicPoint: Pin?
    package let publication: Publication
    /// Once published.
    package let publishedText: String?
    package let policy: PolicySummary
    package let acknowledge: ClockView
    package let resolve: ClockView
    /// In the order in which they are shown; of a report that is not published the public sees none.
    package let attachments: [Attachment]
    /// Of a duplicate; nil where the public may not know of it.
    package let original: Original?
    /// Who follows it, besides who filed it.
    package let followers: Int
    /// What was said to be wrong about what is public, since the desk has last said what is; for staff.
    package let flags: [FlagReason: Int]
    package let own: Own?

    package init(
        id: UUID,
        code: String,
        version: Int,
        status: ReportStatus,
        createdAt: Instant,
        updatedAt: Instant,
        categoryCode: String,
        categoryName: BilingualText,
        severity: Severity,
        unit: AdministrativeUnit?,
        agency: Agency,
        standsInFor: Agency?,
        method: RoutingMethod,
        confidence: RoutingConfidence?,
        boundaryVersion: BoundaryVersionSummary?,
        publicPoint: Pin?,
        publication: Publication,
        publishedText: String?,
        policy: PolicySummary,
        acknowledge: ClockView,
        resolve: ClockView,
        attachments: [Attachment],
        original: Original?,
        followers: Int,
        flags: [FlagReason: Int],
        own: Own?
    ) {
        self.id = id
        self.code = code
        self.version = version
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.categoryCode = categoryCode
        self.categoryName = categoryName
        self.severity = severity
        self.unit = unit
        self.agency = agency
        self.standsInFor = standsInFor
        self.method = method
        self.confidence = confidence
        self.boundaryVersion = boundaryVersion
        self.publicPoint = publicPoint
        self.publication = publication
        self.publishedText = publishedText
        self.policy = policy
        self.acknowledge = acknowledge
        self.resolve = resolve
        self.attachments = attachments
        self.original = original
        self.followers = followers
        self.flags = flags
        self.own = own
    }

    /// Whether it is for practice: nobody filed it, and nothing counts it.
    package var isPractice: Bool { agency.kind.isForPractice }

    /// The official group; a duplicate has its original's.
    package var group: ReportStatus.Group? { status.group ?? original?.status.group }

    /// How the present unit was found, with all that its reporter may know; nil for the public. Nothing of how the first one was found
    /// holds for another one, which a desk has named.
    package var routing: RoutingDecision? {
        guard let own else { return nil }
        if let first = own.routing, first.unit?.id == unit?.id { return first }
        return RoutingDecision(
            unit: unit,
            agency: agency,
            standsInFor: standsInFor,
            method: .manual,
            confidence: confidence ?? .high,
            boundaryVersion: nil,
            distanceToBorderM: nil,
            candidates: [],
            isOutside: false
        )
    }
}

/// One thing that happened to a report, as people may see it.
package struct TimelineItem: Sendable {
    /// Whose act it was; an officer is never named, only the desk.
    package enum Author: Sendable {
        case citizen
        case agency(Agency)
        case system
    }

    package let at: Instant
    package let type: String
    package let by: Author
    /// The desk that holds the report from here on.
    package let holder: Agency
    /// The clock an entry about a limit speaks of.
    package let clock: ClockKind?
    /// When the limit of such an entry ran out, however late that was noticed.
    package let occurredAt: Instant?
    /// What the desk says to the reporter; to the public what it has answered, without what tells who somebody is.
    package let note: String?
    /// Why the report was refused, as it is told outside.
    package let refusal: RefusalCode?
    /// When what shows that was photographed.
    package let photographedAt: Instant?
    /// Pictures that the desk shows with it, as this reader may see them.
    package let evidence: [Attachment]
    /// Documents that it rests on, each with its file where there is one.
    package let documents: [(document: OfficialDocument, file: Attachment?)]
    /// How much more time was granted, in working seconds.
    package let grantedSeconds: Int64?
    /// Why the time limit is paused, for the reporter.
    package let pauseReason: PauseReason?
    /// The report it happened to, where that is the one that this is a duplicate of.
    package let original: String?
    /// Whether it was not taken back.
    package let isStanding: Bool

    package init(
        at: Instant,
        type: String,
        by: Author,
        holder: Agency,
        clock: ClockKind? = nil,
        occurredAt: Instant? = nil,
        note: String? = nil,
        refusal: RefusalCode? = nil,
        photographedAt: Instant? = nil,
        files: [Attachment] = [],
        documents: [OfficialDocument] = [],
        grantedSeconds: Int64? = nil,
        pauseReason: PauseReason? = nil,
        original: String? = nil,
        isStanding: Bool = true
    ) {
        let filed = Dictionary(files.map { ($0.id, $0) }) { first, _ in first }
        let ofDocuments = Set(documents.compactMap(\.attachment))
        evidence = files.filter { !ofDocuments.contains($0.id) }
        self.documents = documents.map { document in (document, document.attachment.flatMap { filed[$0] }) }
        self.refusal = refusal
        self.photographedAt = photographedAt
        self.grantedSeconds = grantedSeconds
        self.pauseReason = pauseReason
        self.original = original
        self.isStanding = isStanding
        self.at = at
        self.type = type
        self.by = by
        self.holder = holder
        self.clock = clock
        self.occurredAt = occurredAt
        self.note = note
    }
}

extension [TimelineItem] {
    /// The desk's answer to a report of that group: of a duplicate its original's. A report that is worked on has none, whatever was
    /// answered before.
    package func answer(in group: ReportStatus.Group?) -> TimelineItem? {
        guard group == .done || group == .refused else { return nil }
        return last { $0.isStanding && ["resolved", "refused"].contains($0.type) }
    }

    /// Why what was reported is not shown.
    package var withholdingReason: String? {
        let last = last { $0.isStanding && $0.original == nil && ["published", "withheld"].contains($0.type) }
        return last?.type == "withheld" ? last?.note : nil
    }
}

/// A stretch of time in which one desk had the report.
package struct Holding: Hashable, Sendable {
    package let agency: Agency
    package let from: Instant
    /// nil: it still has it.
    package let to: Instant?

    /// Who held a report how long, from its history in order.
    package static func stretches(of items: [TimelineItem]) -> [Holding] {
        let starts = items.filter { $0.original == nil }.reduce(into: [TimelineItem]()) { starts, item in
            if starts.last?.holder.id != item.holder.id { starts.append(item) }
        }
        return starts.enumerated().map { index, item in
            Holding(agency: item.holder, from: item.at, to: index + 1 < starts.count ? starts[index + 1].at : nil)
        }
    }
}
