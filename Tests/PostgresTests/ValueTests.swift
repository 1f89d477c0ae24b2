import FoundationEssentials
import RandomTesting
import Testing

@testable import Postgres

/// Every type there and back through the server, which also says what it understood: two independent witnesses.
@Suite struct ValueTests {
    @Test func integers() async throws {
        try await withPool { pool in
            for value in [Int16.min, -1, 0, 1, .max] {
                let rows = try await pool.query("SELECT \(value), \(value)::text", as: (Int16, String).self)
                #expect(rows.map(\.0) == [value])
                #expect(rows.map(\.1) == [String(value)])
            }
            for value in [Int32.min, -1, 0, 1, .max] {
                let rows = try await pool.query("SELECT \(value), \(value)::text", as: (Int32, String).self)
                #expect(rows.map(\.0) == [value])
                #expect(rows.map(\.1) == [String(value)])
            }
            for value in [Int64.min, -1, 0, 1, .max] {
                let rows = try await pool.query("SELECT \(value), \(value)::text, \(Int(value))", as: (Int64, String, Int).self)
                #expect(rows.map(\.0) == [value])
                #expect(rows.map(\.1) == [String(value)])
                #expect(rows.map(\.2) == [Int(value)])
            }
        }
    }

    @Test func integersAreReadFromNarrowerColumns() async throws {
        try await withPool { pool in
            let rows = try await pool.query(
                "SELECT (-2)::int2, (-3)::int4, (-2)::int2, (-3)::int4, (-2)::int2, 1.5::float4",
                as: (Int, Int, Int64, Int64, Int32, Double).self
            )
            #expect(rows.map { "\($0)" } == ["(-2, -3, -2, -3, -2, 1.5)"])
        }
    }

    @Test func booleans() async throws {
        try await withPool { pool in
            let rows = try await pool.query("SELECT \(true), \(false), \(true)::text", as: (Bool, Bool, String).self)
            #expect(rows.map { "\($0)" } == [#"(true, false, "true")"#])
        }
    }

    @Test(arguments: [
        0, -0.0, 1.1, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.leastNormalMagnitude, .infinity, -.infinity, .nan,
    ])
    func doubles(_ value: Double) async throws {
        try await withPool { pool in
            let rows = try await pool.query("SELECT \(value), \(value)::text::float8", as: (Double, Double).self)
            for row in rows {
                #expect(row.0.isNaN ? value.isNaN : row.0.bitPattern == value.bitPattern)
                #expect(row.1.isNaN ? value.isNaN : row.1 == value)
            }
            #expect(rows.count == 1)
        }
    }

    @Test(arguments: ["", " ", "Phản ánh: hố ga mất nắp ở phường Cửa Nam", "'; DROP TABLE x; --", #"{"a",\}"#, "🛣️\n\t\u{1}", "e\u{301}"])
    func texts(_ value: String) async throws {
        try await withPool { pool in
            let rows = try await pool.query(
                "SELECT \(value)::text, \(value)::varchar, encode(convert_to(\(value), 'UTF8'), 'hex')",
                as: (String, String, String).self
            )
            let hex = value.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
            #expect(rows.map { Array($0.0.utf8) } == [Array(value.utf8)])
            #expect(rows.map { Array($0.1.utf8) } == [Array(value.utf8)])
            #expect(rows.map(\.2) == [hex])
        }
    }

    @Test func textLikeTypes() async throws {
        try await withDatabase("CREATE TYPE mood AS ENUM ('glad', 'cross'); CREATE DOMAIN code AS text;") { pool in
            let rows = try await pool.query(
                "SELECT \("cross" as String)::mood, 'a'::name, 'b'::\"char\", 'c'::char(3), 'd'::code, \(["glad"])::mood[], 'x' = ANY(\(["x", "y"]))",
                as: (String, String, String, String, String, [String], Bool).self
            )
            #expect(rows.map { "\($0)" } == [#"("cross", "a", "b", "c  ", "d", ["glad"], true)"#])
            let strangers: [SQL] = ["SELECT ROW(1, 2)", "SELECT 1", "SELECT now()", "SELECT '{}'::jsonb"]
            for stranger in strangers {
                #expect(await code { try await pool.query(stranger, as: String.self) } == .decoding(column: 0, expected: "String"))
            }
            // A user-defined type is known by its number only; its bytes show that it is no text.
            #expect(
                await code {
                    try await pool.withConnection { connection in
                        try connection.run(SQLScript(trusted: "CREATE TYPE pair AS (a int, b int)"))
                        _ = try connection.query("SELECT ROW(1, 2)::pair", as: String.self)
                    }
                } == .decoding(column: 0, expected: "String")
            )
        }
    }

    @Test func uuids() async throws {
        try await withPool { pool in
            let zero = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
            for value in [zero, UUID(), UUID()] {
                let rows = try await pool.query("SELECT \(value), \(value)::text", as: (UUID, String).self)
                #expect(rows.map(\.0) == [value])
                #expect(rows.map(\.1) == [value.uuidString.lowercased()])
            }
        }
    }

    @Test(arguments: [Data(), Data([0]), Data((0...255).map { UInt8($0) })])
    func bytes(_ value: Data) async throws {
        try await withPool { pool in
            let rows = try await pool.query("SELECT \(value), length(\(value)), md5(\(value))", as: (Data, Int, String).self)
            #expect(rows.map(\.0) == [value])
            #expect(rows.map(\.1) == [value.count])
        }
    }

    @Test func dates() async throws {
        try await withPool { pool in
            var random = SplitMix64(seed: 7)
            // To the microsecond between 1900 and 2100, as the server's own arithmetic counts them.
            for _ in 0..<200 {
                let microseconds = Int64.random(in: -2_208_988_800_000_000...4_102_444_800_000_000, using: &random)
                let rows = try await pool.query(
                    "SELECT 'epoch'::timestamptz + \(microseconds) * interval '1 microsecond'",
                    as: Date.self
                )
                let date = try #require(rows.first)
                let back = try await pool.query("SELECT (extract(epoch FROM \(date)) * 1000000)::int8", as: Int64.self)
                #expect(back == [microseconds])
                #expect(abs(date.timeIntervalSince1970 * 1_000_000 - Double(microseconds)) < 1)
            }
        }
    }

    @Test func extremeDates() async throws {
        try await withPool { pool in
            let rows = try await pool.query(
                "SELECT 'infinity'::timestamptz, '-infinity'::timestamptz, \(Date(timeIntervalSinceReferenceDate: .infinity))::text",
                as: (Date, Date, String).self
            )
            #expect(rows.map(\.0.timeIntervalSinceReferenceDate) == [.infinity])
            #expect(rows.map(\.1.timeIntervalSinceReferenceDate) == [-.infinity])
            #expect(rows.map(\.2) == ["infinity"])
            for seconds in [Double.nan, 1e300, -1e300, -0x1p63 / 1e6 - 366 * 86_400] {
                let date = Date(timeIntervalSinceReferenceDate: seconds)
                #expect(await code { try await pool.query("SELECT \(date)", as: Date.self) } == .server(sqlState: "22008"))
            }
        }
    }

    @Test func json() async throws {
        try await withPool { pool in
            let value = JSONB(text: #"{"b": [1, null, "ằ"], "a": {}}"#)
            let rows = try await pool.query("SELECT \(value), \(value) -> 'b' ->> 2, \([value, value])", as: (JSONB, String, [JSONB]).self)
            let stored = JSONB(text: #"{"a": {}, "b": [1, null, "ằ"]}"#)
            #expect(rows.map(\.0) == [stored])
            #expect(rows.map(\.1) == ["ằ"])
            #expect(rows.map(\.2) == [[stored, stored]])
            #expect(await code { try await pool.execute("SELECT \(JSONB(text: "{"))") } == .server(sqlState: "22P02"))
        }
    }

    @Test func nulls() async throws {
        try await withPool { pool in
            let rows = try await pool.query(
                "SELECT \(Int?.none), \(String?.none)::text, \(Data?.none), \([Int]?.none), \(Int?.some(3)), \(UUID?.none) IS NULL",
                as: (Int?, String?, Data?, [Int]?, Int?, Bool).self
            )
            #expect(rows.map { "\($0)" } == ["(nil, nil, nil, nil, Optional(3), true)"])
            #expect(
                await code { try await pool.query("SELECT 1, NULL::int8", as: (Int, Int).self) } == .decoding(column: 1, expected: "Int")
            )
        }
    }
}
