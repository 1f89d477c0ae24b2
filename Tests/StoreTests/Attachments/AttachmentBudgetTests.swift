import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// The queries of attachments, explained with 20,000 of them: none reads a table from end to end.
@Suite struct AttachmentBudgetTests {
    private static let growing: Set = ["attachment", "attachment_object", "stored_object", "report"]

    @Test func lookingForAttachmentsStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await Self.seed(database)
            let report = try #require(
                try await database.pool(.superuser).query("SELECT report_id FROM attachment OFFSET 777 LIMIT 1", as: UUID.self).first
            )
            let id = try #require(
                try await database.pool(.superuser).query("SELECT id FROM attachment OFFSET 777 LIMIT 1", as: UUID.self).first
            )
            let budgets: [(SQL, TestDatabase.Role, Double)] = [
                (ReportReader.view(for: .staff, "report.id = \(report)"), .app, 150),
                (ReportReader.view(for: .anybody, "report.id = \(report)"), .publicReader, 150),
                (AttachmentStore.publishedQuery(id, .small), .publicReader, 150),
                (StoredObjectStore.takeUnneededQuery(limit: 100), .app, 2_000),
                (StoredObjectStore.dropUnclaimedQuery(limit: 100), .app, 2_000),
            ]
            for (query, role, cost) in budgets {
                let plan = try await database.explain(query, as: role)
                #expect(plan.scanned.isDisjoint(with: Self.growing), "\(query)")
                #expect(plan.cost < cost, "\(query)")
            }
        }
    }

    /// However much has been uploaded that is not claimed yet: what is not over its time is not looked at.
    @Test func whatIsNotOverItsTimeIsNotRead() async throws {
        try await withTestDatabase { database in
            try await database.pool(.superuser).withTransaction { connection in
                try connection.execute(
                    """
                    INSERT INTO attachment (id, kind, width, height, uploaded_at, state)
                    SELECT gen_random_uuid(), 'picture', 40, 30, instant_now() - number * interval '1 second', 'unclaimed'
                    FROM generate_series(1, 10000) AS number
                    """
                )
                try connection.execute("ANALYZE attachment")
            }
            let query = StoredObjectStore.dropUnclaimedQuery(limit: 100)
            let pages = try await database.pool(.app).withTransaction { connection in
                try connection.execute("SELECT set_config('app.sweeps_attachments', 'on', true)")
                // The session's first reads the catalogue too.
                _ = try connection.pagesRead(by: query)
                return try connection.pagesRead(by: query)
            }
            #expect(pages <= 20)
        }
    }

    /// Two pictures for each of 10,000 reports, of which nothing is unclaimed and nothing unneeded.
    private static func seed(_ database: TestDatabase) async throws {
        try await database.pool(.superuser).withTransaction { connection in
            for statement: SQL in [
                """
                INSERT INTO stored_object (name, content_type, bytes, wanted_at)
                SELECT encode(sha256(number::text::bytea), 'hex'), 'image/jpeg', 1000, instant_now() - interval '1 day'
                FROM generate_series(1, 60000) AS number
                """,
                """
                INSERT INTO attachment (id, kind, width, height, uploaded_at, state, claimed_at, used_as, report_id, position)
                SELECT gen_random_uuid(), 'picture', 40, 30, created_at, 'claimed', created_at, 'report', id, place
                FROM (SELECT id, created_at FROM report ORDER BY id LIMIT 10000) AS report
                CROSS JOIN generate_series(1, 2) AS place
                """,
                """
                INSERT INTO attachment_object (attachment_id, copy, size, object)
                SELECT id, 'original', size, encode(sha256((3 * (number - 1) + place)::text::bytea), 'hex')
                FROM (SELECT id, row_number() OVER () AS number FROM attachment) AS attachment
                CROSS JOIN (VALUES (1, 'full'), (2, '1280'), (3, '320')) AS sizes (place, size)
                """,
                "ANALYZE stored_object", "ANALYZE attachment", "ANALYZE attachment_object",
            ] {
                try connection.execute(statement)
            }
        }
    }
}
