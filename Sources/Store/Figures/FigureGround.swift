internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What a transaction counts by.
struct FigureGround {
    let cursor: FigureCursor
    let now: Instant
    /// Of the tables that rules are made of.
    let epoch: Int
    /// The boundaries in force.
    let boundaryVersion: UUID?
    /// Whether clocks are being counted anew by another calendar: figures follow one report after another.
    let isRecounting: Bool

    /// Whether reports are still to be looked up by other boundaries.
    var isRemapping: Bool { cursor.boundaryVersion != boundaryVersion || cursor.remappedTo != nil }

    static func read(on connection: isolated Connection) throws -> FigureGround {
        let row = try connection.query(
            """
            SELECT
                instant_now(), epoch, (SELECT id FROM boundary_version WHERE status = 'active'),
                EXISTS (SELECT FROM calendar_recount WHERE finished_at IS NULL)
            FROM reference_state
            """,
            as: (Instant, Int, UUID?, Bool).self
        ).first
        guard let row else { throw StoreError.fault("reference state") }
        return FigureGround(
            cursor: try FigureCursor.read(on: connection),
            now: row.0,
            epoch: row.1,
            boundaryVersion: row.2,
            isRecounting: row.3
        )
    }
}
