package import Domain
package import FoundationEssentials
internal import Postgres

/// An event, and where it is sealed.
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
    package let isPublic: Bool
}

/// Reads what proves a report's history: for the public through the views of the public role, for others through the service's own.
package struct ProofReader: Sendable {
    /// Who is to be shown how much of which history.
    package enum History: Sendable {
        /// What is public of a listed report.
        case listed(ReportCode)
        /// What is public of any report, by its id: for its reporter.
        case own(UUID)
        /// All of any report, by its code: for staff.
        case whole(ReportCode)
    }

    private let publicPool: ConnectionPool
    private let servicePool: ConnectionPool

    package init(publicRead: DatabasePool, service: DatabasePool) {
        publicPool = publicRead.pool
        servicePool = service.pool
    }

    /// The history, oldest first, and the seals it is in; empty when there is no such report.
    package func proof(_ history: History) async throws(StoreError) -> (rows: [ProofRow], seals: [MadeSeal]) {
        try await reading {
            let pool = if case .listed = history { publicPool } else { servicePool }
            return try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let rows = try connection.query(
                    Self.query(history),
                    as: (Instant, String, String, UUID?, UUID, String?, Instant?, Data, Int?, Int?, Bool).self
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
                        seal: $0.9,
                        isPublic: $0.10
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

    static func query(_ history: History) -> SQL {
        switch history {
        case .listed(let code):
            query(publicColumns, "public_report_event", "event.report_id = (SELECT id FROM public_report WHERE code = \(code.description))")
        case .own(let report): query(columns, "report_event", "event.report_id = \(report) AND event.is_public")
        case .whole(let code):
            query(columns, "report_event", "event.report_id = (SELECT id FROM report WHERE code = \(code.description))")
        }
    }

    private static func query(_ columns: SQL, _ events: SQL, _ condition: SQL) -> SQL {
        """
        SELECT
            event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id, \(columns)
        FROM \(events) AS event
        LEFT JOIN LATERAL (
            SELECT audit_seal.number
            FROM audit_seal
            WHERE audit_seal.events_to >= event.position
            ORDER BY audit_seal.events_to, audit_seal.number
            LIMIT 1
        ) AS seal ON true
        WHERE \(condition)
        ORDER BY event.seq
        """
    }

    private static let publicColumns: SQL = """
        event.clock, event.occurred_at, event.digest, event.position, seal.number, true
        """

    private static let columns: SQL = """
        \(LeafRows.clock), to_timestamp((\(LeafRows.occurredAt))::bigint), sha256(convert_to(\(LeafRows.inner), 'UTF8')), event.position,
        seal.number, event.is_public
        """
}
