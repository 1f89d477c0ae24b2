internal import Crypto
package import Foundation

/// Tracking tokens: `trk_` and base64url(HMAC-SHA256(key, report id)). A retry recomputes the token, so none is stored.
package struct TrackingTokens: Sendable {
    private let keys: KeyRing

    package init(keys: KeyRing) {
        self.keys = keys
    }

    /// The key that new reports' tokens are made with.
    package var currentKeyID: String { keys.current.id }

    /// The token of a report, or nil when the key it was made with is gone.
    package func token(for report: UUID, keyID: String) -> String? {
        guard let key = keys.key(keyID)?.key else { return nil }
        let code = HMAC<SHA256>.authenticationCode(for: Self.message(report), using: key)
        return "trk_" + Base64URL.text(Data(code))
    }

    /// Whether a token is the report's. Takes the same time wherever the two differ; only the one spelling is accepted.
    package func isValid(_ token: String, for report: UUID, keyID: String) -> Bool {
        guard let expected = self.token(for: report, keyID: keyID), expected.utf8.count == token.utf8.count else { return false }
        return zip(expected.utf8, token.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func message(_ report: UUID) -> Data {
        Data("tracking|\(report.uuidString.lowercased())".utf8)
    }
}
