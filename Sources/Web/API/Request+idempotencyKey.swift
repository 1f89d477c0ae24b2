import Domain
import Foundation
import Hummingbird
import Services

extension Request {
    /// What a client sends that forgot to choose one: two of them would share what they make.
    private static let nilUUID = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The key by which it may be sent again; nil without one. A registered client's keys are its own: 1…128 printable characters. Without
    /// a client the key alone tells callers apart: it must be a UUID.
    func idempotencyKey(of client: ClientPrincipal?) throws -> String? {
        guard let key = headers[.idempotencyKey] else { return nil }
        if client != nil {
            guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy(Self.isPrintable) else { throw Problem(.idempotencyKeyInvalid) }
            return key
        }
        guard let uuid = UUID(uuidString: key), uuid != Self.nilUUID else { throw Problem(.idempotencyKeyInvalid) }
        return uuid.uuidString.lowercased()
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
