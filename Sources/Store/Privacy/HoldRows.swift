internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Holds as rows.
enum HoldRows {
    typealias Columns = (UUID, String, String, String, Instant, Instant?, Instant?, String?, String?, Bool)

    static let isInForce: SQL = "(hold.lifted_at IS NULL AND (hold.until IS NULL OR hold.until > (SELECT instant_now())))"

    /// Of holds with their reports.
    static let query: SQL = """
        SELECT
            hold.id, report.code, hold.reason, hold.placed_by, hold.placed_at, hold.until, hold.lifted_at, hold.lifted_by, hold.lift_reason,
            \(isInForce)
        FROM legal_hold AS hold
        JOIN report ON report.id = hold.report_id
        """

    static func hold(_ row: Columns) throws -> LegalHold {
        guard let placedBy = PrincipalName(row.3) else { throw StoreError.fault("legal hold \(row.0)") }
        var lifting: LegalHold.Lifting?
        if let at = row.6, let by = row.7.flatMap({ PrincipalName($0) }) { lifting = LegalHold.Lifting(at: at, by: by, reason: row.8) }
        return LegalHold(
            id: row.0,
            report: row.1,
            reason: row.2,
            placedBy: placedBy,
            placedAt: row.4,
            until: row.5,
            lifted: lifting,
            isInForce: row.9
        )
    }

    /// Whether a report is held, for a condition on `report`.
    static let isHeld: SQL = "EXISTS (SELECT FROM legal_hold AS hold WHERE hold.report_id = report.id AND \(isInForce))"

    /// Which of these reports are held. Whoever has locked them before asking is told of every hold there will be until they commit.
    static func held(_ reports: [UUID], on connection: isolated Connection) throws -> Set<UUID> {
        Set(try connection.query("SELECT id FROM report WHERE id = ANY (\(reports)) AND \(isHeld)", as: UUID.self))
    }
}
