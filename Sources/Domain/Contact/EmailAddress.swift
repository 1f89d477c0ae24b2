/// An e-mail address one can write to. Printing or dumping it never shows it.
package struct EmailAddress: Hashable, Sendable {
    /// `local@domain`, the domain in lower case, at most 254 bytes of ASCII.
    package let address: String

    /// Reads the forms in real use: a dot-atom of at most 64 bytes (RFC 5321), one `@`, and a domain of at
    /// least two letter-digit-hyphen labels whose last is not a number. Spaces around it are dropped.
    ///
    /// Quoted local parts, address literals (`@[…]`) and anything but ASCII are refused; an internationalised
    /// domain is accepted in its `xn--` form only.
    package init(_ text: String) throws(ContactError) {
        let bytes = Self.trimmed(text.utf8)
        let parts = bytes.split(separator: Self.at, omittingEmptySubsequences: false)
        guard bytes.count <= 254, parts.count == 2, Self.isLocal(parts[0]), Self.isDomain(parts[1]),
            let local = String(parts[0]), let domain = String(parts[1])
        else { throw .emailInvalid }
        address = "\(local)@\(domain.lowercased())"
    }

    private static let at = UInt8(ascii: "@")
    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")
    private static let symbols = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func trimmed(_ bytes: String.UTF8View) -> Substring.UTF8View {
        let head = bytes.drop { $0 == UInt8(ascii: " ") }
        let end = head.lastIndex { $0 != UInt8(ascii: " ") }
        return end.map { head[...$0] } ?? head
    }

    private static func isLocal(_ local: Substring.UTF8View) -> Bool {
        local.count <= 64
            && local.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { isLetter($0) || isDigit($0) || symbols.contains($0) }
            }
    }

    private static func isDomain(_ domain: Substring.UTF8View) -> Bool {
        let labels = domain.split(separator: dot, omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(isLabel), let top = labels.last else { return false }
        return !top.allSatisfy(isDigit)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension EmailAddress {
    /// For display: the first letter and the domain, `t•••@example.com`.
    package var masked: String {
        "\(address.prefix(1))•••\(address.drop { $0 != "@" })"
    }
}

extension EmailAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the type.
    package var description: String { "EmailAddress" }
    /// The name of the type.
    package var debugDescription: String { description }
    /// Without children, so that `dump` of a value that holds the address does not show it.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
