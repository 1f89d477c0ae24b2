internal import Domain
package import FoundationEssentials
internal import Postgres

/// What of a contact is to be renewed.
package enum StaleKey: Sendable {
    /// The master key, where it is not this one.
    case master(current: String)
    /// The key of the digests, where it is not this one.
    case lookup(current: String)
}

extension StaleKey {
    fileprivate func audit(renewed: Int) -> AuditRecord {
        let file =
            switch self {
            case .master: "contact"
            case .lookup: "lookup"
            }
        return AuditRecord(.unnamed, .keysRotated, AuditObject(.keys, file), ["renewed": .number(renewed)])
    }
}

/// What a step of a rotation did.
package struct RotationStep: Sendable {
    package let renewed: Int
    /// They could not be opened, and stay as they are.
    package let unreadable: [UUID]
    /// Where the next step begins; nil after the last.
    package let last: UUID?
}

/// Brings contacts under new keys, some hundred at a time.
///
/// A step is one transaction and looks at what it finds: it may be killed and repeated, and reports may be filed meanwhile, under
/// whichever key whoever files has. Nothing else ever changes a key.
package struct KeyRotationStore: Sendable {
    private let pool: ConnectionPool

    /// `owner` acts as the schema's owner, who sees all contacts.
    package init(_ owner: DatabasePool) {
        pool = owner.pool
    }

    /// Renews the next contacts of a table after a row, at most `limit`. `renew` makes of a contact what it is to be; nil where it cannot be
    /// opened.
    package func step(
        _ stale: StaleKey,
        in table: SealedTable,
        after row: UUID?,
        limit: Int,
        renew: @Sendable (SealedContact, UUID) -> SealedContact?
    ) async throws(StoreError) -> RotationStep {
        try await storing {
            try await pool.withTransaction { connection in
                let rows = try connection.query(Self.query(stale, table, after: row, limit: limit), as: ContactRow.Columns.self)
                var renewed: [(UUID, SealedContact)] = []
                var unreadable: [UUID] = []
                for row in rows {
                    if let contact = renew(try ContactRow.contact(row), row.0) {
                        renewed.append((row.0, contact))
                    } else {
                        unreadable.append(row.0)
                    }
                }
                if !renewed.isEmpty {
                    try connection.execute(Self.update(renewed, table))
                    try connection.audit(stale.audit(renewed: renewed.count))
                }
                return RotationStep(renewed: renewed.count, unreadable: unreadable, last: rows.count < limit ? nil : rows.last?.0)
            }
        }
    }

    private static func query(_ stale: StaleKey, _ table: SealedTable, after last: UUID?, limit: Int) -> SQL {
        let condition: SQL =
            switch stale {
            case .master(let current): "key_id <> \(current)"
            case .lookup(let current): "lookup_key_id <> \(current)"
            }
        return """
            SELECT \(table.columns)
            FROM \(table.name)
            WHERE \(condition)
                AND data_key IS NOT NULL
                AND (\(last) IS NULL OR \(table.key) > \(last))
            ORDER BY \(table.key)
            LIMIT \(limit)
            FOR UPDATE
            """
    }

    private static func update(_ contacts: [(UUID, SealedContact)], _ table: SealedTable) -> SQL {
        """
        UPDATE \(table.name) AS sealed
        SET
            key_id = new.key_id, data_key = new.data_key, phone_lookup = new.phone_lookup, email_lookup = new.email_lookup,
            lookup_key_id = new.lookup_key_id
        FROM unnest(
            \(contacts.map(\.0)), \(contacts.map(\.1.keyID))::text[], \(contacts.map(\.1.dataKey)), \(contacts.map(\.1.phoneLookup)),
            \(contacts.map(\.1.emailLookup)), \(contacts.map(\.1.lookupKeyID))::text[]
        ) AS new (id, key_id, data_key, phone_lookup, email_lookup, lookup_key_id)
        WHERE sealed.\(table.key) = new.id
        """
    }
}
