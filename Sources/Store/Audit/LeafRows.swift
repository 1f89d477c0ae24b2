internal import Postgres

/// An event or an entry of the audit as it is sealed. The digest of `inner` is the last line of what is hashed, after `outer`.
package struct LeafRow: Sendable {
    package let position: Int
    /// What anybody may know of a public event; of all else only what kind it is.
    package let outer: String
    /// Everything, with a salt.
    package let inner: String
}

/// What is sealed, as rows. The forms are part of the contract: verifiers are written after them.
enum LeafRows {
    /// Events of these positions, in order. Those that are not public have item 0: nobody but who keeps them can tell what they are.
    static func events(after position: SQL, to last: SQL, limit: Int) -> SQL {
        """
        SELECT
            event.position,
            concat_ws(
                E'\\n', 'event', report.code,
                CASE
                    WHEN event.is_public THEN (
                        SELECT count(*)
                        FROM report_event AS earlier
                        WHERE earlier.report_id = event.report_id
                            AND earlier.is_public
                            AND earlier.seq <= event.seq
                    )
                    ELSE 0
                END,
                floor(extract(epoch FROM event.at))::bigint, event.type, event.actor_kind, coalesce(event.actor_agency_id::text, ''),
                event.agency_id,
                coalesce(\(clock), ''), coalesce(\(occurredAt), '')
            ),
            \(inner)
        FROM report_event AS event
        JOIN report ON report.id = event.report_id
        WHERE event.position > \(position)
            AND event.position <= \(last)
        ORDER BY event.position
        LIMIT \(limit)
        """
    }

    /// Of a passed limit alone anybody may know which it was.
    static let clock: SQL = "CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'clock' END"
    /// In seconds since 1970.
    static let occurredAt: SQL = "CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'occurredAt' END"
    /// Everything of an event.
    static let inner: SQL = """
        concat_ws(
            E'\\n', event.salt, event.report_id, event.seq, (extract(epoch FROM event.at) * 1000000)::bigint, event.is_public, event.data
        )
        """

    /// Entries of these positions, in order.
    static func entries(after position: SQL, to last: SQL, limit: Int) -> SQL {
        """
        SELECT
            position,
            'entry',
            concat_ws(
                E'\\n', salt, id, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, actor, action, object_kind, object,
                coalesce(request_id, ''), details
            )
        FROM audit_entry
        WHERE position > \(position)
            AND position <= \(last)
        ORDER BY position
        LIMIT \(limit)
        """
    }

    static func read(_ rows: Rows) throws -> [LeafRow] {
        try rows.decode((Int, String, String).self).map { LeafRow(position: $0.0, outer: $0.1, inner: $0.2) }
    }
}
