import FoundationEssentials
import RandomTesting
import Testing

@testable import Postgres

@Suite struct ArrayTests {
    private func check<Element: PostgresArrayElement & PostgresDecodable & Equatable>(
        _ pool: ConnectionPool,
        _ array: [Element],
        cast: SQL
    ) async throws {
        let rows = try await pool.query(
            "SELECT \(array)::\(cast), coalesce(array_length(\(array)::\(cast), 1), 0), \(array)::\(cast)::text::\(cast)",
            as: ([Element], Int, [Element]).self
        )
        #expect(rows.map(\.0) == [array])
        #expect(rows.map(\.1) == [array.count])
        #expect(rows.map(\.2) == [array])
    }

    @Test func everyElementType() async throws {
        try await withPool { pool in
            try await check(pool, [true, false], cast: "bool[]")
            try await check(pool, [Int16.min, .max], cast: "int2[]")
            try await check(pool, [Int32.min, .max], cast: "int4[]")
            try await check(pool, [Int64.min, .max], cast: "int8[]")
            try await check(pool, [1, 2, 3], cast: "int8[]")
            try await check(pool, [1.5, -.infinity], cast: "float8[]")
            try await check(pool, ["", "NULL", "null", #"a"b\c,{}"#, " ", "Cầu Giấy"], cast: "text[]")
            try await check(pool, [UUID(), UUID()], cast: "uuid[]")
            try await check(pool, [Data(), Data([0, 255])], cast: "bytea[]")
            try await check(pool, [Date(timeIntervalSinceReferenceDate: 0.5)], cast: "timestamptz[]")
        }
    }

    @Test func emptyArraysAndNullElements() async throws {
        try await withPool { pool in
            try await check(pool, [Int](), cast: "int8[]")
            try await check(pool, [String](), cast: "text[]")
            try await check(pool, [1, nil, 3], cast: "int8[]")
            try await check(pool, [nil, "a", nil], cast: "text[]")
            try await check(pool, [UUID?.none], cast: "uuid[]")
            #expect(
                await code { try await pool.query("SELECT \([1, nil])", as: [Int].self) } == .decoding(column: 0, expected: "Int")
            )
        }
    }

    @Test func manyElements() async throws {
        try await withPool { pool in
            let ids = (0..<100_000).map { $0 * 7 }
            let rows = try await pool.query("SELECT count(*), sum(x)::int8 FROM unnest(\(ids)) AS x", as: (Int, Int).self)
            #expect(rows.map(\.0) == [ids.count])
            #expect(rows.map(\.1) == [ids.reduce(0, +)])
        }
    }

    @Test func otherShapesAreErrors() async throws {
        try await withPool { pool in
            let error = PostgresError.Code.decoding(column: 0, expected: "Array<Int>")
            #expect(await code { try await pool.query("SELECT '{{1,2},{3,4}}'::int8[]", as: [Int].self) } == error)
            #expect(await code { try await pool.query("SELECT '{a}'::text[]", as: [Int].self) } == error)
            #expect(await code { try await pool.query("SELECT 1", as: [Int].self) } == error)
        }
    }

    /// Cut off anywhere or with absurd lengths, an array is an error and never read past its end.
    @Test func brokenBytesAreErrors() throws {
        var whole: [UInt8] = []
        [1, 2, 3].encode(into: &whole)
        for length in 0..<whole.count {
            #expect(throws: PostgresError.self) { try decode(Array(whole.prefix(length))) }
        }
        var random = SplitMix64(seed: 11)
        for _ in 0..<2_000 {
            var broken = whole
            broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? decode(broken)
        }
        #expect(try decode(whole) == [1, 2, 3])
    }

    private func decode(_ bytes: [UInt8]) throws -> [Int] {
        try bytes.withUnsafeBytes { try [Int].decode(Cell(bytes: $0, oid: TypeOID.int8Array, column: 0)) }
    }
}
