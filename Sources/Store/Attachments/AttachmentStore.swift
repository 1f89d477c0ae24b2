package import Domain
package import FoundationEssentials
internal import Postgres

/// An attachment that is yet to be kept.
package struct NewAttachment: Sendable {
    package let id: UUID
    package let kind: Attachment.Kind
    /// Of a picture.
    package let width: Int?
    package let height: Int?
    /// Who of staff sent it; nil for anybody else.
    package let uploadedBy: String?
    /// A document has only the full one.
    package let files: [Attachment.Size: StoredFile]

    package init(
        id: UUID,
        kind: Attachment.Kind,
        width: Int?,
        height: Int?,
        uploadedBy: String?,
        files: [Attachment.Size: StoredFile]
    ) {
        self.id = id
        self.kind = kind
        self.width = width
        self.height = height
        self.uploadedBy = uploadedBy
        self.files = files
    }
}

/// What came of keeping an attachment.
package enum AttachmentAddition: Sendable {
    case added
    /// It is there, with the same files.
    case known
    /// Another one has its id.
    case otherFiles
}

/// Keeps attachments: their rows, not their bytes.
package struct AttachmentStore: Sendable {
    /// Within so many minutes of being wanted a file has to be referred to: half the time for which it is left alone.
    private static let wantedMinutes = StoredObjectStore.graceMinutes / 2

    private let pool: ConnectionPool
    private let publicPool: ConnectionPool

    package init(publicRead: DatabasePool, service: DatabasePool) {
        pool = service.pool
        publicPool = publicRead.pool
    }

    /// Keeps one whose files are stored, if whoever of staff sends it may. `busy`, and nothing kept, when it took so long that they may be
    /// gone. Throws `signedOut` and `forbidden`.
    @discardableResult
    package func add(_ attachment: NewAttachment, by editor: Editor? = nil) async throws(StoreError) -> AttachmentAddition {
        try await storing {
            try await pool.withTransaction { connection in
                if let editor { try connection.permit(.uploadEvidence, on: .city, to: editor) }
                let answers = try connection.pipeline([
                    AttachmentRows.naming([attachment.id]),
                    """
                    INSERT INTO attachment (id, kind, width, height, uploaded_at, uploaded_by, state)
                    VALUES (
                        \(attachment.id), \(attachment.kind.rawValue), \(attachment.width), \(attachment.height), instant_now(),
                        \(attachment.uploadedBy), 'unclaimed'
                    )
                    ON CONFLICT (id) DO NOTHING
                    RETURNING id
                    """,
                    "SELECT size, object FROM attachment_object WHERE attachment_id = \(attachment.id) AND copy = 'original'",
                ])
                guard try answers[1].decode(UUID.self).isEmpty else {
                    let added = try connection.query(Self.insert(attachment.files, as: "original", of: attachment.id))
                    guard try added.decode(String.self).count == attachment.files.count else { throw StoreError.busy }
                    return .added
                }
                let kept = Dictionary(uniqueKeysWithValues: try answers[2].decode((String, String).self))
                let sent = attachment.files.map { ($0.key.rawValue, $0.value.object) }
                return kept == Dictionary(uniqueKeysWithValues: sent) ? .known : .otherFiles
            }
        }
    }

    /// A file that anybody may have, and the tag of the picture it is a size of; nil where there is none.
    package func published(_ id: UUID, _ size: Attachment.Size) async throws(StoreError) -> (file: ServedFile, tag: String)? {
        try await reading {
            let rows = try await publicPool.withConnection { connection in
                try connection.query(Self.publishedQuery(id, size), as: (String, String, Int, String, String).self)
            }
            guard let row = rows.first, let file = Self.served((row.0, row.1, row.2, row.3)) else { return nil }
            return (file, Attachment.tag(ofObject: row.4))
        }
    }

    static func publishedQuery(_ id: UUID, _ size: Attachment.Size) -> SQL {
        """
        SELECT shown.kind, shown.object, shown.bytes, shown.content_type, whole.object
        FROM public_attachment AS shown
        JOIN public_attachment AS whole ON whole.id = shown.id
        WHERE shown.id = \(id)
            AND shown.size = \(size.rawValue)
            AND whole.size = 'full'
        """
    }

    /// A file as whoever may see the report sees it, or who sent it.
    package func file(_ id: UUID, _ size: Attachment.Size, for viewer: Attachment.Viewer) async throws(StoreError) -> ServedFile? {
        let reader: ViewReader = viewer == .reporter ? .reporter : .staff
        return try await reading {
            let rows = try await pool.withConnection { connection in
                try connection.pipeline([
                    AttachmentRows.naming([id]),
                    """
                    SELECT kind, object, bytes, content_type
                    FROM \(fragment: reader.attachments)
                    WHERE id = \(id)
                        AND size = \(size.rawValue)
                    """,
                ])[1].decode((String, String, Int, String).self)
            }
            return rows.first.flatMap(Self.served)
        }
    }

    private static func served(_ row: (String, String, Int, String)) -> ServedFile? {
        Attachment.Kind(rawValue: row.0).map {
            ServedFile(kind: $0, file: StoredFile(object: row.1, bytes: row.2, contentType: row.3))
        }
    }

    /// Refers to files that were wanted a moment ago, and returns a row for each.
    static func insert(_ files: [Attachment.Size: StoredFile], as copy: StaticString, of attachment: UUID) -> SQL {
        let sizes = files.sorted { $0.key.rawValue < $1.key.rawValue }
        return """
            INSERT INTO attachment_object (attachment_id, copy, size, object)
            SELECT \(attachment), '\(fragment: copy)', file.size, stored.name
            FROM unnest(\(sizes.map(\.key.rawValue))::text[], \(sizes.map(\.value.object))::text[]) AS file (size, object)
            JOIN stored_object AS stored ON stored.name = file.object
            WHERE stored.removing_since IS NULL
                AND stored.wanted_at > instant_now() - \(wantedMinutes) * interval '1 minute'
            RETURNING size
            """
    }
}
