internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Lets go of attachments of reports that are locked and named. What nothing refers to then is swept out of the storage.
enum AttachmentErasure {
    /// What is hidden from the public in pictures that it may see the rest of.
    static func hiddenParts(of reports: [UUID], at now: Instant) -> [SQL] {
        [
            """
            DELETE FROM attachment_object
            WHERE copy = 'original'
                AND attachment_id IN (SELECT id FROM attachment WHERE report_id = ANY (\(reports)) AND redacted_at IS NOT NULL)
            """,
            """
            UPDATE attachment
            SET original_erased_at = greatest(redacted_at, \(now))
            WHERE report_id = ANY (\(reports))
                AND redacted_at IS NOT NULL
                AND original_erased_at IS NULL
            """,
        ]
    }

    /// What the public does not see.
    static func unpublished(of reports: [UUID]) -> SQL {
        """
        DELETE FROM attachment
        USING report
        WHERE report.id = attachment.report_id
            AND attachment.report_id = ANY (\(reports))
            AND (report.publication <> 'published' OR attachment.used_as = 'message')
        """
    }

    /// When its pictures are looked at again, of a report that is `report` in the statement around it, if by this mark their time is over:
    /// something was just hidden.
    static func due(since mark: StaticString) -> SQL {
        """
        pictures_due_at = CASE
            WHEN report.\(fragment: mark) IS NULL THEN pictures_due_at
            ELSE instant_now() + \(RetentionPolicy.latePictureDays) * interval '1 day'
        END
        """
    }

    /// What its reporter has sent.
    static func reporters(of report: UUID) -> SQL {
        "DELETE FROM attachment WHERE report_id = \(report) AND uploaded_by IS NULL"
    }
}
