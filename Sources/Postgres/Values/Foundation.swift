package import FoundationEssentials

extension UUID: PostgresArrayElement, PostgresDecodable {
    /// `uuid`.
    package static var oid: UInt32 { TypeOID.uuid }
    /// `uuid[]`.
    package static var arrayOID: UInt32 { TypeOID.uuidArray }
    /// Reads `uuid`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.uuid }

    /// Sixteen bytes.
    package func encode(into bytes: inout [UInt8]) {
        withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
    }

    /// From sixteen bytes.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> UUID {
        let bytes = try cell.value(for: UUID.self)
        guard bytes.count == MemoryLayout<uuid_t>.size else { throw cell.mismatch(UUID.self) }
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}

extension Data: PostgresArrayElement, PostgresDecodable {
    /// `bytea`.
    package static var oid: UInt32 { TypeOID.bytea }
    /// `bytea[]`.
    package static var arrayOID: UInt32 { TypeOID.byteaArray }
    /// Reads `bytea`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.bytea }
    /// The bytes.
    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self) }

    /// A copy of the bytes.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Data {
        Data(try cell.value(for: Data.self))
    }
}

extension Date: PostgresArrayElement, PostgresDecodable {
    /// `timestamptz`.
    package static var oid: UInt32 { TypeOID.timestamptz }
    /// `timestamptz[]`.
    package static var arrayOID: UInt32 { TypeOID.timestamptzArray }
    /// Reads `timestamptz`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.timestamptz }

    /// PostgreSQL counts µs from 2000-01-01 UTC, Foundation seconds from 2001-01-01 UTC: 366 days lie between.
    private static let secondsBetweenEpochs: Double = 366 * 86_400

    /// µs, rounded to the nearest. An infinite interval is PostgreSQL's `infinity`; what it cannot hold
    /// (NaN, beyond the year 294276) is refused by the server with 22008.
    package func encode(into bytes: inout [UInt8]) {
        let microseconds = ((timeIntervalSinceReferenceDate + Self.secondsBetweenEpochs) * 1_000_000).rounded()
        let encoded: Int64 =
            if microseconds.isInfinite {
                microseconds > 0 ? .max : .min
            } else {
                // max - 1 is not a timestamp: the server says so. NaN compares false.
                abs(microseconds) < 0x1p63 ? Int64(microseconds) : .max - 1
            }
        bytes.append(bigEndian: encoded)
    }

    /// Exact to the microsecond between the years 1850 and 2150; further away a `Double` of seconds is coarser.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Date {
        let microseconds = try cell.integer(Int64.self, for: Date.self)
        switch microseconds {
        case .max: return Date(timeIntervalSinceReferenceDate: .infinity)
        case .min: return Date(timeIntervalSinceReferenceDate: -.infinity)
        default: return Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000 - secondsBetweenEpochs)
        }
    }
}
