import DatabaseTesting
import Domain
import Postgres
import Testing

@testable import Store

/// What the database itself holds to, whoever writes.
@Suite struct AuditGuardTests {
    private static var entry: AuditRecord {
        AuditRecord(
            AuditActor(.staff, "lan"),
            .privateRead,
            AuditObject(.report, "HN-26-000000-0"),
            ["fields": .codes(["phone", "a\"b"]), "purpose": .code("handling"), "seq": .number(3)]
        )
    }

    @Test func anEntryIsKeptAsItWasWritten() async throws {
        try await withTestDatabase { database in
            try await AuditOrigin.$current.withValue(.request(id: "r-1")) {
                try await database.pool(.app).withTransaction { connection in
                    try connection.audit(Self.entry)
                    try connection.audit(AuditRecord(.unnamed, .referenceLoaded, AuditObject(.reference, "sql/reference")))
                }
            }
            let written = try await database.audit()
            #expect(written.map(\.actor) == ["staff lan", "system phananh"])
            #expect(written.map(\.object) == ["report HN-26-000000-0", "reference sql/reference"])
            #expect(written[0].details == #"{"seq": 3, "fields": ["phone", "a\"b"], "purpose": "handling"}"#)
            #expect(written.map(\.requestID) == ["r-1", "r-1"])
        }
    }

    @Test func whoeverRunsACommandIsNamedByTheirLogin() throws {
        try AuditOrigin.$current.withValue(.commandLine(login: "root")) {
            let lan = try #require(PrincipalName("lan"))
            let record = AuditRecord(AuditActor(lan), .calendarPublished, AuditObject(.calendar, "hanoi-office"), ["version": .number(2)])
            #expect(record.actor == AuditActor(.commandLine, "lan") && AuditActor.unnamed == AuditActor(.commandLine, "root"))
            #expect(record.details == ["version": .number(2), "login": .code("root")] && record.requestID == nil)
        }
    }

    /// Whatever is rolled back has left no entry, and what cannot be entered does not happen.
    @Test func theEntryAndTheDeedAreOne() async throws {
        struct Refused: Error {}
        try await withTestDatabase { database in
            let pool = database.pool(.app)
            await #expect(throws: Refused.self) {
                try await pool.withTransaction { connection in
                    try connection.audit(Self.entry)
                    throw Refused()
                }
            }
            let left = try await database.audit()
            #expect(left.isEmpty)
            let long = AuditRecord(
                Self.entry.actor,
                .privateRead,
                Self.entry.object,
                ["fields": .codes(Array(repeating: "phone", count: 1_000))]
            )
            let refused = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try connection.audit(Self.entry)
                    try connection.audit(long)
                }
            }
            #expect(refused?.sqlState == "23514")
            let kept = try await database.audit()
            #expect(kept.isEmpty)
        }
    }

    @Test func nobodyChangesOrDeletesAnything() async throws {
        try await withTestDatabase { database in
            try await database.pool(.app).withTransaction { try $0.audit(Self.entry) }
            let statements: [SQL] = [
                "UPDATE audit_entry SET actor = 'minh'", "UPDATE audit_entry SET position = 1, actor = 'minh'", "DELETE FROM audit_entry",
                "TRUNCATE audit_entry",
            ]
            for role in TestDatabase.Role.allCases {
                for statement in statements {
                    let outcome = await refusal {
                        try await database.pool(role).withTransaction { connection in
                            _ = try connection.query(AuditWrite.reading)
                            try connection.execute(statement)
                        }
                    }
                    // The owner is not told of rows that row level security keeps from being deleted.
                    #expect(outcome != nil || role == .migrator)
                    if role == .superuser { #expect(outcome == "23001") }
                }
            }
            #expect(try await database.audit().map(\.actor) == ["staff lan"])
        }
    }

    @Test func onlyWhoSaysSoReadsAndNobodyGivesAPositionWithTheEntry() async throws {
        try await withTestDatabase { database in
            for role in [TestDatabase.Role.app, .migrator] {
                let pool = database.pool(role)
                try await pool.withTransaction { try $0.audit(Self.entry) }
                let count: SQL = "SELECT count(*) FROM audit_entry"
                #expect(try await pool.query(count, as: Int.self) == [0])
                let seen = try await pool.withTransaction { connection in
                    _ = try connection.query(AuditWrite.reading)
                    return try connection.query(count, as: Int.self)
                }
                #expect(seen[0] > 0)
                // It ends with the transaction.
                #expect(try await pool.query(count, as: Int.self) == [0])
            }
            await #expect(throws: PostgresError.self) {
                try await database.pool(.publicReader).query("SELECT count(*) FROM audit_entry", as: Int.self)
            }
            let early = await #expect(throws: PostgresError.self) {
                try await database.pool(.app).execute(
                    """
                    INSERT INTO audit_entry (position, actor_kind, actor, action, object_kind, object, details)
                    VALUES (1, 'staff', 'lan', 'report_act', 'report', 'x', '{}')
                    """
                )
            }
            #expect(early?.sqlState == "42501")
        }
    }
}

/// The SQLSTATE of what `body` throws; nil if it throws nothing.
private func refusal<Value>(_ body: () async throws -> Value) async -> String? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? PostgresError)?.sqlState ?? "\(error)"
    }
}
