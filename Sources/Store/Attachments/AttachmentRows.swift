internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Rows of attachments. A session has to name them, or their report, first.
enum AttachmentRows {
    /// Lets the transaction's later statements see attachments.
    static func naming(_ ids: [UUID]) -> SQL {
        "SELECT set_config('app.attachment_ids', \(ids.map { $0.uuidString.lowercased() }.joined(separator: ",")), true)"
    }

    /// Those of a report, named `report` in the statement around it, in one column; NULL where there are none.
    static func listed(for reader: ViewReader) -> SQL { listed(for: reader, "file.report_id = report.id") }

    /// Those of an entry of the history, named `event` in the statement around it.
    static func shown(for reader: ViewReader) -> SQL {
        listed(for: reader, "file.report_id = event.report_id AND file.event_seq = event.seq AND file.used_as = 'action'")
    }

    /// Those of a report's entries, as columns `seq` and `files`: looked up once for all of them.
    static func shownByEntry(for reader: ViewReader, of report: SQL) -> SQL {
        """
        SELECT file.event_seq AS seq, \(told(for: reader)) AS files
        FROM \(fragment: reader.attachments) AS file
        WHERE file.report_id = \(report)
            AND file.used_as = 'action'
            AND \(fragment: reader.shownFiles)
            AND file.size = 'full'
        GROUP BY file.event_seq
        """
    }

    private static func told(for reader: ViewReader) -> SQL {
        """
        json_agg(
            json_build_object(
                'id', file.id, 'kind', file.kind, 'contentType', file.content_type, 'bytes', file.bytes, 'width', file.width,
                'height', file.height, 'object', file.object, 'use', file.used_as, 'seq', file.event_seq,
                'isRedacted', file.is_redacted, 'regions', \(fragment: reader.regions)
            )
            ORDER BY file.event_seq NULLS FIRST, file.position
        )::text
        """
    }

    private static func listed(for reader: ViewReader, _ condition: SQL) -> SQL {
        """
        (
            SELECT \(told(for: reader))
            FROM \(fragment: reader.attachments) AS file
            WHERE \(condition)
                AND \(fragment: reader.shownFiles)
                AND file.size = 'full'
        )
        """
    }

    /// Rows of those that somebody may file a report with, at a time: sent by nobody of staff, claimed by nothing, and not over.
    static func attachable(_ ids: [UUID], at now: SQL) -> SQL {
        """
        FROM attachment
        WHERE id = ANY (\(ids))
            AND state = 'unclaimed'
            AND uploaded_by IS NULL
            AND uploaded_at > \(now) - \(AttachmentLimits.unclaimedHours) * interval '1 hour'
        """
    }
}

/// An attachment as `AttachmentRows.listed` tells it.
struct AttachmentRecord: Decodable {
    struct Region: Decodable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
    }

    let id: UUID
    let kind: String
    let contentType: String
    let bytes: Int
    let width: Int?
    let height: Int?
    let object: String
    let use: String
    let seq: Int?
    let isRedacted: Bool
    let regions: [Region]?

    func attachment() throws -> Attachment {
        guard let kind = Attachment.Kind(rawValue: kind), let use = Attachment.Use(rawValue: use) else {
            throw StoreError.fault("attachment \(id)")
        }
        return Attachment(
            id: id,
            kind: kind,
            contentType: contentType,
            bytes: bytes,
            width: width,
            height: height,
            tag: Attachment.tag(ofObject: object),
            use: use,
            seq: seq,
            isRedacted: isRedacted,
            regions: (regions ?? []).map { PictureRectangle(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
        )
    }
}
