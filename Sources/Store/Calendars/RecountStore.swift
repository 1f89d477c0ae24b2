package import Domain
package import FoundationEssentials
internal import Postgres

/// What one step of counting clocks anew did.
package struct RecountStep: Sendable {
    /// Clocks written.
    package var clocks = 0
    /// Reports whose clocks cannot be computed.
    package var faults: [(report: UUID, fault: SLAFault)] = []
    /// A publication was carried through.
    package var hasFinished = false
    /// Another step would find something to do at once.
    package var hasMore = false

    /// Nothing.
    package init() {}
}

/// Publications that have not been carried through.
package struct RecountBacklog: Hashable, Sendable {
    /// How many.
    package let publications: Int
    /// Reports still to be looked at for them; a million stands for that many or more.
    package let reports: Int
    /// Seconds since the oldest of them; 0 when there is none.
    package let ageSeconds: Int
}

/// Counts clocks anew after a calendar's publication, a few hundred reports at a time (R15).
///
/// No clock stays behind, whatever happens at the same time. A filing decided with the version before is committed before the
/// publication, which takes the lock of reference data exclusively, or is decided again (see `FilingStore`). Whoever else changes a
/// report reads the epoch after locking the report, and decides with the rules of that epoch. So what was decided with the rules
/// before belongs to a transaction that had locked its report, and with that had its number, before the publication was committed:
/// the last pass over all reports is one that began when all transactions had ended that have a smaller number than one begun after
/// the publication. From then on every clock of the older version can be seen, and stays one until it is counted, here or by whoever
/// changes its report.
package struct RecountStore: Sendable {
    /// Reports whose clocks one transaction writes, and those it looks at to find them.
    package static let batch = 500
    static let window = 2_000

    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Takes the oldest publication nobody else is at a step further, in one transaction. nil, and nothing done, if the catalogue is
    /// not of the tables' epoch. Steps may be killed, repeated and taken by several instances at once: a clock is written if and only
    /// if it was counted with an older version.
    package func step(_ catalog: ReferenceCatalog, limit: Int = RecountStore.batch) async throws(StoreError) -> RecountStep? {
        try await storing {
            try await pool.withTransaction { connection in
                guard let recount = try Recount.claim(on: connection) else { return RecountStep() }
                guard recount.isPrepared else { return try recount.prepare(on: connection) }
                return try recount.advance(catalog, limit: limit, on: connection)
            }
        }
    }

    /// What is left to do.
    package func backlog() async throws(StoreError) -> RecountBacklog {
        try await reading {
            let row = try await pool.query(
                """
                SELECT
                    count(*), coalesce(sum(ahead), 0)::bigint,
                    coalesce(greatest(extract(epoch FROM instant_now() - min(published_at)), 0), 0)::bigint
                FROM calendar_recount
                WHERE finished_at IS NULL
                """,
                as: (Int, Int, Int).self
            ).first
            guard let row else { throw StoreError.fault("recount backlog") }
            return RecountBacklog(publications: row.0, reports: row.1, ageSeconds: row.2)
        }
    }
}
