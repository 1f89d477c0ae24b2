package import Domain
internal import FoundationEssentials
internal import Postgres

/// What the attachments' storage holds.
///
/// Whoever stores something wants it here first, puts it there, and then refers to it within the hour. Sweepers take what nothing has wanted
/// for an hour and nothing refers to: they mark it, remove it, and forget it, in this order. So nothing is removed that somebody is about to
/// refer to, and whatever is killed in between is done again.
package struct StoredObjectStore: Sendable {
    /// For how long what is wanted is left alone.
    static let graceMinutes = 60
    /// After so long what was to be removed is taken by another sweeper.
    static let removalMinutes = 10

    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Says that files are about to be stored. False when one of them is being removed at this moment.
    package func want(_ files: [StoredFile]) async throws(StoreError) -> Bool {
        let unique = Set(files).sorted { $0.object < $1.object }
        return try await storing {
            try await pool.query(
                """
                INSERT INTO stored_object AS kept (name, content_type, bytes, wanted_at)
                SELECT file.name, file.content_type, file.bytes, instant_now()
                FROM unnest(
                    \(unique.map(\.object))::text[], \(unique.map(\.contentType))::text[], \(unique.map(\.bytes))
                ) AS file (name, content_type, bytes)
                ORDER BY file.name
                ON CONFLICT (name) DO UPDATE
                SET wanted_at = excluded.wanted_at
                WHERE kept.removing_since IS NULL
                RETURNING kept.name
                """,
                as: String.self
            ).count == unique.count
        }
    }

    /// Lets go of some attachments that nobody has claimed in time; how many that were.
    package func dropUnclaimed(limit: Int) async throws(StoreError) -> Int {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.pipeline([
                    "SELECT set_config('app.sweeps_attachments', 'on', true)", Self.dropUnclaimedQuery(limit: limit),
                ])[1].decode(UUID.self).count
            }
        }
    }

    /// The whole instant is one value by itself: behind row-level security an index is looked up by nothing that is subtracted from.
    static func dropUnclaimedQuery(limit: Int) -> SQL {
        """
        DELETE FROM attachment
        WHERE id IN (
            SELECT id
            FROM attachment
            WHERE state = 'unclaimed'
                AND uploaded_at <= (SELECT instant_now() - \(AttachmentLimits.unclaimedHours) * interval '1 hour')
            ORDER BY uploaded_at
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        )
        RETURNING id
        """
    }

    /// Takes some of what nothing refers to any more, for whoever calls to remove it from the storage and then to forget it; and how many were
    /// looked at.
    package func takeUnneeded(limit: Int) async throws(StoreError) -> (objects: [String], looked: Int) {
        try await storing {
            let rows = try await pool.query(Self.takeUnneededQuery(limit: limit), as: (String, Bool).self)
            return (rows.filter(\.1).map(\.0), rows.count)
        }
    }

    /// Also what a sweeper took long ago and never came back to forget. Of equal bytes that one attachment has let go of another may have
    /// need.
    static func takeUnneededQuery(limit: Int) -> SQL {
        """
        UPDATE stored_object AS stored
        SET is_loose = judged.is_loose, removing_since = CASE WHEN judged.is_loose THEN instant_now() END
        FROM (
            SELECT loose.name, NOT EXISTS (SELECT FROM attachment_object AS file WHERE file.object = loose.name) AS is_loose
            FROM (
                SELECT name
                FROM stored_object
                WHERE is_loose
                    AND wanted_at < instant_now() - \(graceMinutes) * interval '1 minute'
                    AND (removing_since IS NULL OR removing_since < instant_now() - \(removalMinutes) * interval '1 minute')
                ORDER BY wanted_at, name
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            ) AS loose
        ) AS judged
        WHERE stored.name = judged.name
        RETURNING stored.name, stored.is_loose
        """
    }

    /// Forgets what is not in the storage any more.
    package func forget(_ objects: [String]) async throws(StoreError) {
        try await storing {
            _ = try await pool.execute(
                "DELETE FROM stored_object WHERE name = ANY (\(objects)::text[]) AND removing_since IS NOT NULL"
            )
        }
    }

    /// Takes what nothing knows of, for whoever calls to remove it from the storage and then to forget it: nobody stores it meanwhile. False
    /// when it is known by now.
    package func takeUnknown(_ object: String) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.execute(
                """
                INSERT INTO stored_object (name, wanted_at, removing_since)
                VALUES (\(object), instant_now(), instant_now())
                ON CONFLICT DO NOTHING
                """
            ) == 1
        }
    }

    /// The objects that something refers to, which have to be there: after one, or the first, in the order of their names.
    package func page(after object: String?, limit: Int) async throws(StoreError) -> [StoredFile] {
        try await reading {
            try await pool.query(Self.pageQuery(after: object, limit: limit), as: (String, Int, String).self)
                .map { StoredFile(object: $0.0, bytes: $0.1, contentType: $0.2) }
        }
    }

    static func pageQuery(after object: String?, limit: Int) -> SQL {
        """
        SELECT name, bytes, content_type
        FROM stored_object AS stored
        WHERE name > coalesce(\(object), '')
            AND EXISTS (SELECT FROM attachment_object AS file WHERE file.object = stored.name)
        ORDER BY name
        LIMIT \(limit)
        """
    }

    /// Whether something refers to an object still.
    package func isNeeded(_ object: String) async throws(StoreError) -> Bool {
        try await reading {
            try await pool.query("SELECT EXISTS (SELECT FROM attachment_object WHERE object = \(object))", as: Bool.self).first ?? false
        }
    }

    /// Which of these are known, those being removed too.
    package func known(_ objects: [String]) async throws(StoreError) -> Set<String> {
        try await reading {
            Set(try await pool.query("SELECT name FROM stored_object WHERE name = ANY (\(objects)::text[])", as: String.self))
        }
    }
}
