import Crypto
import Domain
import Foundation

/// The place in a list from which it goes on, and which list that is: with other filters or another order it means nothing.
struct ListCursor {
    let place: ReportPlace
    /// Of the query's parameters.
    let list: [UInt8]

    /// Bytes of a fingerprint.
    static let fingerprintLength = 6
    private static let length = fingerprintLength + 8 + 16
    /// Where there is no instant.
    private static let none = Int64.max

    init(place: ReportPlace, list: [UInt8]) {
        self.place = place
        self.list = list
    }

    /// Reads what `text` writes; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count == Self.length / 3 * 4, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        guard let bytes = Data(base64Encoded: standard), bytes.count == Self.length else { return nil }
        list = Array(bytes.prefix(Self.fingerprintLength))
        let seconds = bytes.dropFirst(Self.fingerprintLength).prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let id = Array(bytes.suffix(16))
        place = ReportPlace(
            at: seconds == Self.none ? nil : Instant(secondsSince1970: seconds),
            id: id.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        )
    }

    /// In base64url: 30 bytes need no padding.
    var text: String {
        var bytes = list
        let seconds = place.at?.secondsSince1970 ?? Self.none
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
        bytes += withUnsafeBytes(of: place.id.uuid) { Array($0) }
        return String(Data(bytes).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

extension QueryParameters {
    /// Tells lists apart, not their pages.
    var fingerprint: [UInt8] {
        let text = parameters.filter { $0.name != "cursor" && $0.name != "limit" }.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
        return Array(SHA256.hash(data: Data(text.utf8)).prefix(ListCursor.fingerprintLength))
    }

    /// Of the list of what is like what was asked for.
    var fingerprintOfAlike: [UInt8] { fingerprint.map { ~$0 } }

    /// The same list's parameters as a query, to which a cursor is to be added.
    var link: String {
        parameters.filter { $0.name != "cursor" }.map { "\($0.name)=\(Self.encode($0.value))&" }.joined()
    }

    private static func encode(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "a"..."z").union(unreserved)) ?? ""
    }

    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,:")
}
