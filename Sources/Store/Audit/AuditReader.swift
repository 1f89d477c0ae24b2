package import Domain
internal import Postgres

/// Reads the audit.
package struct AuditReader: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    private typealias Columns = (Int, Instant, String, String, String, String, String, String, String?)

    /// Entries that have a position, the newest first, before a position if told, at most `limit`.
    package func list(_ filter: AuditFilter, before position: Int?, limit: Int) async throws(StoreError) -> [AuditEntry] {
        try await reading {
            try await rows(Self.listQuery(filter, before: position, limit: limit), as: Columns.self).map { row in
                guard let kind = AuditActor.Kind(rawValue: row.2) else { throw StoreError.fault("actor of an audit entry") }
                return AuditEntry(
                    position: row.0,
                    at: row.1,
                    actor: AuditActor(kind, row.3),
                    action: row.4,
                    objectKind: row.5,
                    object: row.6,
                    details: row.7,
                    requestID: row.8
                )
            }
        }
    }

    /// What of which report was read or exported by whom, from an instant on and before another one.
    package func readings(from: Instant, to: Instant, by actor: String?) async throws(StoreError) -> [AffectedData.Reading] {
        try await reading {
            try await rows(
                Self.readingsQuery(from: from, to: to, by: actor),
                as: (String, String, String, [String], Int, Instant, Instant).self
            )
            .map { row in
                guard let kind = AuditActor.Kind(rawValue: row.0) else { throw StoreError.fault("actor of an audit entry") }
                return AffectedData.Reading(
                    actor: AuditActor(kind, row.1),
                    report: row.2,
                    fields: Set(row.3.compactMap { PrivateField(rawValue: $0) }),
                    count: row.4,
                    first: row.5,
                    last: row.6
                )
            }
        }
    }

    private func rows<each Column: PostgresDecodable>(
        _ query: SQL,
        as type: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        try await pool.withConnection { connection in try connection.pipeline([AuditWrite.reading, query])[1].decode(type) }
    }

    static func listQuery(_ filter: AuditFilter, before position: Int?, limit: Int) -> SQL {
        let conditions: [SQL?] = [
            position.map { "position < \($0)" },
            filter.actor.map { "actor = \($0)" },
            filter.actions.map { "action = ANY (\($0.map(\.rawValue))::text[])" },
            filter.object.map { "object = \($0)" },
            filter.from.map { "at >= \($0)" },
            filter.to.map { "at < \($0)" },
        ]
        let condition = conditions.compactMap(\.self).reduce("position IS NOT NULL" as SQL) { "\($0)\n    AND \($1)" }
        return """
            SELECT position, at, actor_kind, actor, action, object_kind, object, details::text, request_id
            FROM audit_entry
            WHERE \(condition)
            ORDER BY position DESC
            LIMIT \(limit)
            """
    }

    static func readingsQuery(from: Instant, to: Instant, by actor: String?) -> SQL {
        """
        SELECT entry.actor_kind, entry.actor, report.code, array_agg(DISTINCT field.name), count(DISTINCT entry.id), min(entry.at), max(entry.at)
        FROM audit_entry AS entry
        CROSS JOIN LATERAL (
            SELECT entry.object
            WHERE entry.object_kind = 'report'
            UNION ALL
            SELECT jsonb_array_elements_text(entry.details -> 'reports')
        ) AS report (code)
        CROSS JOIN jsonb_array_elements_text(entry.details -> 'fields') AS field (name)
        WHERE entry.action IN ('private_read', 'private_export', 'contact_searched')
            AND entry.at >= \(from)
            AND entry.at < \(to)
            AND (\(actor)::text IS NULL OR entry.actor = \(actor))
        GROUP BY entry.actor_kind, entry.actor, report.code
        ORDER BY entry.actor, report.code
        """
    }
}
