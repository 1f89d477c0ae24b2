internal import FoundationEssentials
internal import Postgres

/// Holds as rows.
enum HoldRows {
    /// Whether a report is held, for a condition on `report`.
    static let isHeld: SQL = """
        EXISTS (
            SELECT
            FROM legal_hold AS hold
            WHERE hold.report_id = report.id
                AND hold.lifted_at IS NULL
                AND (hold.until IS NULL OR hold.until > (SELECT instant_now()))
        )
        """

    /// Which of these reports are held. Whoever has locked them before asking is told of every hold there will be until they commit.
    static func held(_ reports: [UUID], on connection: isolated Connection) throws -> Set<UUID> {
        Set(try connection.query("SELECT id FROM report WHERE id = ANY (\(reports)) AND \(isHeld)", as: UUID.self))
    }
}
