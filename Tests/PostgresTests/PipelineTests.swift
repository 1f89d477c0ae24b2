import Testing

@testable import Postgres

@Suite struct PipelineTests {
    @Test func answersComeInOrder() async throws {
        try await withPool { pool in
            let numbers = try await pool.withConnection { connection in
                try connection.pipeline((0..<1_000).map { "SELECT \($0)" }).flatMap { try $0.decode(Int.self) }
            }
            #expect(numbers == Array(0..<1_000))
            let none = try await pool.withConnection { try $0.pipeline([]).count }
            #expect(none == 0)
        }
    }

    @Test func allOrNothing() async throws {
        try await withDatabase("CREATE TABLE item (id int8 PRIMARY KEY)") { pool in
            try await pool.withConnection { connection in
                let error = #expect(throws: PostgresError.self) {
                    try connection.pipeline(["INSERT INTO item VALUES (1)", "SELECT 1 / \(0)", "INSERT INTO item VALUES (\(2))"])
                }
                #expect(error?.sqlState == "22012")
                let before = try connection.query("SELECT count(*) FROM item").first(Int.self)
                #expect(before == 0)
                // A statement the server cannot even parse, and one that was never prepared because of it.
                #expect(throws: PostgresError.self) {
                    try connection.pipeline(["INSERT INTO item VALUES (1)", "SELEC 1", "INSERT INTO item VALUES (3)"])
                }
                _ = try connection.pipeline([
                    "INSERT INTO item VALUES (1)", "INSERT INTO item VALUES (\(2))", "INSERT INTO item VALUES (3)",
                ])
                let after = try connection.query("SELECT count(*) FROM item").first(Int.self)
                #expect(after == 3)
            }
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func inATransactionItIsPartOfIt() async throws {
        try await withDatabase("CREATE TABLE item (id int8 PRIMARY KEY)") { pool in
            struct Refused: Error {}
            await #expect(throws: Refused.self) {
                try await pool.withTransaction { connection in
                    _ = try connection.pipeline(["INSERT INTO item VALUES (1)", "INSERT INTO item VALUES (2)"])
                    throw Refused()
                }
            }
            let count = try await pool.query("SELECT count(*) FROM item", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test func moreStatementsThanTheCacheHolds() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            try await pool.withConnection { connection in
                // Differ by the types of their binds: 2^9 statements, twice over.
                let statements: [SQL] = (0..<1_024).map { number in
                    var sql: SQL = "SELECT 1"
                    for bit in 0..<9 { sql = (number >> bit) & 1 == 0 ? "\(sql), \(Int16(1))" : "\(sql), \(Int32(1))" }
                    return sql
                }
                _ = try connection.pipeline(statements)
                for sql in statements { _ = try connection.query(sql) }
                let prepared = try connection.query("SELECT count(*) FROM pg_prepared_statements").first(Int.self)
                #expect(try #require(prepared) <= 257)
                #expect(connection.cache.count == 256)
            }
            #expect(pool.gauges.connects == 1)
        }
    }
}
