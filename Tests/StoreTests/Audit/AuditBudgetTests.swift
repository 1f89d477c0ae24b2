import DatabaseTesting
import Postgres
import Testing

@testable import Store

/// What sealing asks several times a second, on 50,000 entries and 50,000 events that are sealed.
@Suite struct AuditBudgetTests {
    @Test func whatIsNotSealedIsLookedUp() async throws {
        try await withTestDatabase(.sealedHistory) { database in
            let end: SQL = "9223372036854775807"
            let queries: [(name: String, query: SQL)] = [
                ("lag", SealStore.lagQuery),
                ("events", LeafRows.events(after: SealStore.reached("events_to"), to: end, limit: 1_000)),
                ("entries", LeafRows.entries(after: SealStore.reached("entries_to"), to: end, limit: 1_000)),
            ]
            for (name, query) in queries {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: ["audit_entry", "report_event", "report"]), "\(name) \(plan)")
                let read = try await database.pool(.app).withTransaction { connection in
                    try connection.execute(AuditWrite.reading)
                    // The session's first reads the catalogue too.
                    _ = try connection.pagesRead(by: query)
                    return try connection.pagesRead(by: query)
                }
                #expect(read <= 20, "\(name) \(read)")
            }
        }
    }
}

extension TestTemplate {
    fileprivate static let sealedHistory = TestTemplate("sealedHistory") { database in
        try await database.seed(reports: 50_000)
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        UPDATE report_event SET position = numbered.position
                        FROM (SELECT report_id, seq, row_number() OVER () AS position FROM report_event) AS numbered
                        WHERE numbered.report_id = report_event.report_id AND numbered.seq = report_event.seq;
                        INSERT INTO audit_entry (position, actor_kind, actor, action, object_kind, object, details)
                        SELECT number, 'staff', 'lan', 'private_read', 'report', 'HN-26-000000-0', '{}'
                        FROM generate_series(1, 50000) AS number;
                        INSERT INTO audit_seal
                        SELECT
                            number, 1000 * (number - 1), 1000 * number, 1000 * (number - 1), 1000 * number, now(), digest.bytes, digest.bytes, 'k',
                            digest.bytes, digest.bytes || digest.bytes, decode(repeat('00', 64000), 'hex')
                        FROM generate_series(1, 50) AS number
                        CROSS JOIN (SELECT decode(repeat('00', 32), 'hex') AS bytes) AS digest;
                        ANALYZE report; ANALYZE report_event; ANALYZE audit_entry; ANALYZE audit_seal;
                        """
                )
            )
        }
    }
}
