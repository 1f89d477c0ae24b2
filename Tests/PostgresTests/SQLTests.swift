import FoundationEssentials
import Testing

@testable import Postgres

private func text(_ sql: SQL) -> String {
    String(decoding: sql.text, as: UTF8.self)
}

@Suite struct SQLTests {
    @Test func interpolationBinds() {
        let title = "x'; DROP TABLE report; --"
        let sql: SQL = "SELECT * FROM report WHERE unit = \(7) AND title = \(title) AND closed = \(Date?.none)"
        #expect(text(sql) == "SELECT * FROM report WHERE unit = $1 AND title = $2 AND closed = $3")
        #expect(sql.binds.map(\.oid) == [TypeOID.int8, 0, TypeOID.timestamptz])
        #expect(sql.binds.map { $0.bytes == nil } == [false, false, true])
        #expect(sql.binds.map(\.format) == [.binary, .text, .binary])
    }

    @Test func fragmentsAreText() {
        let sql: SQL = "SELECT id FROM report \(fragment: "ORDER BY id DESC") LIMIT \(10)"
        #expect(text(sql) == "SELECT id FROM report ORDER BY id DESC LIMIT $1")
    }

    /// Whatever it is chosen by; a text that is known only when the program runs is bound.
    @Test(arguments: [true, false]) func literalsAreText(isDescending: Bool) {
        let column = "id"
        let sql: SQL = "SELECT id FROM report ORDER BY id \(isDescending ? "DESC" : "ASC") \(isDescending ? "LIMIT \(1)" : "OFFSET \(2)")"
        #expect(text(sql) == "SELECT id FROM report ORDER BY id \(isDescending ? "DESC LIMIT" : "ASC OFFSET") $1")
        let chosen: SQL = "SELECT \(isDescending ? column : "code")"
        #expect(text(chosen) == "SELECT $1")
    }

    @Test func nestedStatementsAreRenumbered() {
        let letter = "x"
        let inner: SQL = "a = \(1) OR b = \(letter) OR c = \(2)"
        let outer: SQL = "SELECT \(0) WHERE (\(inner)) AND (\(inner)) AND d = \(3)"
        #expect(text(outer) == "SELECT $1 WHERE (a = $2 OR b = $3 OR c = $4) AND (a = $5 OR b = $6 OR c = $7) AND d = $8")
        let values = outer.binds.map { bind in bind.bytes.map { Array(outer.values[$0]) } }
        #expect(values[2] == Array("x".utf8))
        #expect(values[5] == Array("x".utf8))
        #expect(values[7] == [0, 0, 0, 0, 0, 0, 0, 3])
    }

    @Test func renumberingGrowsPastOneDigit() {
        let nine: SQL = "\(1),\(2),\(3),\(4),\(5),\(6),\(7),\(8),\(9)"
        let twice: SQL = "\(nine),\(nine)"
        let thrice: SQL = "\(nine),\(twice)"
        #expect(text(thrice) == (1...27).map { "$\($0)" }.joined(separator: ","))
        #expect(thrice.binds.allSatisfy { bind in text(thrice).utf8.dropFirst(bind.placeholder.lowerBound).first == UInt8(ascii: "$") })
    }

    @Test func emptyValuesAreNotNull() throws {
        let sql: SQL = "\(Data()) \("" as String)"
        #expect(sql.binds.map { $0.bytes?.count } == [0, 0])
    }
}
