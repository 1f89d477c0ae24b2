/// The columns of one row, taken one after another, each by the name that is given to it. For wide rows: a tuple of them is copied whole
/// wherever it is handed on. Lent for the time of one `map` or `first`.
package struct RowReader: ~Copyable {
    private let rows: Rows
    private let row: Int32
    fileprivate var column: Int32 = 0

    fileprivate init(_ rows: Rows, row: Int32) {
        self.rows = rows
        self.row = row
    }

    /// The next column. Throws `.decoding` for a type, NULL or bytes that do not fit, `.columnCount` behind the last one.
    package mutating func next<Value: PostgresDecodable>(_: Value.Type = Value.self) throws(PostgresError) -> Value {
        guard column < rows.columns else { throw PostgresError(.columnCount(expected: Int(column) + 1, found: Int(rows.columns))) }
        let cell = rows.cell(row, column)
        guard Value.reads(cell.oid) else { throw cell.mismatch(Value.self) }
        column += 1
        return try Value.decode(cell)
    }
}

extension Rows {
    /// What `read` makes of each row, of which it takes every column. Throws `.columnCount` where it leaves some, and what it throws.
    package func map<Value>(_ read: (inout RowReader) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for row in 0..<Int32(count) { values.append(try value(of: row, read)) }
        return values
    }

    /// The same of the first row; nil if there is none.
    package func first<Value>(_ read: (inout RowReader) throws -> Value) throws -> Value? {
        count == 0 ? nil : try value(of: 0, read)
    }

    private func value<Value>(of row: Int32, _ read: (inout RowReader) throws -> Value) throws -> Value {
        var reader = RowReader(self, row: row)
        let value = try read(&reader)
        guard reader.column == columns else {
            throw PostgresError(.columnCount(expected: Int(reader.column), found: Int(columns)))
        }
        return value
    }
}
