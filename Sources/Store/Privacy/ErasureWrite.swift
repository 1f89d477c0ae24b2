internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Forgets people, and keeps the facts: category, unit, status, times and the public point stay, and with them every figure.
enum ErasureWrite {
    /// Who reported and where exactly, of reports that are locked. What is sealed cannot be opened any more, in backups once they expire.
    static func persons(of reports: [UUID], at now: Instant) -> [SQL] {
        [
            TextRows.naming(reports),
            """
            UPDATE report_private
            SET
                point = NULL, accuracy_m = NULL, data_key = NULL, reporter_kind = NULL, name_sealed = NULL, phone_sealed = NULL,
                phone_lookup = NULL, email_sealed = NULL, email_lookup = NULL, attributes_sealed = NULL, asserted_user = NULL,
                citizen_id = NULL
            WHERE report_id = ANY (\(reports))
            """,
            """
            UPDATE report
            SET
                person_erased_at = greatest(created_at, coalesce(person_erased_at, \(now))), source_id = NULL, version = version + 1,
                public_version = public_version + 1, flags = 0
            WHERE id = ANY (\(reports))
            """,
            "DELETE FROM report_flag WHERE report_id = ANY (\(reports))",
        ] + AttachmentErasure.hiddenParts(of: reports, at: now)
    }

    /// Leaves of what was written and shown only what might be published, and nothing of where it was.
    static func reduceWords(of reports: [UUID], at now: Instant, on connection: isolated Connection) throws {
        let written = try connection.pipeline([
            TextRows.naming(reports),
            "SELECT report_id, description, hidden_parts::text FROM report_content WHERE report_id = ANY (\(reports))",
        ])[1].decode((UUID, String, String?).self)
        let reduced = try written.map { Redaction($0.1, hiding: try $0.2.map(RedactionRecord.ranges) ?? []).text }
        _ = try connection.pipeline([
            """
            UPDATE report_content AS content
            SET description = new.description, address = NULL, attributes = '{}', redactions = NULL, hidden_parts = NULL
            FROM unnest(\(written.map(\.0)), \(reduced)::text[]) AS new (report_id, description)
            WHERE content.report_id = new.report_id
            """,
            AttachmentErasure.unpublished(of: reports),
            reportersWords(of: reports),
            """
            UPDATE report
            SET
                words_reduced_at = greatest(created_at, coalesce(words_reduced_at, \(now))), version = version + 1,
                public_version = public_version + 1
            WHERE id = ANY (\(reports))
            """,
        ])
    }

    /// What reporters wrote after filing is never published: nothing of it is left.
    private static func reportersWords(of reports: [UUID]) -> SQL {
        """
        UPDATE report_event_text AS said
        SET text = '…'
        FROM report_event AS event
        WHERE event.report_id = said.report_id
            AND event.seq = said.seq
            AND event.actor_kind = 'citizen'
            AND said.report_id = ANY (\(reports))
        """
    }

    /// What was written beside the history of a report that was practised.
    static func deskWords(of report: UUID) -> [SQL] {
        [TextRows.naming(report), "UPDATE report_event_text SET text = '…' WHERE report_id = \(report)"]
    }

    /// Everything of a person in a report, at their request: also the words, which nobody sees any more.
    static func everything(of report: UUID, at now: Instant, on connection: isolated Connection) throws {
        let statements =
            persons(of: [report], at: now) + [
                TextRows.naming(report),
                """
                UPDATE report_content
                SET description = \(gone), address = NULL, occurred_at = NULL, attributes = '{}', redactions = NULL, hidden_parts = NULL
                WHERE report_id = \(report)
                """,
                """
                UPDATE report
                SET
                    publication = 'withheld', published_text = NULL,
                    words_reduced_at = greatest(created_at, coalesce(words_reduced_at, \(now)))
                WHERE id = \(report)
                """,
                keys(of: report),
                AttachmentErasure.reporters(of: report),
                reportersWords(of: [report]),
                TextRows.query(of: report),
                "SELECT seq, position, number, issuer, title FROM report_event_document WHERE report_id = \(report)",
            ]
        let answers = try connection.pipeline(statements).suffix(2)
        let texts = try answers.first?.decode(TextRows.Columns.self) ?? []
        let documents = try answers.last?.decode((Int, Int, String, String, String).self) ?? []
        let redacted = texts.map { (seq: $0.0, role: $0.1, text: Redaction($0.2).text, old: $0.2) }.filter { $0.text != $0.old }
        _ = try connection.pipeline([
            """
            UPDATE report_event_text AS said
            SET text = new.text
            FROM unnest(
                \(redacted.map(\.seq))::integer[], \(redacted.map(\.role))::text[], \(redacted.map(\.text))::text[]
            ) AS new (seq, role, text)
            WHERE said.report_id = \(report)
                AND said.seq = new.seq
                AND said.role = new.role
            """,
            """
            UPDATE report_event_document AS document
            SET number = new.number, issuer = new.issuer, title = new.title
            FROM unnest(
                \(documents.map(\.0))::integer[], \(documents.map(\.1))::integer[], \(documents.map { Redaction($0.2).text })::text[],
                \(documents.map { Redaction($0.3).text })::text[], \(documents.map { Redaction($0.4).text })::text[]
            ) AS new (seq, position, number, issuer, title)
            WHERE document.report_id = \(report)
                AND document.seq = new.seq
                AND document.position = new.position
            """,
        ])
    }

    /// Keys by which acts on it are told again.
    static func keys(of report: UUID) -> SQL { "DELETE FROM idempotency_key WHERE report_id = \(report)" }

    private static let gone = "[đã xóa theo yêu cầu của người phản ánh]"
}
