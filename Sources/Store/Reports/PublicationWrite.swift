internal import Domain
internal import FoundationEssentials
internal import JSON
internal import Postgres

/// Makes a report's words public, or takes them back. What the public may read stands apart from what was written, which stays whole for
/// the desk.
enum PublicationWrite {
    /// Writes it for a report that is locked. The words are read and redacted here, in the transaction of the act, but for what it keeps. What
    /// is kept holds for this once: whatever publishes the report again without it leaves everything out.
    static func run(
        _ publication: Publication,
        of report: UUID,
        keeping kept: Set<Range<Int>>,
        hiding marked: [Range<Int>]?,
        on connection: isolated Connection
    ) throws {
        guard publication == .published else { return try withdraw(publication, report, on: connection) }
        let (words, before) = try content(of: report, on: connection)
        let hidden = marked ?? before
        let stored: JSONB? = hidden.isEmpty ? nil : JSONB(text: RedactionRecord.text(hidden))
        let redaction = Redaction(words, keeping: kept, hiding: hidden)
        _ = try connection.pipeline([
            // A category that is never listed forbids it, whatever was decided while the report was of another; and so does a state secret,
            // whatever was decided before what it is a duplicate of became one.
            """
            UPDATE report
            SET
                publication = CASE WHEN sensitivity < 2 AND NOT is_secret THEN 'published' ELSE 'withheld' END,
                published_text = CASE WHEN sensitivity < 2 AND NOT is_secret THEN \(redaction.text) END, flags = 0
            WHERE id = \(report)
            """,
            """
            UPDATE report_content
            SET
                redactions = \(JSONB(text: RedactionRecord.text(redaction.spans))),
                hidden_parts = \(stored)
            WHERE report_id = \(report)
            """,
            answeredFlags(of: report),
        ])
    }

    /// Whoever says what is public has answered what was said about that.
    private static func answeredFlags(of report: UUID) -> SQL { "DELETE FROM report_flag WHERE report_id = \(report)" }

    /// What was written, of a report that is locked.
    static func words(of report: UUID, on connection: isolated Connection) throws -> String {
        try content(of: report, on: connection).words
    }

    /// With the parts that a desk hides from the public.
    private static func content(of report: UUID, on connection: isolated Connection) throws -> (words: String, hidden: [Range<Int>]) {
        let row = try connection.pipeline([
            TextRows.naming(report), "SELECT description, hidden_parts::text FROM report_content WHERE report_id = \(report)",
        ])[1].first((String, String?).self)
        guard let row else { throw StoreError.fault("words of a report") }
        return (row.0, try row.1.map(RedactionRecord.ranges) ?? [])
    }

    private static func withdraw(_ publication: Publication, _ report: UUID, on connection: isolated Connection) throws {
        _ = try connection.pipeline([
            """
            UPDATE report
            SET
                publication = CASE WHEN is_secret THEN 'withheld' ELSE \(publication.rawValue) END, published_text = NULL, flags = 0,
                \(AttachmentErasure.due(since: "words_reduced_at"))
            WHERE id = \(report)
            """,
            TextRows.naming(report),
            "UPDATE report_content SET redactions = NULL WHERE report_id = \(report)", answeredFlags(of: report),
        ])
    }
}
