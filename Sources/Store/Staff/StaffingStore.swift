package import Domain
package import FoundationEssentials
internal import Postgres

/// A report that is to change its desk because of who has accounts there.
package struct MisplacedReport: Hashable, Sendable {
    package let id: UUID
    package let code: ReportCode
    /// The desk it belongs at now.
    package let desk: UUID
}

/// Desks without accounts, and the reports they ought to have.
package struct StaffingStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Open reports at the coordinator's desk whose own desk is staffed by now, and those at desks where nobody has an account any more;
    /// the next by id after one of them, at most `limit`.
    package func misplaced(after last: UUID?, limit: Int) async throws(StoreError) -> [MisplacedReport] {
        try await reading {
            try await pool.query(Self.misplacedQuery(after: last, limit: limit), as: (UUID, String, UUID).self)
                .map { id, text, desk in
                    guard case .code(let code) = ReportCode.read(text) else { throw StoreError.fault("code of a report") }
                    return MisplacedReport(id: id, code: code, desk: desk)
                }
        }
    }

    /// A desk is asked for by a range of one: told that it is one desk, and believing that it has most reports, as the coordinator has in
    /// the first days, the planner would walk through all reports in the order of their ids, once for each desk.
    static func misplacedQuery(after last: UUID?, limit: Int) -> SQL {
        """
        WITH waiting AS (
            SELECT report.id, report.code, agency.id AS desk
            FROM agency
            CROSS JOIN LATERAL (
                SELECT id, code
                FROM report
                WHERE stands_in_for BETWEEN agency.id AND agency.id
                    AND \(SQL.isCounted)
                    AND status IN (\(open))
                    AND (\(last) IS NULL OR id > \(last))
                ORDER BY stands_in_for, id
                LIMIT \(limit)
            ) AS report
            WHERE agency.staffed_since IS NOT NULL
        ),
        forsaken AS (
            SELECT report.id, report.code, coordinator.id AS desk
            FROM agency
            JOIN agency AS coordinator ON coordinator.kind = 'coordinator'
            CROSS JOIN LATERAL (
                SELECT id, code
                FROM report
                WHERE agency_id BETWEEN agency.id AND agency.id
                    AND \(SQL.isCounted)
                    AND status IN (\(open))
                    AND (\(last) IS NULL OR id > \(last))
                ORDER BY agency_id, id
                LIMIT \(limit)
            ) AS report
            WHERE agency.staffed_since IS NULL
                AND agency.id <> coordinator.id
        )
        SELECT id, code, desk
        FROM (TABLE waiting UNION ALL TABLE forsaken) AS misplaced
        ORDER BY id
        LIMIT \(limit)
        """
    }

    private static let open: SQL = "'submitted', 'acknowledged', 'in_progress', 'awaiting_citizen'"

    /// Desks in force without an account, by kind, and open reports for which the coordinator stands in.
    package func unstaffed() async throws(StoreError) -> (desks: [AgencyKind: Int], reports: Int) {
        try await reading {
            try await pool.withConnection { connection in
                let answers = try connection.pipeline([
                    """
                    SELECT agency.kind, count(*) FILTER (WHERE agency.staffed_since IS NULL)
                    FROM agency
                    LEFT JOIN unit ON unit.id = agency.unit_id
                    WHERE unit.valid_to IS NULL
                        AND NOT agency.is_training
                    GROUP BY agency.kind
                    """,
                    """
                    SELECT count(*)
                    FROM report
                    WHERE stands_in_for IS NOT NULL
                        AND \(SQL.isCounted)
                        AND status IN (\(Self.open))
                    """,
                ])
                let kinds = try answers[0].decode((String, Int).self).compactMap { row in AgencyKind(rawValue: row.0).map { ($0, row.1) } }
                return (Dictionary(uniqueKeysWithValues: kinds), try answers[1].first(Int.self) ?? 0)
            }
        }
    }
}
