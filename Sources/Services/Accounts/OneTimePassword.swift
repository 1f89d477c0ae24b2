internal import Crypto
internal import Foundation

/// Time-based one-time passwords (RFC 6238): six digits, steps of thirty seconds, HMAC-SHA-1, which is what authenticator apps know.
struct OneTimePassword {
    private let secret: Data

    static let period: Int64 = 30
    private static let digits = 6

    init(secret: Data) {
        self.secret = secret
    }

    /// With a new secret of 160 bits.
    init() {
        self.init(secret: SymmetricKey(size: SymmetricKeySize(bitCount: 160)).withUnsafeBytes { Data($0) })
    }

    /// To be sealed.
    var key: Data { secret }

    /// For typing it into an app.
    var text: String { Base32.text(secret) }

    /// For showing it to an app as a QR code.
    func uri(for username: String) -> String {
        "otpauth://totp/PhanAnh:\(username)?secret=\(text)&issuer=PhanAnh&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.period)"
    }

    /// The code of a step.
    func code(ofStep step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let code = Data(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(code[code.count - 1] & 0xF)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The step whose code this is, of the one at a time and its two neighbours: clocks of phones differ by some seconds, and people type
    /// slowly. nil for a wrong one. All three are compared, whichever it is.
    func step(of code: String, at seconds: Int64) -> Int64? {
        let now = seconds / Self.period
        return [now - 1, now, now + 1].reduce(nil) { found, step in Self.areEqual(self.code(ofStep: step), code) ? step : found }
    }

    /// Whether a text could be a code.
    static func isPlausible(_ text: String) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func areEqual(_ first: String, _ second: String) -> Bool {
        guard first.utf8.count == second.utf8.count else { return false }
        return zip(first.utf8, second.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
