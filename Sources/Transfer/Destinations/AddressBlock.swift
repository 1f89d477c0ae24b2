/// All addresses of one kind that begin with the same bits.
package struct AddressBlock: Hashable, Sendable {
    private let base: PeerAddress
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Reads `10.20.0.0/16` or `fd00:1::/32`; nil for anything else, as for bits that are set behind the prefix.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = PeerAddress(String(parts[0])), let bits = Int(parts[1]) else { return nil }
        let width = base.isIPv4 ? 32 : 128
        guard (0...width).contains(bits) else { return nil }
        let prefix = bits + 128 - width
        highMask = prefix >= 64 ? .max : ~(.max >> UInt64(prefix))
        lowMask = prefix <= 64 ? 0 : ~(.max >> UInt64(prefix - 64))
        self.base = base
        guard base.high & ~highMask == 0, base.low & ~lowMask == 0 else { return nil }
    }

    func contains(_ address: PeerAddress) -> Bool {
        address.isIPv4 == base.isIPv4 && address.high & highMask == base.high && address.low & lowMask == base.low
    }
}

extension [AddressBlock] {
    func contains(_ address: PeerAddress) -> Bool {
        contains { $0.contains(address) }
    }

    /// What must parse, as it stands in the source.
    private init(constant texts: [String]) {
        self = texts.map { text in
            guard let block = AddressBlock(text) else { preconditionFailure("\(text) is no block") }
            return block
        }
    }

    /// This machine.
    static let loopback = [AddressBlock](constant: ["127.0.0.0/8", "::1/128"])

    /// IPv4 that is not of the public Internet (RFC 6890 and its registry).
    private static let specialIPv4 = [AddressBlock](constant: [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    ])

    /// All there is of global unicast, and what of it leads elsewhere: Teredo, ORCHID, documentation, 6to4.
    private static let globalIPv6 = [AddressBlock](constant: ["2000::/3"])
    private static let specialIPv6 = [AddressBlock](constant: ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])

    /// Whether an address is one of the public Internet. What translates or wraps IPv4 is not: it would lead past this very question.
    static func isPublic(_ address: PeerAddress) -> Bool {
        address.isIPv4 ? !specialIPv4.contains(address) : globalIPv6.contains(address) && !specialIPv6.contains(address)
    }
}
