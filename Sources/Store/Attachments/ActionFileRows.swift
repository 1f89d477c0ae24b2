internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What desks show with their acts: attachments of `used_as = 'action'`, and `report_event_document`. A session has to name the report first.
enum ActionFileRows {
    /// Of these attachments those that somebody of staff may show of a report, locked: whoever claims one of them at the same time waits, and
    /// then finds it claimed. Also those that the report has shown and does not any more: with what was taken back, sent back, or waits and
    /// is said anew. Their names stay named.
    static func claimable(
        _ ids: [UUID],
        by principal: StaffPrincipal?,
        for report: UUID,
        on connection: isolated Connection
    ) throws -> [UUID: Attachment.Kind] {
        guard !ids.isEmpty, let principal else { return [:] }
        let rows = try connection.pipeline([
            AttachmentRows.naming(ids),
            """
            SELECT id, kind
            FROM attachment
            WHERE id = ANY (\(ids))
                AND (
                    state = 'unclaimed'
                        AND uploaded_at > instant_now() - \(AttachmentLimits.unclaimedHours) * interval '1 hour'
                        AND (
                            uploaded_by = \(principal.name.text)
                            OR uploaded_by IN (SELECT username FROM account WHERE agency_id = \(principal.agency))
                        )
                    OR state = 'claimed'
                        AND used_as = 'action'
                        AND report_id = \(report)
                        AND event_seq IN (
                            SELECT seq FROM report_event WHERE report_id = \(report) AND type = 'resolution_proposed'
                            UNION ALL
                            SELECT (data ->> 'undone')::integer FROM report_event WHERE report_id = \(report) AND type = 'undone'
                        )
                )
            ORDER BY id
            FOR UPDATE
            """,
        ])[1].decode((UUID, String).self)
        return try rows.reduce(into: [:]) { kinds, row in
            guard let kind = Attachment.Kind(rawValue: row.1) else { throw StoreError.fault("kind of attachment \(row.0)") }
            kinds[row.0] = kind
        }
    }

    /// Claims what was found claimable, and keeps what documents say.
    static func insert(_ files: ActionFiles, beside seq: Int, of report: UUID, at now: Instant) -> [SQL] {
        var statements: [SQL] = []
        if !files.attachments.isEmpty {
            statements.append(
                """
                UPDATE attachment
                SET
                    state = 'claimed', claimed_at = greatest(attachment.uploaded_at, \(now)), used_as = 'action', report_id = \(report),
                    event_seq = \(seq), position = given.position
                FROM unnest(\(files.attachments)) WITH ORDINALITY AS given (id, position)
                WHERE attachment.id = given.id
                """
            )
        }
        let documents = files.documents
        if !documents.isEmpty {
            statements.append(
                """
                INSERT INTO report_event_document (report_id, seq, position, number, issued_on, issuer, title, attachment_id)
                SELECT \(report), \(seq), said.position, said.number, said.issued_on::date, said.issuer, said.title, said.attachment_id
                FROM unnest(
                    \(documents.map(\.number))::text[], \(documents.map(\.date.description))::text[], \(documents.map(\.issuer))::text[],
                    \(documents.map(\.title))::text[], \(documents.map(\.attachment))
                ) WITH ORDINALITY AS said (number, issued_on, issuer, title, attachment_id, position)
                """
            )
        }
        return statements
    }

    /// What was shown with a request is shown with its granting: moved, also from a granting that was taken back.
    static func carry(from request: Int, to seq: Int, of report: UUID) -> [SQL] {
        let shown: SQL = """
            SELECT event.seq
            FROM report_event AS event
            WHERE event.report_id = \(report)
                AND event.seq >= \(request)
                AND event.type IN ('resolution_proposed', 'resolved')
            """
        return [
            """
            UPDATE attachment
            SET event_seq = \(seq)
            WHERE report_id = \(report)
                AND used_as = 'action'
                AND event_seq IN (\(shown))
            """,
            "UPDATE report_event_document SET seq = \(seq) WHERE report_id = \(report) AND seq IN (\(shown))",
        ]
    }

    /// Entries of a report beside which pictures are shown.
    static func pictured(of report: UUID) -> SQL {
        """
        SELECT DISTINCT event_seq
        FROM attachment
        WHERE report_id = \(report)
            AND used_as = 'action'
            AND kind = 'picture'
        """
    }

    /// The documents of an entry, named `event` in the statement around it, in one column; NULL where there are none.
    static func documents(for reader: ViewReader) -> SQL {
        """
        (
            SELECT \(told)
            FROM \(fragment: reader.documents) AS document
            WHERE document.report_id = event.report_id
                AND document.seq = event.seq
        )
        """
    }

    /// Those of a report's entries, as columns `seq` and `documents`: looked up once for all of them.
    static func documentsByEntry(for reader: ViewReader, of report: SQL) -> SQL {
        """
        SELECT document.seq, \(told) AS documents
        FROM \(fragment: reader.documents) AS document
        WHERE document.report_id = \(report)
        GROUP BY document.seq
        """
    }

    private static let told: SQL = """
        json_agg(
            json_build_object(
                'number', document.number, 'date', to_char(document.issued_on, 'YYYY-MM-DD'), 'issuer', document.issuer,
                'title', document.title, 'attachment', document.attachment_id
            )
            ORDER BY document.position
        )::text
        """

    /// The documents of a report, by entry.
    static func query(of report: UUID) -> SQL {
        """
        SELECT event.seq, \(documents(for: .staff))
        FROM (SELECT DISTINCT report_id, seq FROM report_event_document WHERE report_id = \(report)) AS event
        """
    }

    /// What the query returned.
    static func documents(_ rows: Rows) throws -> [Int: [OfficialDocument]] {
        let read = try rows.decode((Int, String).self).map { ($0.0, try DocumentRecord.documents($0.1)) }
        return Dictionary(read) { first, _ in first }
    }
}

/// A document as `ActionFileRows.documents` tells it.
struct DocumentRecord: Decodable {
    let number: String
    let date: String
    let issuer: String
    let title: String
    let attachment: UUID?

    static func documents(_ text: String) throws -> [OfficialDocument] {
        let records: [DocumentRecord] = try EventRecord.read(text)
        return try records.map { record in
            guard let date = CivilDate(record.date) else { throw StoreError.fault("date of a document") }
            return OfficialDocument(
                number: record.number,
                date: date,
                issuer: record.issuer,
                title: record.title,
                attachment: record.attachment
            )
        }
    }
}
