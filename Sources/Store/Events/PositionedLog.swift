internal import Postgres

/// A table whose rows get positions in the order of their commits. Each has a column `xact` as 0007_event_positions.sql tells.
package struct PositionedLog: Sendable {
    /// What happened to reports.
    package static let events = PositionedLog(
        table: "report_event",
        key: "report_id, seq",
        sameKey: "row.report_id = waiting.report_id AND row.seq = waiting.seq",
        lock: AdvisoryLock.eventPositions
    )
    /// The audit's entries.
    package static let audit = PositionedLog(
        table: "audit_entry",
        key: "id",
        sameKey: "row.id = waiting.id",
        lock: AdvisoryLock.auditPositions
    )

    let table: SQL
    /// Its primary key; after `xact` it tells the order.
    let key: SQL
    /// Joins `row` and `waiting`.
    let sameKey: SQL
    /// Whoever holds it gives positions.
    let lock: Int64
}
