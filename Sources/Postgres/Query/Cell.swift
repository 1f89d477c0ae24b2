/// One column of one row, or one element of an array, in PostgreSQL's binary format. Lent for the time of one `decode`.
package struct Cell: ~Copyable {
    /// The value, or nil for NULL. Points into the result: valid only during the call that lends the cell.
    let bytes: UnsafeRawBufferPointer?
    /// The type of the value.
    let oid: UInt32
    /// The column's number from 0, for errors.
    let column: Int

    /// Whether the value is NULL.
    package var isNull: Bool { bytes == nil }

    /// The value's bytes; throws `.decoding` for NULL.
    func value<Target>(for target: Target.Type) throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let bytes else { throw mismatch(target) }
        return bytes
    }

    /// The value as a big-endian integer of exactly this width.
    func integer<Integer: FixedWidthInteger, Target>(
        _: Integer.Type,
        for target: Target.Type
    ) throws(PostgresError) -> Integer {
        let bytes = try value(for: target)
        guard bytes.count == MemoryLayout<Integer>.size else { throw mismatch(target) }
        return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    /// The error for a value that is not a `target`.
    package func mismatch<Target>(_ target: Target.Type) -> PostgresError {
        PostgresError(.decoding(column: column, expected: "\(target)"))
    }
}
