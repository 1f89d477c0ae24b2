package import Crypto

/// The name of stored bytes: their SHA-256, in lower-case hex. Equal bytes have one name, and other bytes never get it.
package struct ObjectName: Hashable, Comparable, Sendable {
    /// 64 digits.
    package let text: String

    /// nil for anything but 64 lower-case hex digits.
    package init?(_ text: some StringProtocol) {
        let digits = Set("0123456789abcdef".utf8)
        guard text.utf8.count == 64, text.utf8.allSatisfy(digits.contains) else { return nil }
        self.text = String(text)
    }

    /// The name of bytes by their digest.
    package init(_ digest: SHA256Digest) {
        text = digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    package static func < (left: ObjectName, right: ObjectName) -> Bool {
        left.text < right.text
    }
}

extension ObjectName: CustomStringConvertible {
    package var description: String { text }
}
