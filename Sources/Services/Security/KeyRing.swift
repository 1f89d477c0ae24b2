package import Crypto
internal import Foundation

/// Named 256-bit keys of one purpose. The first encrypts and signs, the others still decrypt and verify: rotating means
/// putting a new line on top.
package struct KeyRing: Sendable {
    /// A key and the id that is stored beside whatever it made.
    package struct Key: Sendable {
        package let id: String
        package let key: SymmetricKey
    }

    package let current: Key
    /// The current one, then the older ones.
    package let all: [Key]
    private let byID: [String: Key]

    /// Why a key file cannot be used. Never says what is in it.
    package enum ReadingError: Error, CustomStringConvertible {
        case empty
        case badLine(Int)
        case weakKey(Int)
        case duplicateID(Int)

        package var description: String {
            switch self {
            case .empty: "holds no key"
            case .badLine(let line): "line \(line): expected an id and 32 bytes in base64"
            case .weakKey(let line): "line \(line): the key must be 32 random bytes"
            case .duplicateID(let line): "line \(line): the id stands twice"
            }
        }
    }

    /// Reads a key file: a line each, `<id> <32 bytes in base64>`; empty lines and lines beginning with # are skipped.
    package init(file text: String) throws(ReadingError) {
        var keys: [Key] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.isEmpty || line.hasPrefix("#") { continue }
            guard words.count == 2, let bytes = Data(base64Encoded: String(words[1])) else { throw .badLine(number + 1) }
            // A key of 32 random bytes has 8 different ones but once in 10⁴⁰ draws.
            guard bytes.count == 32, Set(bytes).count >= 8 else { throw .weakKey(number + 1) }
            guard !keys.contains(where: { $0.id == words[0] }) else { throw .duplicateID(number + 1) }
            keys.append(Key(id: String(words[0]), key: SymmetricKey(data: bytes)))
        }
        guard let first = keys.first else { throw .empty }
        current = first
        all = keys
        byID = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The key something was made with.
    package func key(_ id: String) -> Key? {
        byID[id]
    }

    /// A new key file with one key.
    package static func newFile(id: String) -> String {
        "\(id) \(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() })\n"
    }
}
