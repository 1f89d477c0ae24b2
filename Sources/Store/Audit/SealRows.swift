internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Seals as rows.
enum SealRows {
    typealias Columns = (Int, Int, Int, Int, Int, Instant, Data, Data, String, Data, Data)

    static let columns: SQL = """
        number, events_after, events_to, entries_after, entries_to, sealed_at, root, previous, key_id, public_key, signature
        """

    static let last: SQL = "SELECT \(columns) FROM audit_seal ORDER BY number DESC LIMIT 1"

    static func seal(_ row: Columns) -> AuditSeal {
        AuditSeal(
            number: row.0,
            extent: AuditSeal.Extent(eventsAfter: row.1, eventsTo: row.2, entriesAfter: row.3, entriesTo: row.4),
            sealedAt: row.5,
            root: row.6,
            previous: row.7,
            keyID: row.8,
            publicKey: row.9,
            signature: row.10
        )
    }

    static func insert(_ seal: AuditSeal, _ leaves: Data) -> SQL {
        """
        INSERT INTO audit_seal (\(columns), leaves)
        VALUES (
            \(seal.number), \(seal.extent.eventsAfter), \(seal.extent.eventsTo), \(seal.extent.entriesAfter), \(seal.extent.entriesTo),
            \(seal.sealedAt), \(seal.root), \(seal.previous), \(seal.keyID), \(seal.publicKey), \(seal.signature), \(leaves)
        )
        """
    }
}
