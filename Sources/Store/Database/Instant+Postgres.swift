internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Instants are `timestamptz`; fractions of a second, which the service never writes, are cut off.
extension Instant: PostgresArrayElement, PostgresDecodable {
    static var oid: UInt32 { Date.oid }
    static var arrayOID: UInt32 { Date.arrayOID }
    static func reads(_ oid: UInt32) -> Bool { Date.reads(oid) }

    func encode(into bytes: inout [UInt8]) {
        Date(timeIntervalSince1970: Double(secondsSince1970)).encode(into: &bytes)
    }

    static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Instant {
        let seconds = try Date.decode(cell).timeIntervalSince1970.rounded(.down)
        guard let whole = Int64(exactly: seconds) else { throw cell.mismatch(Instant.self) }
        return Instant(secondsSince1970: whole)
    }
}
