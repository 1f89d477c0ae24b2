import DatabaseTesting
import Foundation
import Postgres
import Testing

/// What the database itself holds to, whoever writes.
@Suite struct ApprovalGuardTests {
    private static func insert(_ id: UUID, subject: String = "hanoi-office") -> SQL {
        """
        INSERT INTO approval (id, kind, subject, proposal, base_version, reason, proposed_by, proposed_at)
        VALUES (\(id), 'calendar', \(subject), '{}', 1, 'bão', 'lan', '2026-03-02 08:00+07')
        """
    }

    private static func decide(_ decision: String, by person: String) -> SQL {
        "UPDATE approval SET decision = \(decision), decided_by = \(person), decided_at = '2026-03-02 09:00+07' WHERE decision IS NULL"
    }

    @Test func nobodyDecidesAloneOrTwice() async throws {
        try await withTestDatabase { database in
            let pool = database.pool(.app)
            try await pool.execute(Self.insert(UUID()))
            for (decision, person) in [("approved", "lan"), ("rejected", "lan"), ("withdrawn", "minh")] {
                let error = await #expect(throws: PostgresError.self) { try await pool.execute(Self.decide(decision, by: person)) }
                #expect(error?.constraint == "approval_two_people")
            }
            let second = await #expect(throws: PostgresError.self) { try await pool.execute(Self.insert(UUID())) }
            #expect(second?.constraint == "approval_open_key")
            try await pool.execute(Self.insert(UUID(), subject: "always"))
            #expect(try await pool.execute(Self.decide("approved", by: "minh")) == 2)
            // The owner, too, may neither change nor delete what was decided.
            for role in [TestDatabase.Role.app, .migrator] {
                let owner = database.pool(role)
                await #expect(throws: PostgresError.self) { try await owner.execute("UPDATE approval SET comment = 'khác'") }
                await #expect(throws: PostgresError.self) {
                    try await owner.execute("UPDATE approval SET decision = NULL, decided_by = NULL, decided_at = NULL")
                }
                await #expect(throws: PostgresError.self) { try await owner.execute("DELETE FROM approval") }
                await #expect(throws: PostgresError.self) { try await owner.execute("TRUNCATE approval CASCADE") }
            }
            try await pool.execute(Self.insert(UUID()))
            await #expect(throws: PostgresError.self) {
                try await database.pool(.migrator).execute("UPDATE approval SET reason = 'khác' WHERE decision IS NULL")
            }
            await #expect(throws: PostgresError.self) {
                try await pool.execute("UPDATE approval SET proposal = '{}' WHERE decision IS NULL")
            }
        }
    }
}
