internal import Postgres

/// What a look at the events without a position found.
package struct WaitingEvents: Sendable {
    /// Seconds since the first of them happened, by the clock of time limits; nil when there is none.
    package let oldestAgeSeconds: Int?
    /// Where to look next time if there is none.
    package let horizon: EventHorizon
}

/// What one batch came to.
package struct NumberedEvents: Sendable {
    package let count: Int
    /// Where to look next time if the batch was not full.
    package let horizon: EventHorizon
}

/// Gives events their positions: 1, 2, 3, … in the order in which their transactions were committed, as far as anybody can tell.
///
/// Why the order is right stands in 0007_event_positions.sql. A batch is the beginning of that order among the events that can be
/// seen, and whoever sees an event sees all that was committed before its transaction began: so no cut between batches can
/// separate an event from one that has to come before it.
package struct EventPositionStore: Sendable {
    private let pool: ConnectionPool
    private let log: PositionedLog

    /// `database` acts as the service's read-write role. Rows of another log are its events.
    package init(_ database: DatabasePool, of log: PositionedLog = .events) {
        pool = database.pool
        self.log = log
    }

    /// Looks for events without a position: a few pages read, however long the history.
    package func waiting(from horizon: EventHorizon) async throws(StoreError) -> WaitingEvents {
        try await reading {
            let rows = try await pool.withConnection { connection in
                try connection.pipeline([AuditWrite.reading, Self.waitingQuery(from: horizon, in: log)])[1].decode((String, Int?).self)
            }
            guard let row = rows.first else { throw StoreError.fault("waiting events") }
            return WaitingEvents(oldestAgeSeconds: row.1, horizon: horizon.next(oldestRunning: try Self.number(row.0)))
        }
    }

    /// Gives the next positions to the first `limit` events that have none; nil when another session is doing so.
    package func number(from horizon: EventHorizon, limit: Int) async throws(StoreError) -> NumberedEvents? {
        try await storing {
            try await pool.withTransaction { connection in
                // In a statement before: the next one's snapshot has to be younger than the lock, to hold what the last holder gave.
                let locks = try connection.query("SELECT pg_try_advisory_xact_lock(\(log.lock))", as: Bool.self)
                guard locks == [true] else { return nil }
                let answers = try connection.pipeline([
                    AuditWrite.reading, Self.numberingQuery(from: horizon, limit: limit, in: log),
                ])
                let row = try answers[1].first((Int, String).self)
                guard let row else { throw StoreError.fault("numbered events") }
                return NumberedEvents(count: row.0, horizon: horizon.next(oldestRunning: try Self.number(row.1)))
            }
        }
    }

    private static func number(_ xid8: String) throws -> UInt64 {
        guard let number = UInt64(xid8) else { throw StoreError.fault("transaction \(xid8)") }
        return number
    }

    static func waitingQuery(from horizon: EventHorizon, in log: PositionedLog = .events) -> SQL {
        """
        SELECT
            pg_snapshot_xmin(pg_current_snapshot())::text,
            (
                SELECT extract(epoch FROM instant_now() - at)::bigint
                FROM \(log.table)
                WHERE position IS NULL
                    AND xact >= \(horizon.lowest)
                ORDER BY xact, \(log.key)
                LIMIT 1
            )
        """
    }

    /// The greatest position there is, and not a sequence's value, is the last one given: nothing is lost by a rollback.
    static func numberingQuery(from horizon: EventHorizon, limit: Int, in log: PositionedLog = .events) -> SQL {
        """
        WITH waiting AS (
            SELECT \(log.key), row_number() OVER (ORDER BY xact, \(log.key)) AS rank
            FROM (
                SELECT \(log.key), xact
                FROM \(log.table)
                WHERE position IS NULL
                    AND xact >= \(horizon.lowest)
                ORDER BY xact, \(log.key)
                LIMIT \(limit)
            ) AS first
        ),
        numbered AS (
            UPDATE \(log.table) AS row
            SET position = (SELECT coalesce(max(position), 0) FROM \(log.table)) + waiting.rank
            FROM waiting
            WHERE \(log.sameKey)
            RETURNING row.position
        )
        SELECT count(*), pg_snapshot_xmin(pg_current_snapshot())::text
        FROM numbered
        """
    }
}
