internal import Domain
internal import FoundationEssentials
internal import Postgres

/// How far counting is: the row of `figure_cursor`, whose lock the transaction holds.
struct FigureCursor: Sendable {
    private typealias Columns = (Int64, Int64, Instant, UUID?, UUID?)

    var position: Int64
    var revision: Int64
    var hoursFrom: Instant
    /// The boundaries by which reports are looked up.
    var boundaryVersion: UUID?
    /// Up to this report all have been looked up by them; nil: all have.
    var remappedTo: UUID?

    /// Before all reports.
    static let beginning = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// Reads it.
    static func read(on connection: isolated Connection) throws -> FigureCursor {
        let row = try connection.query(
            "SELECT position, revision, hours_from, boundary_version_id, remapped_to FROM figure_cursor",
            as: Columns.self
        ).first
        guard let row else { throw StoreError.fault("figure cursor") }
        return FigureCursor(position: row.0, revision: row.1, hoursFrom: row.2, boundaryVersion: row.3, remappedTo: row.4)
    }

    /// Writes it; `eventAt` is when the event of its position happened, nil where the position is as it was.
    func update(eventAt: Instant?) -> SQL {
        """
        UPDATE figure_cursor
        SET
            position = \(position), event_at = coalesce(\(eventAt), event_at), revision = \(revision),
            changed_at = CASE WHEN revision = \(revision) THEN changed_at ELSE instant_now() END,
            hours_from = \(hoursFrom), boundary_version_id = \(boundaryVersion), remapped_to = \(remappedTo)
        """
    }
}
