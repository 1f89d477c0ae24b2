package import Domain
package import FoundationEssentials
internal import Postgres

/// A public event, and where it is sealed.
package struct ProofRow: Sendable {
    package let at: Instant
    package let type: String
    package let actorKind: String
    package let actorAgency: UUID?
    package let agency: UUID
    package let clock: String?
    package let occurredAt: Instant?
    package let digest: Data
    /// nil until it has one.
    package let position: Int?
    /// The seal's number.
    package let seal: Int?
}

/// Reads what proves a report's public history, through the views of the public role.
package struct ProofReader: Sendable {
    private let pool: ConnectionPool

    package init(publicRead: DatabasePool) {
        pool = publicRead.pool
    }

    /// The public history of a listed report, oldest first, and the seals it is in; empty when there is no such report.
    package func proof(_ code: ReportCode) async throws(StoreError) -> (rows: [ProofRow], seals: [MadeSeal]) {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let rows = try connection.query(
                    Self.query(code.description),
                    as: (Instant, String, String, UUID?, UUID, String?, Instant?, Data, Int?, Int?).self
                ).map {
                    ProofRow(
                        at: $0.0,
                        type: $0.1,
                        actorKind: $0.2,
                        actorAgency: $0.3,
                        agency: $0.4,
                        clock: $0.5,
                        occurredAt: $0.6,
                        digest: $0.7,
                        position: $0.8,
                        seal: $0.9
                    )
                }
                let numbers = Set(rows.compactMap(\.seal)).sorted()
                guard !numbers.isEmpty else { return (rows, []) }
                let answers = try connection.pipeline([
                    "SELECT \(SealRows.columns) FROM audit_seal WHERE number = ANY (\(numbers)) ORDER BY number",
                    "SELECT leaves FROM audit_seal WHERE number = ANY (\(numbers)) ORDER BY number",
                ])
                let seals = zip(try answers[0].decode(SealRows.Columns.self), try answers[1].decode(Data.self))
                return (rows, seals.map { MadeSeal(seal: SealRows.seal($0), leaves: $1) })
            }
        }
    }

    static func query(_ code: String) -> SQL {
        """
        SELECT
            event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id, event.clock, event.occurred_at, event.digest,
            event.position, seal.number
        FROM public_report_event AS event
        LEFT JOIN LATERAL (
            SELECT audit_seal.number
            FROM audit_seal
            WHERE audit_seal.events_to >= event.position
            ORDER BY audit_seal.events_to, audit_seal.number
            LIMIT 1
        ) AS seal ON true
        WHERE event.report_id = (SELECT id FROM public_report WHERE code = \(code))
        ORDER BY event.seq
        """
    }
}
