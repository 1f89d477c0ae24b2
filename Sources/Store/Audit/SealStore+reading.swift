package import Domain
internal import FoundationEssentials
internal import Postgres

/// What of a log has no seal yet.
package struct LogRest: Sendable {
    /// Rows with a position after the last seal.
    package let count: Int
    /// The first position without a row among them; nil where there is none.
    package let gap: Int?
    /// Rows that have no position yet.
    package let unnumbered: Int
}

extension SealStore {
    /// Seals after one, in order, at most `limit`.
    package func seals(after number: Int, limit: Int) async throws(StoreError) -> [AuditSeal] {
        try await reading {
            try await pool.query(
                "SELECT \(SealRows.columns) FROM audit_seal WHERE number > \(number) ORDER BY number LIMIT \(limit)",
                as: SealRows.Columns.self
            ).map(SealRows.seal)
        }
    }

    /// The same with the digests of what each covers.
    package func madeSeals(after number: Int, limit: Int) async throws(StoreError) -> [MadeSeal] {
        try await reading {
            let rows = try await pool.withConnection { connection in
                let answers = try connection.pipeline([
                    "SELECT \(SealRows.columns) FROM audit_seal WHERE number > \(number) ORDER BY number LIMIT \(limit)",
                    "SELECT leaves FROM audit_seal WHERE number > \(number) ORDER BY number LIMIT \(limit)",
                ])
                return zip(try answers[0].decode(SealRows.Columns.self), try answers[1].decode(Data.self)).map { ($0, $1) }
            }
            return rows.map { MadeSeal(seal: SealRows.seal($0.0), leaves: $0.1) }
        }
    }

    /// What a seal covers, as it stands now: events, then entries.
    package func rows(of extent: AuditSeal.Extent) async throws(StoreError) -> (events: [LeafRow], entries: [LeafRow]) {
        try await reading {
            let answers = try await pool.withConnection { connection in
                try connection.pipeline([
                    AuditWrite.reading,
                    LeafRows.events(after: "\(extent.eventsAfter)", to: "\(extent.eventsTo)", limit: extent.count),
                    LeafRows.entries(after: "\(extent.entriesAfter)", to: "\(extent.entriesTo)", limit: extent.count),
                ]).dropFirst().map(LeafRows.read)
            }
            return (answers[0], answers[1])
        }
    }

    /// What is not sealed: events after a position.
    package func restOfEvents(after position: Int) async throws(StoreError) -> LogRest {
        try await rest(of: .events, after: position)
    }

    /// The same of the audit's entries.
    package func restOfEntries(after position: Int) async throws(StoreError) -> LogRest {
        try await rest(of: .audit, after: position)
    }

    private func rest(of log: PositionedLog, after position: Int) async throws(StoreError) -> LogRest {
        try await reading {
            let row = try await pool.withConnection { connection in
                try connection.pipeline([
                    AuditWrite.reading,
                    """
                    SELECT
                        count(*) FILTER (WHERE numbered.position IS NOT NULL),
                        min(numbered.expected) FILTER (WHERE numbered.position <> numbered.expected),
                        (SELECT count(*) FROM \(log.table) WHERE position IS NULL)
                    FROM (
                        SELECT position, \(position) + row_number() OVER (ORDER BY position) AS expected
                        FROM \(log.table)
                        WHERE position > \(position)
                    ) AS numbered
                    """,
                ])[1].first((Int, Int?, Int).self)
            }
            guard let row else { throw StoreError.fault("rest of a log") }
            return LogRest(count: row.0, gap: row.1, unnumbered: row.2)
        }
    }
}
