package import Domain
package import FoundationEssentials
internal import Postgres

/// What the public is shown of a picture from now on.
package struct PictureRedaction: Sendable {
    package let attachment: UUID
    /// At least one.
    package let regions: [PictureRectangle]
    /// Of each size one.
    package let files: [Attachment.Size: StoredFile]

    package init(attachment: UUID, regions: [PictureRectangle], files: [Attachment.Size: StoredFile]) {
        self.attachment = attachment
        self.regions = regions
        self.files = files
    }
}

/// What came of a redaction.
package enum RedactionOutcome: Sendable {
    /// The report as it left it, and whoever of staff has made it as they are now; nil where nobody of staff has.
    case made(StaffRecord, for: StaffPrincipal?)
    /// The report is another version by now.
    case outdated
    /// The picture, or its original, is gone.
    case gone
}

/// Keeps what is not shown of pictures.
package struct RedactionStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// The code of the report that an attachment is of; nil for one that is of none.
    package func report(of attachment: UUID) async throws(StoreError) -> String? {
        try await reading {
            try await pool.withConnection { connection in
                try connection.pipeline([
                    AttachmentRows.naming([attachment]),
                    """
                    SELECT report.code
                    FROM attachment
                    JOIN report ON report.id = attachment.report_id
                    WHERE attachment.id = \(attachment)
                    """,
                ])[1].first(String.self)
            }
        }
    }

    /// Shows the public the new copies in the place of whatever it saw, if that is the editor's to do and the report is one of these
    /// versions of it: it is a new one to everybody then. What `disclosing` makes of the report as it is shown to the editor is kept in the
    /// audit. Throws `signedOut` and `forbidden`.
    package func redact(
        _ redaction: PictureRedaction,
        by editor: Editor,
        expecting versions: Set<Int>,
        _ catalog: ReferenceCatalog,
        disclosing: @Sendable (StaffPrincipal) -> Disclosing
    ) async throws(StoreError) -> RedactionOutcome {
        try await storing {
            try await pool.withTransaction { connection in
                guard let report = try Self.lock(redaction.attachment, on: connection) else { return .gone }
                guard versions.contains(report.version) else { return .outdated }
                let entries = try connection.query(CourseRead.entries(of: [report.id])).decode(CourseRead.EntryColumns.self)
                let sight = ReportSight(try entries.map(HistoryEntry.init), isSecret: report.isSecret, catalog)
                let name = try connection.permit(.redact, on: .sight(sight), to: editor)
                try Self.write(redaction, by: name.text, to: report.id, on: connection)
                try connection.audit(
                    AuditRecord(
                        editor.auditActor,
                        .attachmentRedacted,
                        AuditObject(.attachment, redaction.attachment),
                        ["report": .code(report.code), "regions": .number(redaction.regions.count)]
                    )
                )
                guard let record = try StaffRecord.read(report.id, catalog, on: connection) else { return .gone }
                let principal = try connection.standing(of: editor)
                if let principal, let entry = disclosing(principal)(record) { try connection.audit(entry) }
                return .made(record, for: principal)
            }
        }
    }

    /// The report first, as everybody does who changes one.
    private static func lock(
        _ attachment: UUID,
        on connection: isolated Connection
    ) throws -> (id: UUID, code: String, version: Int, isSecret: Bool)? {
        try connection.pipeline([
            AttachmentRows.naming([attachment]),
            """
            SELECT report.id, report.code, report.version, report.is_secret
            FROM report
            WHERE report.id = (
                SELECT report_id
                FROM attachment
                WHERE id = \(attachment)
                    AND kind = 'picture'
                    AND original_erased_at IS NULL
            )
            FOR NO KEY UPDATE
            """,
        ])[1].first((UUID, String, Int, Bool).self).map { (id: $0.0, code: $0.1, version: $0.2, isSecret: $0.3) }
    }

    private static func write(
        _ redaction: PictureRedaction,
        by name: String,
        to report: UUID,
        on connection: isolated Connection
    ) throws {
        let regions = redaction.regions
        let answers = try connection.pipeline([
            "DELETE FROM attachment_object WHERE attachment_id = \(redaction.attachment) AND copy = 'redacted'",
            AttachmentStore.insert(redaction.files, as: "redacted", of: redaction.attachment),
            """
            UPDATE attachment
            SET
                redacted_at = greatest(claimed_at, instant_now()), redacted_by = \(name),
                regions = (
                    SELECT json_agg(json_build_object('x', region.x, 'y', region.y, 'width', region.width, 'height', region.height))
                    FROM unnest(
                        \(regions.map(\.x)), \(regions.map(\.y)), \(regions.map(\.width)), \(regions.map(\.height))
                    ) AS region (x, y, width, height)
                )
            WHERE id = \(redaction.attachment)
                AND original_erased_at IS NULL
            RETURNING id
            """,
            """
            UPDATE report
            SET
                version = version + 1, public_version = public_version + 1, updated_at = greatest(updated_at, instant_now()),
                public_updated_at = greatest(updated_at, instant_now()), \(AttachmentErasure.due(since: "person_erased_at"))
            WHERE id = \(report)
            """,
        ])
        // Too late: the files may be gone, or the original is.
        guard try answers[1].decode(String.self).count == redaction.files.count, try answers[2].first(UUID.self) != nil else {
            throw StoreError.busy
        }
    }
}
