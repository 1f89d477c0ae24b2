package import Domain
internal import FoundationEssentials
internal import Postgres

/// What the audit is to tell of handing a report out; nil where nothing private of it is.
package typealias Disclosing = @Sendable (StaffRecord) -> AuditRecord?

/// Everything that is kept of a report, as of one moment.
package struct StaffRecord: Sendable {
    /// With the reporter's own part, that is the words and the exact place.
    package let view: ReportView
    /// Sealed.
    package let contact: SealedContact
    /// Its history, in order.
    package let entries: [HistoryEntry]
    /// Whether its group is a state secret.
    package let isSecret: Bool
    /// Levels recorded and not voided.
    package let recorded: [LevelEvent.Key: LevelEvent.Passing]
    /// Words beside the entries, by their numbers.
    package let texts: [Int: [ActionText]]
    /// Documents shown with entries, by their numbers.
    package let documents: [Int: [OfficialDocument]]
    /// Who of staff made which entries.
    package let staff: [Int: String]
    /// Why it should be looked at twice.
    package let moderation: Moderation?
    /// The code of an earlier report that it may be a copy of.
    package let possibleDuplicateOf: String?
    package let work: ReportWork
    /// Parts of what was reported that a desk hides from the public, by their place in Unicode scalars.
    package let hidden: [Range<Int>]
    /// The database's clock.
    package let now: Instant
    /// The catalogue it was read with: the epoch may have moved since.
    package let catalog: ReferenceCatalog

    /// Which desks may see it.
    package var sight: ReportSight { ReportSight(entries, isSecret: isSecret, catalog) }

    /// What a desk is shown that only desks may know, with the person who reported or without.
    package func fields(withReporter: Bool) -> [PrivateField] {
        let own: [(PrivateField, Bool)] = [
            (.words, view.own != nil), (.place, view.own?.pin != nil), (.pictures, !view.attachments.isEmpty),
        ]
        let reporter: [(PrivateField, Bool)] = [
            (.name, contact.name != nil && contact.showNameTo != .nobody), (.phone, contact.phone != nil), (.email, contact.email != nil),
            (.attributes, contact.attributes != nil),
        ]
        return (own + (withReporter && contact.dataKey != nil ? reporter : [])).filter(\.1).map(\.0)
    }

    /// Reads it in the transaction that `connection` is in; nil if there is no such report.
    static func read(_ id: UUID, _ catalog: ReferenceCatalog, on connection: isolated Connection) throws -> StaffRecord? {
        let answers = try connection.pipeline([
            TextRows.naming(id),
            ReportReader.view(for: .staff, "report.id = \(id)"),
            ReportReader.own(id),
            CourseRead.entries(of: [id]),
            CourseRead.levels(of: [id]),
            TextRows.query(of: id),
            TextRows.staffQuery(of: id),
            EntryNotes.query(of: id),
            Self.remarks(on: id),
            ActionFileRows.query(of: id),
        ])
        guard let view = try answers[1].first(ViewRow.init),
            let own = try answers[2].first(OwnRow.Columns.self).map(OwnRow.init),
            let row = try answers[8].first((Instant, String?, String?, Bool, UUID?, String?, UUID?, String?, String?).self)
        else { return nil }
        let course = try CourseRead.courses(answers[3], answers[4]).course(of: id)
        return StaffRecord(
            view: try view.view(own: own, catalog: catalog),
            contact: try own.contact(),
            entries: try EntryNotes.adding(answers[7], to: course.entries),
            isSecret: row.3,
            recorded: course.recorded,
            texts: try TextRows.texts(answers[5]),
            documents: try ActionFileRows.documents(answers[9]),
            staff: try TextRows.staff(answers[6]),
            moderation: row.1.flatMap(Moderation.init),
            possibleDuplicateOf: row.2,
            work: ReportWork(assignee: row.4, username: row.5, team: row.6, name: row.7),
            hidden: try row.8.map(RedactionRecord.ranges) ?? [],
            now: row.0,
            catalog: catalog
        )
    }

    private static func remarks(on id: UUID) -> SQL {
        """
        SELECT instant_now(), report.moderation, original.code, report.is_secret, \(WorkRows.columns), content.hidden_parts::text
        FROM report
        JOIN report_content AS content ON content.report_id = report.id
        \(WorkRows.joins)
        LEFT JOIN report AS original ON original.id = report.possible_duplicate_of
        WHERE report.id = \(id)
        """
    }
}
