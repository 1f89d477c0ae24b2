package import Domain
package import FoundationEssentials
internal import Postgres

/// What is to be sealed next.
package struct UnsealedRows: Sendable {
    /// The seal before; nil before the first.
    package let last: AuditSeal?
    /// In order, without a gap.
    package let events: [LeafRow]
    package let entries: [LeafRow]
    /// The database's clock.
    package let now: Instant
}

/// A seal with the digests of what it covers, 32 bytes each.
package struct MadeSeal: Sendable {
    package let seal: AuditSeal
    package let leaves: Data

    package init(seal: AuditSeal, leaves: Data) {
        self.seal = seal
        self.leaves = leaves
    }
}

/// Keeps seals, and reads what they cover.
package struct SealStore: Sendable {
    let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Seals at most `limit` events and as many entries after the last seal, as `make` does it on the connection's thread; nil when there is
    /// nothing to seal or another session is sealing. Nothing is sealed over a gap: that is a fault until what is missing is restored.
    package func seal(limit: Int, _ make: @Sendable (UnsealedRows) throws -> MadeSeal) async throws(StoreError) -> AuditSeal? {
        try await storing {
            try await pool.withTransaction { connection in
                // In a statement before: the next one's snapshot has to be younger than the lock, to hold what the last holder sealed.
                let locks = try connection.query("SELECT pg_try_advisory_xact_lock(\(AdvisoryLock.seals))", as: Bool.self)
                guard locks == [true] else { return nil }
                let rows = try Self.unsealed(limit, on: connection)
                guard !rows.events.isEmpty || !rows.entries.isEmpty else { return nil }
                let made = try make(rows)
                try connection.execute(SealRows.insert(made.seal, made.leaves))
                return made.seal
            }
        }
    }

    /// Keeps in the audit that exported seals are lost, as `make` tells it at the database's time.
    package func note(_ make: @Sendable (Instant) throws -> SealLoss) async throws(StoreError) -> SealLoss {
        try await storing {
            try await pool.withTransaction { connection in
                guard let now = try connection.query("SELECT instant_now()", as: Instant.self).first else {
                    throw StoreError.fault("clock")
                }
                let loss = try make(now)
                let details: [String: AuditRecord.Detail] = [
                    "lost_to": .number(loss.lostTo), "lost_digest": .code(loss.lostDigest.hexadecimal),
                ]
                try connection.audit(AuditRecord(AuditActor(loss.by), .sealsLost, AuditObject(.seals, "\(loss.keptTo)"), details))
                return loss
            }
        }
    }

    /// Seconds since the oldest event or entry that has a position and no seal, by the clock of time limits; 0 when there is none.
    package func lagSeconds() async throws(StoreError) -> Int {
        try await reading {
            try await pool.withConnection { connection in
                try connection.pipeline([AuditWrite.reading, Self.lagQuery])[1].first(Int.self) ?? 0
            }
        }
    }

    /// What comes next is known before the audit is read: its rows are shown to who reads the audit alone, so that PostgreSQL looks none up
    /// by an expression that could betray them (addition is not LEAKPROOF), but reads all.
    static let lagQuery: SQL = """
        SELECT coalesce(greatest(extract(epoch FROM instant_now() - least(event.at, entry.at)), 0), 0)::bigint
        FROM (
            SELECT coalesce(max(events_to), 0) + 1 AS event, coalesce(max(entries_to), 0) + 1 AS entry
            FROM audit_seal
            WHERE number = (SELECT max(number) FROM audit_seal)
        ) AS next
        LEFT JOIN report_event AS event ON event.position = next.event
        LEFT JOIN audit_entry AS entry ON entry.position = next.entry
        """

    private static func unsealed(_ limit: Int, on connection: isolated Connection) throws -> UnsealedRows {
        let answers = try connection.pipeline([
            AuditWrite.reading,
            SealRows.last,
            LeafRows.events(after: Self.reached("events_to"), to: "9223372036854775807", limit: limit),
            LeafRows.entries(after: Self.reached("entries_to"), to: "9223372036854775807", limit: limit),
            "SELECT instant_now()",
        ])
        let last = try answers[1].first(SealRows.Columns.self).map(SealRows.seal)
        guard let now = try answers[4].first(Instant.self) else { throw StoreError.fault("clock") }
        let (events, entries) = (try LeafRows.read(answers[2]), try LeafRows.read(answers[3]))
        try Self.requireNoGap(events, after: last?.extent.eventsTo ?? 0, "event")
        try Self.requireNoGap(entries, after: last?.extent.entriesTo ?? 0, "audit entry")
        return UnsealedRows(last: last, events: events, entries: entries, now: now)
    }

    static func reached(_ column: StaticString) -> SQL {
        "(SELECT coalesce(max(seal.\(fragment: column)), 0) FROM audit_seal AS seal WHERE seal.number = (SELECT max(number) FROM audit_seal))"
    }

    private static func requireNoGap(_ rows: [LeafRow], after position: Int, _ name: String) throws(StoreError) {
        for (index, row) in rows.enumerated() where row.position != position + index + 1 {
            throw .fault("the \(name) of position \(position + index + 1) is missing: nothing is sealed over a gap")
        }
    }
}
