/// Who acts in the administration: the plain name of an account or token, never a person's own.
package struct PrincipalName: Hashable, Sendable {
    /// `[a-z0-9-]{1,32}`.
    package let text: String

    /// Stands in records for whoever gives none at the command line.
    package static let commandLine = PrincipalName(allowed: "cli")

    private init(allowed text: String) {
        self.text = text
    }

    /// nil for anything but one to 32 lower-case letters, digits and hyphens.
    package init?(_ text: String) {
        guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension PrincipalName: CustomStringConvertible {
    /// `text`.
    package var description: String { text }
}
