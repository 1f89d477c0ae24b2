import Testing

@testable import Postgres

@Suite struct PreparedStatementTests {
    @Test func leastRecentlyUsedGoesFirst() {
        var cache = StatementCache(capacity: 2)
        let first = cache.name(for: .init("SELECT 1"))
        let second = cache.name(for: .init("SELECT 2"))
        #expect(first.isNew && second.isNew)
        #expect(cache.name(for: .init("SELECT 1")) == (first.name, false))
        let third = cache.name(for: .init("SELECT 3"))
        #expect(third.isNew)
        #expect(cache.takeDropped() == [second.name])
        #expect(cache.takeDropped() == [])
        #expect(cache.name(for: .init("SELECT 1")) == (first.name, false))
        #expect(cache.count == 2)
    }

    @Test func typesArePartOfTheKey() {
        var cache = StatementCache(capacity: 8)
        let narrow = cache.name(for: .init("SELECT \(Int16(1))"))
        let wide = cache.name(for: .init("SELECT \(Int64(1))"))
        #expect(narrow.name != wide.name)
        #expect(cache.name(for: .init("SELECT \(Int16(2))")) == (narrow.name, false))
    }

    @Test func forgottenNamesAreNotUsedAgain() {
        var cache = StatementCache(capacity: 8)
        let lost = cache.name(for: .init("SELECT 1"))
        cache.forget(.init("SELECT 1"), isOnServer: false)
        #expect(cache.takeDropped() == [])
        let again = cache.name(for: .init("SELECT 1"))
        #expect(again.isNew && again.name != lost.name)
        cache.forget(.init("SELECT 1"), isOnServer: true)
        #expect(cache.takeDropped() == [again.name])
    }

    @Test func statementsArePreparedOnce() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            for number in 0..<20 { try await pool.execute("SELECT \(number)") }
            let prepared = try await pool.query(
                "SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT $%'",
                as: String.self
            )
            #expect(prepared == ["SELECT $1"])
        }
    }

    @Test func surviveATableChange() async throws {
        try await withDatabase("CREATE TABLE item (id int8); INSERT INTO item VALUES (1)", { $0.size = 1 }) { pool in
            let all: SQL = "SELECT * FROM item"
            #expect(await code { try await pool.query(all, as: Int.self) } == nil)
            try await pool.execute("ALTER TABLE item ADD COLUMN name text DEFAULT 'a'")
            let rows = try await pool.query(all, as: (Int, String).self)
            #expect(rows.map { "\($0)" } == [#"(1, "a")"#])
            try await pool.execute("ALTER TABLE item ALTER COLUMN id TYPE int4")
            let pipelined = try await pool.withConnection { connection in
                try connection.pipeline(["INSERT INTO item VALUES (2, 'b')", all]).last?.count
            }
            // The first attempt of the pipeline was rolled back as a whole.
            #expect(pipelined == 2)
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func inATransactionTheCallerDecides() async throws {
        try await withDatabase("CREATE TABLE item (id int8)", { $0.size = 1 }) { pool in
            let all: SQL = "SELECT * FROM item"
            try await pool.execute(all)
            try await pool.execute("ALTER TABLE item ADD COLUMN name text")
            let attempt = { () async throws in try await pool.withTransaction { try $0.execute(all) } }
            #expect(await code(attempt) == .server(sqlState: "0A000"))
            #expect(await code(attempt) == nil)
        }
    }

    @Test func surviveDeallocation() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            try await pool.execute("SELECT \(1)")
            try await pool.execute("DEALLOCATE ALL")
            let rows = try await pool.query("SELECT \(2)", as: Int.self)
            #expect(rows == [2])
        }
    }

    /// 0A000 is also an ordinary error: then it comes back after one more attempt.
    @Test func genuineRefusalsAreThrown() async throws {
        let schema = "CREATE FUNCTION refuse() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE '' USING ERRCODE = '0A000'; END $$"
        try await withDatabase(schema, { $0.size = 1 }) { pool in
            for _ in 0..<3 {
                #expect(await code { try await pool.execute("SELECT refuse()") } == .server(sqlState: "0A000"))
            }
            #expect(pool.gauges.connects == 1)
        }
    }
}
