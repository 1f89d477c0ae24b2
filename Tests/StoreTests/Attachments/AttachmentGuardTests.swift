import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Store

/// What the tables themselves forbid.
@Suite struct AttachmentGuardTests {
    @Test func whoeverNamesNothingSeesNothing() async throws {
        try await withTestDatabase(.migrated) { database in
            let id = try await Self.unclaimed(database)
            let app = database.pool(.app)
            #expect(try await app.query("SELECT count(*) FROM attachment", as: Int.self) == [0])
            #expect(try await app.query("SELECT count(*) FROM report_attachment", as: Int.self) == [0])
            #expect(try await app.execute("DELETE FROM attachment") == 0)
            let named = try await app.withTransaction { connection in
                try connection.pipeline([AttachmentRows.naming([id]), "SELECT id FROM attachment"])[1].decode(UUID.self)
            }
            #expect(named == [id])
            #expect(try await app.query("SELECT count(*) FROM attachment", as: Int.self) == [0])
            await #expect(throws: PostgresError.self) {
                try await database.pool(.publicReader).query("SELECT count(*) FROM attachment", as: Int.self)
            }
            #expect(try await database.pool(.publicReader).query("SELECT count(*) FROM public_attachment", as: Int.self) == [0])
        }
    }

    @Test(arguments: [
        "state = 'claimed'", "state = 'gone'", "claimed_at = uploaded_at", "used_as = 'report'", "position = 1", "width = NULL",
        "kind = 'document'", "redacted_at = uploaded_at", "regions = '[]'", "original_erased_at = uploaded_at",
        "state = 'claimed', claimed_at = uploaded_at, used_as = 'action', position = 1",
    ])
    func halfOfAStateIsNone(change: String) async throws {
        try await withTestDatabase(.migrated) { database in
            _ = try await Self.unclaimed(database)
            let error = await #expect(throws: PostgresError.self) {
                try await database.pool(.superuser).withConnection { connection in
                    _ = try connection.query("SELECT set_config('test.change', \(change), false)")
                    try connection.execute(
                        "DO $$ BEGIN EXECUTE 'UPDATE attachment SET ' || current_setting('test.change'); END $$"
                    )
                }
            }
            #expect(error?.code == .server(sqlState: "23514"), "\(change)")
        }
    }

    private static func unclaimed(_ database: TestDatabase) async throws -> UUID {
        let id = UUID()
        try await database.pool(.superuser).execute(
            """
            INSERT INTO attachment (id, kind, width, height, uploaded_at, state)
            VALUES (\(id), 'picture', 4, 3, instant_now(), 'unclaimed')
            """
        )
        return id
    }
}
