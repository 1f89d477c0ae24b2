package import FoundationEssentials

/// One thing that happened to a report, for readers of a feed. Never holds personal data, nor what anybody wrote.
package struct CommittedChange: Sendable {
    /// Behind it.
    package let place: ChangePlace
    /// What happened. Of a refusal that was taken back no reason is told.
    package let entry: TimelineItem
    /// Its number in the timeline that the reader sees, the public one's or staff's; nil where it stands in none.
    package let seq: Int?
    /// The number of the entry that it takes back.
    package let undone: Int?
    /// Whether it stands on the public timeline.
    package let isPublic: Bool
    package let report: ChangedReport

    package init(place: ChangePlace, entry: TimelineItem, seq: Int?, undone: Int?, isPublic: Bool, report: ChangedReport) {
        self.place = place
        self.entry = entry
        self.seq = seq
        self.undone = undone
        self.isPublic = isPublic
        self.report = report
    }
}

/// A report that something happened to, as it is when the feed is read.
package struct ChangedReport: Sendable {
    package let id: UUID
    package let code: String
    /// The name that its client has given it, for that client.
    package let externalID: String?
    package let status: ReportStatus
    /// Of a duplicate, its original where that may be known.
    package let original: ReportView.Original?
    package let unit: AdministrativeUnit?
    package let agency: Agency
    /// The responsible desk, in whose place the coordinator has it.
    package let standsInFor: Agency?
    package let category: UUID
    package let categoryCode: String
    package let categoryName: BilingualText
    package let severity: Severity
    package let publication: Publication

    package init(
        id: UUID,
        code: String,
        externalID: String?,
        status: ReportStatus,
        original: ReportView.Original?,
        unit: AdministrativeUnit?,
        agency: Agency,
        standsInFor: Agency?,
        category: UUID,
        categoryCode: String,
        categoryName: BilingualText,
        severity: Severity,
        publication: Publication
    ) {
        self.id = id
        self.code = code
        self.externalID = externalID
        self.status = status
        self.original = original
        self.unit = unit
        self.agency = agency
        self.standsInFor = standsInFor
        self.category = category
        self.categoryCode = categoryCode
        self.categoryName = categoryName
        self.severity = severity
        self.publication = publication
    }

    /// The official group; a duplicate has its original's.
    package var group: ReportStatus.Group? { status.group ?? original?.status.group }
}
