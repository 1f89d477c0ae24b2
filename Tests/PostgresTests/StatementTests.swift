import FoundationEssentials
import InMemoryLogging
import Logging
import Testing

@testable import Postgres

@Suite struct StatementTests {
    @Test func countsAndFirst() async throws {
        try await withDatabase("CREATE TABLE item (id int8 PRIMARY KEY, name text)") { pool in
            #expect(try await pool.execute("INSERT INTO item SELECT x, 'n' || x FROM generate_series(1, 5) AS x") == 5)
            #expect(try await pool.execute("UPDATE item SET name = 'm' WHERE id > \(3)") == 2)
            #expect(try await pool.execute("DELETE FROM item WHERE id = \(99)") == 0)
            #expect(try await pool.execute("CREATE INDEX ON item (name)") == 0)
            let first = try await pool.withConnection { connection in
                try connection.query("SELECT id, name FROM item ORDER BY id").first((Int, String).self).map { "\($0)" }
            }
            #expect(first == #"(1, "n1")"#)
            let none = try await pool.withConnection { try $0.query("SELECT id FROM item WHERE id = 0").first(Int.self) }
            #expect(none == nil)
        }
    }

    @Test func shapeIsChecked() async throws {
        try await withPool { pool in
            #expect(
                await code { try await pool.query("SELECT 1, 2", as: (Int, Int, Int).self) } == .columnCount(expected: 3, found: 2)
            )
            #expect(await code { try await pool.query("SELECT 1, 2", as: Int.self) } == .columnCount(expected: 1, found: 2))
            #expect(await code { try await pool.execute("SELECT 1") } == nil)
            // Also where there is no row to show it.
            #expect(
                await code { try await pool.query("SELECT 1, 'a'::text WHERE false", as: (Int, Int).self) }
                    == .decoding(column: 1, expected: "Int")
            )
            #expect(await code { try await pool.query("SELECT 1::int8", as: Int32.self) } == .decoding(column: 0, expected: "Int32"))
            #expect(await code { try await pool.query("SELECT 1.5::numeric", as: Double.self) } == .decoding(column: 0, expected: "Double"))
        }
    }

    /// A row's columns taken one by one: as many as there are, each as what it is.
    @Test func columnsAreTakenInOrder() async throws {
        try await withPool { pool in
            let rows = try await pool.withConnection { connection in
                try connection.query("SELECT x, nullif(x, 2)::text, ARRAY[x] FROM generate_series(1, 2) AS x").map { row in
                    [try "\(row.next(Int.self))", try row.next() ?? "none", try "\(row.next([Int].self))"]
                }
            }
            #expect(rows == [["1", "1", "[1]"], ["2", "none", "[2]"]])
            func taken(_ sql: SQL, _ read: @escaping @Sendable (inout RowReader) throws -> Int) async -> PostgresError.Code? {
                await code { try await pool.withConnection { try $0.query(sql).map(read) } }
            }
            #expect(await taken("SELECT 1, 2") { try $0.next() } == .columnCount(expected: 1, found: 2))
            #expect(await taken("SELECT 1") { try $0.next(Int.self) + $0.next(Int.self) } == .columnCount(expected: 2, found: 1))
            #expect(await taken("SELECT 'a'::text") { try $0.next() } == .decoding(column: 0, expected: "Int"))
            #expect(
                await taken("SELECT 1, NULL::int8") { try $0.next(Int.self) + $0.next(Int.self) } == .decoding(column: 1, expected: "Int")
            )
            #expect(await taken("SELECT 'a'::text WHERE false") { try $0.next() } == nil)
            let first = try await pool.withConnection { connection in
                (
                    try connection.query("SELECT 7").first { try $0.next(Int.self) },
                    try connection.query("SELECT 7 WHERE false").first { try $0.next(Int.self) }
                )
            }
            #expect(first == (7, nil))
        }
    }

    @Test func injectionStaysABind() async throws {
        try await withDatabase("CREATE TABLE item (name text)") { pool in
            let attacks = ["'; DROP TABLE item; --", "$1", "\\'; DROP TABLE item; --", "x' OR '1'='1"]
            for attack in attacks { try await pool.execute("INSERT INTO item VALUES (\(attack))") }
            for attack in attacks {
                let found = try await pool.query("SELECT name FROM item WHERE name = \(attack)", as: String.self)
                #expect(found == [attack])
            }
            let all = try await pool.query("SELECT name FROM item WHERE name = ANY(\(attacks)) ORDER BY 1", as: String.self)
            #expect(Set(all) == Set(attacks))
        }
    }

    @Test func serverErrorsNameWhatTheyAreAbout() async throws {
        let schema =
            "CREATE TABLE item (id int8 CONSTRAINT item_key PRIMARY KEY, name text NOT NULL); INSERT INTO item VALUES (1, 'secret')"
        try await withDatabase(schema) { pool in
            let duplicate = await #expect(throws: PostgresError.self) {
                try await pool.execute("INSERT INTO item VALUES (\(1), \("secret" as String))")
            }
            #expect(duplicate?.code == .server(sqlState: "23505"))
            #expect(duplicate?.constraint == "item_key")
            #expect(duplicate?.table == "item")
            let missing = await #expect(throws: PostgresError.self) { try await pool.execute("INSERT INTO item VALUES (2, NULL)") }
            #expect(missing?.sqlState == "23502")
            #expect(missing?.column == "name")
            let malformed = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT \("secret" as String)::int8") }
            for error in [duplicate, missing, malformed] {
                let description = try #require(error?.description)
                #expect(!description.contains("secret"))
                #expect(!description.contains("INSERT"))
            }
        }
    }

    @Test func nulBytesAreRefusedBeforeTheyAreSent() async throws {
        try await withPool { pool in
            let text = "a\u{0}b"
            try await pool.withTransaction { connection in
                #expect(throws: PostgresError(.invalidParameter(2), message: "text with a NUL byte")) {
                    try connection.execute("SELECT \(1), \(text)::text")
                }
                #expect(throws: PostgresError.self) { try connection.execute("SELECT \(["x", text])::text[]") }
                // Nothing was sent: the transaction goes on.
                try connection.execute("SELECT 1")
            }
            #expect(await code { try await pool.execute("SELECT \(JSONB(text: text))") } == .server(sqlState: "22021"))
            #expect(await code { try await pool.execute("SELECT \(JSONB(text: #""\u0000""#))") } == .server(sqlState: "22P05"))
        }
    }

    @Test func tooManyParameters() async throws {
        var sql: SQL = "SELECT \(0)"
        for _ in 0..<16 { sql = "\(sql), \(sql)" }
        #expect(sql.binds.count == 65_536)
        let large = sql
        try await withPool { pool in
            #expect(await code { try await pool.execute(large) } == .invalidParameter(65_536))
        }
    }

    /// Ten megabytes each way, in one pipeline too: both sides' socket buffers are full at once.
    @Test func largeValuesBothWays() async throws {
        let text = String(repeating: "phường Cửa Nam ", count: 550_000)
        let data = Data((0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        #expect(text.utf8.count > 10_000_000)
        try await withPool { pool in
            let rows = try await pool.query("SELECT \(text)::text, \(data)", as: (String, Data).self)
            #expect(rows.map(\.0) == [text])
            #expect(rows.map(\.1) == [data])
            let echoes = try await pool.withConnection { connection in
                try connection.pipeline(Array(repeating: "SELECT \(data)", count: 4)).map { try $0.decode(Data.self) }
            }
            #expect(echoes == Array(repeating: [data], count: 4))
        }
    }

    @Test func thousandQueriesOnFourConnections() async throws {
        let configure = { (options: inout PoolOptions) in
            options.size = 4
            options.maximumWaiters = 1_000
        }
        try await withPool(configure) { pool in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let rows = try await pool.query("SELECT \(number) + 1", as: Int.self)
                        return rows.first ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == (1...1_000).reduce(0, +))
            #expect(pool.gauges.connects <= 4)
            #expect(pool.gauges.waits.count == 1_000)
            #expect(pool.gauges.leased == 0)
        }
    }

    @Test func scripts() async throws {
        try await withPool { pool in
            try await pool.withConnection { connection in
                try connection.run(SQLScript(trusted: "CREATE TEMP TABLE t (x int); INSERT INTO t VALUES (1), (2); SELECT * FROM t;"))
                try connection.run(SQLScript(trusted: ""))
                #expect(throws: PostgresError(.invalidParameter(0), message: "script with a NUL byte")) {
                    try connection.run(SQLScript(trusted: "SELECT 1;\u{0} DROP TABLE t"))
                }
                #expect(throws: PostgresError.self) {
                    try connection.run(SQLScript(trusted: "INSERT INTO t VALUES (3); SELECT 1 / 0; INSERT INTO t VALUES (4)"))
                }
                let count = try connection.query("SELECT count(*) FROM t").first(Int.self)
                #expect(count == 2)
            }
            await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try connection.run(SQLScript(trusted: "CREATE TABLE never_committed (x int); SELECT 1"))
                    try connection.run(SQLScript(trusted: "SELECT 1 / 0"))
                }
            }
            let leftover = try await pool.query("SELECT to_regclass('never_committed') IS NULL", as: Bool.self)
            #expect(leftover == [true])
        }
    }

    @Test func copyIsRefusedAndTheConnectionReplaced() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            #expect(await code { try await pool.execute("COPY (SELECT 1) TO STDOUT") } == .copyNotSupported)
            #expect(
                await code {
                    try await pool.withConnection {
                        try $0.run(SQLScript(trusted: "CREATE TEMP TABLE t (x int); COPY t FROM STDIN"))
                    }
                } == .copyNotSupported
            )
            let rows = try await pool.query("SELECT 1", as: Int.self)
            #expect(rows == [1])
            #expect(pool.gauges.connects == 3)
        }
    }

    @Test func noticesAreLogged() async throws {
        let log = InMemoryLogHandler()
        try await withPool(logger: Logger(label: "test") { _ in log }) { pool in
            try await pool.execute("DROP TABLE IF EXISTS nothing_of_this_name")
            try await pool.withConnection { try $0.run(SQLScript(trusted: "DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")) }
        }
        let entries = log.entries.filter { $0.message.description.hasPrefix("PostgreSQL:") }
        #expect(entries.map(\.level) == [.info, .warning])
        #expect(entries.last?.message == "PostgreSQL: mind the gap")
        #expect(entries.last?.metadata["sqlstate"] == "01000")
    }

    @Test func sessionSettings() async throws {
        let configure = { (options: inout PoolOptions) in
            options.role = "pg_monitor"
            options.applicationName = "session settings"
            options.statementTimeout = .milliseconds(1_500)
            options.lockTimeout = .zero
            options.idleInTransactionTimeout = .seconds(20)
        }
        try await withPool(configure) { pool in
            let rows = try await pool.query(
                """
                SELECT current_user::text, current_setting('statement_timeout'), current_setting('lock_timeout'),
                    current_setting('idle_in_transaction_session_timeout'), current_setting('TimeZone'),
                    current_setting('synchronous_commit'), current_setting('jit'), current_setting('client_encoding'),
                    current_setting('application_name')
                """,
                as: (String, String, String, String, String, String, String, String, String).self
            )
            #expect(
                rows.map { "\($0)" }
                    == [#"("pg_monitor", "1500ms", "0", "20s", "UTC", "on", "off", "UTF8", "session settings")"#]
            )
            #expect(await code { try await pool.execute("SELECT pg_switch_wal()") } == .server(sqlState: "42501"))
        }
    }

    @Test func unknownRoleIsAConnectionFailure() async throws {
        try await withPool({ $0.role = "nobody_of_this_name" }) { pool in
            #expect(await code { try await pool.execute("SELECT 1") } == .connectionFailed)
        }
    }
}
