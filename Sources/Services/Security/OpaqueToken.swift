internal import Crypto
internal import Foundation

/// Tokens that mean nothing by themselves: a prefix that tells their kind, and 256 random bits. Only their digests are stored.
enum OpaqueToken {
    /// What a token opens.
    enum Kind: String {
        /// A session of staff.
        case session = "hn_"
        /// One-time link of an account.
        case activation = "hna_"
        /// A citizen's session.
        case citizen = "hnz_"
        /// What accompanies a sign-in at an identity provider.
        case state = ""
    }

    static func new(_ kind: Kind) -> String {
        kind.rawValue + Base64URL.text(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    /// Its digest; nil for what no token of this kind looks like.
    static func digest(_ token: String, _ kind: Kind) -> Data? {
        let secret = token.utf8.dropFirst(kind.rawValue.utf8.count)
        guard token.hasPrefix(kind.rawValue), secret.count == 43, secret.allSatisfy(Base64URL.isDigit) else { return nil }
        return digest(token)
    }

    /// The digest of anything that is shown as one.
    static func digest(_ token: String) -> Data {
        Data(SHA256.hash(data: Data(token.utf8)))
    }
}
