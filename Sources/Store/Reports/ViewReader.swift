internal import Postgres

/// Whose view of a report is read, and so from where.
enum ViewReader {
    case anybody
    /// Whoever has shown the report's token.
    case reporter
    case staff

    var reports: StaticString { self == .anybody ? "public_report" : "report" }
    var attachments: StaticString {
        switch self {
        case .anybody: "public_attachment"
        case .reporter: "reporter_attachment"
        case .staff: "report_attachment"
        }
    }
    /// What is hidden in pictures is for the desk that hides it.
    var regions: StaticString { self == .staff ? "file.regions" : "NULL" }
    var documents: StaticString { self == .anybody ? "public_report_document" : "report_event_document" }
    /// What a desk has taken back, or a leader has not approved yet, is for desks; the public's view leaves it out by itself.
    var shownFiles: StaticString {
        self == .reporter
            ? "(file.used_as <> 'action' OR EXISTS (SELECT FROM public_act AS act WHERE act.report_id = file.report_id AND act.seq = file.event_seq))"
            : "true"
    }
    /// What is wrong about what is public, as people have said, by reason: for desks.
    var flags: StaticString {
        self == .staff
            ? """
            CASE WHEN report.flags > 0 THEN (
                SELECT json_object_agg(flagged.reason, flagged.flags)::text
                FROM (SELECT reason, count(*) AS flags FROM report_flag WHERE report_id = report.id GROUP BY reason) AS flagged
            ) END
            """
            : "NULL::text"
    }
    var clocks: StaticString { self == .anybody ? "public_sla_clock" : "sla_clock" }
    /// Notes and other inner work are a new version for staff only.
    var version: StaticString { self == .reporter ? "public_version" : "version" }
    var updatedAt: StaticString { self == .reporter ? "public_updated_at" : "updated_at" }
    /// The code of a report that is never listed is for staff.
    var original: StaticString {
        self == .staff ? "original.code" : "CASE WHEN original.sensitivity < 2 THEN original.code END"
    }
}
