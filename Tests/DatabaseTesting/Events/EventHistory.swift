package import FoundationEssentials
package import Postgres

extension TestTemplate {
    /// 100 reports of one desk, each with its first event, which has no position.
    package static let eventHistory = TestTemplate("eventHistory") { database in
        try await database.seed(reports: 100)
    }
}

extension TestDatabase {
    /// Adds so many reports with their first events; what else they would refer to is left out.
    package func seed(reports: Int) async throws {
        try await pool(.superuser).withTransaction { connection in
            // Keys and history are not checked for this transaction.
            try connection.execute("SET LOCAL session_replication_role = replica")
            try connection.execute(
                """
                INSERT INTO agency (id, code, kind, name, name_en, short_name)
                VALUES (gen_random_uuid(), 'desk', 'department', 'Sở', 'Department', 'Sở')
                """
            )
            try connection.execute(
                """
                INSERT INTO report (
                    id, code, version, status, created_at, updated_at, public_updated_at, last_seq, category_id, category_version, severity,
                    sensitivity, agency_id, routing_method, routing_confidence, publication, channel, source, tracking_key_id
                )
                SELECT
                    gen_random_uuid(), 'HN-26-' || lpad(number::text, 6, '0') || '-0', 1, 'submitted', now(), now(), now(), 1,
                    gen_random_uuid(), 1, 'normal', 0, agency.id, 'point', 'medium', 'pending', 'api', 'public', '1'
                FROM generate_series(1, \(reports)) AS number
                CROSS JOIN agency
                """
            )
            try connection.execute(
                """
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
                SELECT id, 1, created_at, 'filed', 'citizen', agency_id, true, '{}'
                FROM report
                """
            )
        }
    }

    /// All reports, in the order of their codes.
    package func reports() async throws -> [UUID] {
        try await pool(.superuser).query("SELECT id FROM report ORDER BY code", as: UUID.self)
    }

    /// All events in the order of their positions, those without one last.
    package func events() async throws -> [NumberedEvent] {
        try await pool(.superuser).query(
            "SELECT report_id, seq, position FROM report_event ORDER BY position NULLS LAST, report_id, seq",
            as: (UUID, Int, Int?).self
        ).map { NumberedEvent(id: EventID(report: $0.0, seq: $0.1), position: $0.2) }
    }
}

package struct EventID: Hashable, Sendable {
    package let report: UUID
    package let seq: Int

    package init(report: UUID, seq: Int) {
        self.report = report
        self.seq = seq
    }
}

package struct NumberedEvent: Sendable {
    package let id: EventID
    package let position: Int?
}

extension Connection {
    /// Appends an event to a report as a change of it would; returns which it is.
    @discardableResult
    package func appendEvent(to report: UUID) throws -> EventID {
        let seqs = try query(
            """
            WITH changed AS (
                UPDATE report SET last_seq = last_seq + 1 WHERE id = \(report) RETURNING id, last_seq, agency_id
            )
            INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
            SELECT id, last_seq, instant_now(), 'changed', 'system', agency_id, false, '{}'
            FROM changed
            RETURNING seq
            """,
            as: Int.self
        )
        guard let seq = seqs.first else { throw TestDatabaseError.noSuchReport }
        return EventID(report: report, seq: seq)
    }
}
