import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct PrivacyTests {
    /// A name, a phone and an address nobody else has must not be found in any column of any table.
    @Test func contactDataAreNowhereInTheClear() async throws {
        try await APITest.run { api in
            let filed = try await api.file([
                "category": "traffic.parking",
                "reporter": ["name": "Kanarienvogel", "phone": "0912 345 678", "email": "kanarie@example.com"],
                "attributes": ["plate": "29A-123.45"],
            ])
            #expect(filed.status == 201)
            let tables = try await api.database.pool(.superuser).query(
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
                as: String.self
            )
            #expect(tables.contains("report_private"))
            for table in tables {
                let found = try await api.database.hits(table, of: ["Kanarienvogel", "912345678", "912 345 678", "kanarie@", "123.45"])
                #expect(found == 0, "\(table)")
            }
            let sealed = try await api.database.pool(.superuser).query(
                "SELECT num_nonnulls(name_sealed, phone_sealed, phone_lookup, email_sealed, email_lookup, attributes_sealed) FROM report_private",
                as: Int.self
            )
            #expect(sealed == [6])
            // The search finds what is there to be found.
            try await api.database.pool(.superuser).execute("UPDATE report_private SET name_sealed = convert_to('Kanarienvogel', 'UTF8')")
            #expect(try await api.database.hits("report_private", of: ["Kanarienvogel"]) == 1)
        }
    }

    @Test func thePublicRoleHasNoGrantOnPrivateTables() async throws {
        try await APITest.run { api in
            _ = try await api.file()
            for table in ["report", "report_content", "report_private", "report_event", "sla_clock", "idempotency_key", "api_client"] {
                #expect(try await api.database.refusal(of: table, to: .publicReader) == "42501", "\(table)")
            }
        }
    }

    /// A condition that fails on hidden rows, and says so with their contents, must not be tried on them.
    @Test func theViewsLetNoConditionSeeHiddenRows() async throws {
        try await APITest.run { api in
            _ = try await api.file(["category": "service.conduct"])
            // Cheaper than any other condition, so that the planner would try it first.
            try await api.database.pool(.superuser).withConnection { connection in
                try connection.run(
                    SQLScript(
                        trusted: """
                            CREATE FUNCTION spy(seen text) RETURNS boolean LANGUAGE plpgsql COST 0.0001
                            AS $$ BEGIN RAISE EXCEPTION 'seen %', seen; END $$
                            """
                    )
                )
            }
            for query: SQL in [
                "SELECT count(*) FROM public_report WHERE spy(code)", "SELECT count(*) FROM public_report_event WHERE spy(type)",
                "SELECT count(*) FROM public_sla_clock WHERE spy(state)",
            ] {
                #expect(try await api.database.pool(.publicReader).query(query, as: Int.self) == [0])
            }
        }
    }

    @Test func aSessionSeesOnlyTheReportItHasNamed() async throws {
        try await APITest.run { api in
            for _ in 0..<3 { _ = try await api.file() }
            let pool = api.database.pool(.app)
            #expect(try await pool.query("SELECT count(*) FROM report_private", as: Int.self) == [0])
            let id = try #require(try await pool.query("SELECT id::text FROM report LIMIT 1", as: String.self).first)
            let seen = try await pool.withTransaction { connection in
                _ = try connection.query("SELECT set_config('app.report_id', \(id), true)")
                return try connection.query("SELECT count(*) FROM report_private", as: Int.self)
            }
            #expect(seen == [1])
            // The name ends with the transaction: no later user of the connection inherits it.
            #expect(try await pool.query("SELECT count(*) FROM report_private", as: Int.self) == [0])
        }
    }

    @Test func historyCannotBeRewritten() async throws {
        try await APITest.run { api in
            _ = try await api.file()
            for statement: SQL in [
                "UPDATE report_event SET data = '{}'", "DELETE FROM report_event", "TRUNCATE report_event",
                "UPDATE report_event SET position = 1, at = now() WHERE seq = 1",
            ] {
                await #expect(throws: PostgresError.self) { try await api.database.pool(.superuser).execute(statement) }
            }
            #expect(try await api.database.pool(.app).execute("UPDATE report_event SET position = 7 WHERE seq = 1") == 1)
            await #expect(throws: PostgresError.self) {
                try await api.database.pool(.app).execute("UPDATE report_event SET position = 8 WHERE seq = 1")
            }
        }
    }
}

extension TestDatabase {
    /// Rows of a table whose text form contains any of the words.
    func hits(_ table: String, of words: [String]) async throws -> Int {
        try await pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(trusted: "CREATE TEMPORARY VIEW everything AS SELECT row.*::text AS line FROM \(table) AS row")
            )
            // bytea is printed as hexadecimal digits: text that was never sealed shows up in that form.
            let patterns = words.flatMap { word in ["%\(word)%", "%\(word.utf8.map { String(format: "%02x", $0) }.joined())%"] }
            let count = try connection.query("SELECT count(*) FROM everything WHERE line LIKE ANY (\(patterns)::text[])", as: Int.self)
            try connection.run(SQLScript(trusted: "DROP VIEW everything"))
            return count.first ?? 0
        }
    }

    /// Why a role may not read a table; nil when it may.
    func refusal(of table: String, to role: Role) async throws -> String? {
        do {
            try await pool(role).withConnection { try $0.run(SQLScript(trusted: "SELECT FROM \(table) LIMIT 0")) }
            return nil
        } catch let error as PostgresError {
            return error.sqlState
        }
    }
}
