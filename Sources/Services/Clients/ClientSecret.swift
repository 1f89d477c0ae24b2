internal import Crypto
internal import Foundation

/// What a client shows to be known by: `hnc_` and 256 random bits in base64url.
struct ClientSecret: Sendable {
    private static let prefix = "hnc_"
    private static let length = 43

    let text: String

    /// A new one.
    init() {
        text = Self.prefix + Base64URL.text(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    /// nil for what cannot be one, which nobody needs to look up.
    init?(_ text: String) {
        let secret = text.utf8.dropFirst(Self.prefix.utf8.count)
        guard text.hasPrefix(Self.prefix), secret.count == Self.length, secret.allSatisfy(Base64URL.isDigit) else { return nil }
        self.text = text
    }

    /// SHA-256: of random bits nothing slower is needed.
    var digest: Data { Data(SHA256.hash(data: Data(text.utf8))) }
}
