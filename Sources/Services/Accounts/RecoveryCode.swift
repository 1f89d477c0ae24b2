internal import Crypto
internal import Foundation

/// What signs in once in place of a lost second factor: 80 random bits, `abcd-efgh-ijkl-mnop`.
enum RecoveryCode {
    /// How many somebody is given.
    static let count = 10

    static func new() -> String {
        let letters = Array(Base32.text(SymmetricKey(size: SymmetricKeySize(bitCount: 80)).withUnsafeBytes { Array($0) }).lowercased())
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// By which it is kept and found; nil for what no code looks like. Case, hyphens and spaces do not matter.
    static func digest(_ text: String) -> Data? {
        guard text.utf8.count <= 40 else { return nil }
        let letters = text.lowercased().filter { $0 != "-" && $0 != " " }
        guard letters.utf8.count == 16 else { return nil }
        return Data(SHA256.hash(data: Data("recovery|\(letters)".utf8)))
    }
}
