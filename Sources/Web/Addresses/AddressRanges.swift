/// A list of address ranges.
package struct AddressRanges: Sendable, Equatable {
    private let ranges: [AddressRange]

    /// No address.
    package init() {
        ranges = []
    }

    /// Reads `10.0.0.0/8, 2001:db8::/32, 192.0.2.1`; nil when any part is no range.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
        let ranges = parts.compactMap(AddressRange.init)
        guard ranges.count == parts.count else { return nil }
        self.ranges = ranges
    }

    package var isEmpty: Bool { ranges.isEmpty }

    package func contains(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }
}

/// All addresses that begin with the same bits.
struct AddressRange: Sendable, Equatable {
    private let highMask: UInt64
    private let lowMask: UInt64
    private let base: IPAddress

    /// Reads `ADDRESS/BITS`, or a single address. Bits after the prefix must be zero: `10.1.2.3/8` is more likely a mistake.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)), parts.count <= 2 else { return nil }
        let width = base.isIPv4 ? 32 : 128
        guard let bits = parts.count == 1 ? width : Int(parts[1]), (0...width).contains(bits) else { return nil }
        let prefix = bits + 128 - width
        highMask = prefix >= 64 ? .max : ~(.max >> UInt64(prefix))
        lowMask = prefix <= 64 ? 0 : ~(.max >> UInt64(prefix - 64))
        self.base = base
        guard base.high & ~highMask == 0, base.low & ~lowMask == 0 else { return nil }
    }

    func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == base.high && address.low & lowMask == base.low
    }
}
