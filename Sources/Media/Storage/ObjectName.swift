/// The name of stored bytes: their SHA-256, in lower-case hex. Equal bytes have one name, and other bytes never get it.
package struct ObjectName: Hashable, Comparable, Sendable {
    /// 64 digits.
    package let text: String

    /// nil for anything but 64 lower-case hex digits.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    package static func < (left: ObjectName, right: ObjectName) -> Bool {
        left.text < right.text
    }
}

extension ObjectName: CustomStringConvertible {
    package var description: String { text }
}
