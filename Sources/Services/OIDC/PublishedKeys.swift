internal import Foundation
internal import JWTKit

/// The keys a provider signs with, as it publishes them (RFC 7517). What is of a kind that is not known here is passed over.
struct PublishedKeys: Sendable {
    private let keys: [JWK]

    /// No honest provider publishes more.
    private static let most = 100
    /// Of an RSA modulus in base64url: 2,048 bits.
    private static let shortestModulus = 342

    init(_ body: [UInt8]) throws(OIDCFault) {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(body)) else { throw .provider("the keys are no JSON") }
        guard set.keys.count <= Self.most else { throw .provider("too many keys") }
        keys = set.keys.compactMap(\.key)
    }

    /// The key of a name that goes with an algorithm; without a name the only one that does.
    func key(_ name: String?, for algorithm: SigningAlgorithm) -> JWK? {
        let fitting = keys.filter { key in
            key.keyType.rawValue == algorithm.keyType && key.algorithm.map { $0.rawValue == algorithm.rawValue } ?? true
                && (key.modulus.map { $0.utf8.count >= Self.shortestModulus } ?? true)
        }
        guard let name else { return fitting.count == 1 ? fitting[0] : nil }
        return fitting.first { $0.keyIdentifier?.string == name }
    }
}

/// A set in which each key is read by itself: one of an unknown kind does not make the others unreadable.
private struct KeySet: Decodable {
    struct Entry: Decodable {
        let key: JWK?

        private enum CodingKeys: String, CodingKey {
            case use
        }

        init(from decoder: any Decoder) throws {
            let use = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .use)
            key = use == nil || use == "sig" ? try? JWK(from: decoder) : nil
        }
    }

    let keys: [Entry]
}
