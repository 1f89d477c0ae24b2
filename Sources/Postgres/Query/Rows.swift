internal import CLibPQ

/// The answer to one statement. Owns libpq's result; not `Sendable`: decode it where it was received.
package final class Rows {
    private let result: OpaquePointer

    /// Takes over `result` and clears it at the end.
    init(owning result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    /// How many rows the statement returned.
    package var count: Int {
        Int(PQntuples(result))
    }

    /// How many rows the statement inserted, updated, deleted or returned; 0 for other statements.
    package var affected: Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The command tag, such as `COMMIT`.
    var commandTag: String {
        PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    /// All rows, each as a tuple of its columns in order.
    ///
    /// Throws `.columnCount` if the result has more or fewer columns, `.decoding` at the first type, NULL or bytes that do not fit.
    package func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type
    ) throws(PostgresError) -> [(repeat each Column)] {
        try check(type)
        var rows: [(repeat each Column)] = []
        rows.reserveCapacity(count)
        for row in 0..<PQntuples(result) {
            rows.append(try decode(type, row: row))
        }
        return rows
    }

    /// The first row, or nil if there is none. Throws as `decode` does.
    package func first<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type
    ) throws(PostgresError) -> (repeat each Column)? {
        try check(type)
        guard count > 0 else { return nil }
        // Through a constant: otherwise the compiler takes the optional for the only column.
        let first: (repeat each Column) = try decode(type, row: 0)
        return first
    }

    /// All values of the only column. Throws as for several columns.
    package func decode<Column: PostgresDecodable>(_ type: Column.Type) throws(PostgresError) -> [Column] {
        try check(type)
        var column: [Column] = []
        column.reserveCapacity(count)
        for row in 0..<PQntuples(result) { column.append(try Column.decode(cell(row, 0))) }
        return column
    }

    /// The first row's only column, or nil if there is no row. Throws as for several columns.
    package func first<Column: PostgresDecodable>(_ type: Column.Type) throws(PostgresError) -> Column? {
        try check(type)
        return count == 0 ? nil : try Column.decode(cell(0, 0))
    }

    /// Checks the number of columns and their types, once for all rows.
    private func check<each Column: PostgresDecodable>(_: (repeat each Column).Type) throws(PostgresError) {
        var index: Int32 = 0
        var misfit: PostgresError?
        for column in repeat (each Column).self {
            if misfit == nil, index < PQnfields(result), !column.reads(PQftype(result, index)) {
                misfit = PostgresError(.decoding(column: Int(index), expected: "\(column)"))
            }
            index += 1
        }
        guard index == PQnfields(result) else {
            throw PostgresError(.columnCount(expected: Int(index), found: Int(PQnfields(result))))
        }
        if let misfit { throw misfit }
    }

    private func decode<each Column: PostgresDecodable>(
        _: (repeat each Column).Type,
        row: Int32
    ) throws(PostgresError) -> (repeat each Column) {
        var column: Int32 = -1
        func next<Value: PostgresDecodable>(_: Value.Type) throws(PostgresError) -> Value {
            column += 1
            return try Value.decode(cell(row, column))
        }
        return (repeat try next((each Column).self))
    }

    var columns: Int32 { PQnfields(result) }

    func cell(_ row: Int32, _ column: Int32) -> Cell {
        var bytes: UnsafeRawBufferPointer?
        if PQgetisnull(result, row, column) == 0 {
            bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        }
        return Cell(bytes: bytes, oid: PQftype(result, column), column: Int(column))
    }
}
