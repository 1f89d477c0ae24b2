extension Bool: PostgresArrayElement, PostgresDecodable {
    /// `bool`.
    package static var oid: UInt32 { TypeOID.bool }
    /// `bool[]`.
    package static var arrayOID: UInt32 { TypeOID.boolArray }
    /// Reads `bool`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.bool }

    /// One byte, 0 or 1.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(self ? 1 : 0)
    }

    /// From one byte.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Bool {
        try cell.integer(UInt8.self, for: Bool.self) != 0
    }
}

extension Int16: PostgresArrayElement, PostgresDecodable {
    /// `int2`.
    package static var oid: UInt32 { TypeOID.int2 }
    /// `int2[]`.
    package static var arrayOID: UInt32 { TypeOID.int2Array }
    /// Reads `int2`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int2 }
    /// Two bytes.
    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    /// From two bytes.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Int16 {
        try cell.integer(Int16.self, for: Int16.self)
    }
}

extension Int32: PostgresArrayElement, PostgresDecodable {
    /// `int4`.
    package static var oid: UInt32 { TypeOID.int4 }
    /// `int4[]`.
    package static var arrayOID: UInt32 { TypeOID.int4Array }
    /// Reads `int4` and the narrower `int2`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int4 || Int16.reads(oid) }
    /// Four bytes.
    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    /// From four or two bytes, by the column's type.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Int32 {
        cell.oid == TypeOID.int2
            ? Int32(try cell.integer(Int16.self, for: Int32.self)) : try cell.integer(Int32.self, for: Int32.self)
    }
}

extension Int64: PostgresArrayElement, PostgresDecodable {
    /// `int8`.
    package static var oid: UInt32 { TypeOID.int8 }
    /// `int8[]`.
    package static var arrayOID: UInt32 { TypeOID.int8Array }
    /// Reads `int8` and the narrower `int4` and `int2`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int8 || Int32.reads(oid) }
    /// Eight bytes.
    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    /// From eight, four or two bytes, by the column's type.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Int64 {
        try cell.widened(for: Int64.self)
    }
}

extension Int: PostgresArrayElement, PostgresDecodable {
    /// `int8`.
    package static var oid: UInt32 { TypeOID.int8 }
    /// `int8[]`.
    package static var arrayOID: UInt32 { TypeOID.int8Array }
    /// Reads `int8`, `int4` and `int2`.
    package static func reads(_ oid: UInt32) -> Bool { Int64.reads(oid) }
    /// Eight bytes.
    package func encode(into bytes: inout [UInt8]) { Int64(self).encode(into: &bytes) }

    /// As `Int64`.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Int {
        guard let value = Int(exactly: try cell.widened(for: Int.self)) else { throw cell.mismatch(Int.self) }
        return value
    }
}

extension Double: PostgresArrayElement, PostgresDecodable {
    /// `float8`.
    package static var oid: UInt32 { TypeOID.float8 }
    /// `float8[]`.
    package static var arrayOID: UInt32 { TypeOID.float8Array }
    /// Reads `float8` and the narrower `float4`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.float8 || oid == TypeOID.float4 }
    /// Eight bytes, IEEE 754.
    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }

    /// From eight or four bytes, by the column's type; NaN and the infinities are kept.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Double {
        cell.oid == TypeOID.float4
            ? Double(Float(bitPattern: try cell.integer(UInt32.self, for: Double.self)))
            : Double(bitPattern: try cell.integer(UInt64.self, for: Double.self))
    }
}

extension Cell {
    /// The value as an integer of the column's width.
    fileprivate func widened<Target>(for target: Target.Type) throws(PostgresError) -> Int64 {
        switch oid {
        case TypeOID.int2: Int64(try integer(Int16.self, for: target))
        case TypeOID.int4: Int64(try integer(Int32.self, for: target))
        default: try integer(Int64.self, for: target)
        }
    }
}

extension [UInt8] {
    /// Appends an integer in network order, as every binary format of PostgreSQL wants it.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
