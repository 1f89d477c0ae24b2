import Foundation
import NIOCore

/// An IPv4 or IPv6 address; IPv4 as IPv6 maps it (`::ffff:a.b.c.d`), so that both spellings are one address.
package struct IPAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads `192.0.2.1`, `2001:db8::1` and nothing else: no port, brackets or zone.
    init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4)
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(v6)
        } else {
            return nil
        }
    }

    /// A socket's address; nil for a Unix socket.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let address): self.init(address.address.sin_addr)
        case .v6(let address): self.init(address.address.sin6_addr)
        case .unixDomainSocket: return nil
        }
    }

    private init(_ address: in_addr) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: address.s_addr)))
    }

    private init(_ address: in6_addr) {
        (high, low) = withUnsafeBytes(of: address) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// What one customer has: an IPv4 address, or the /64 an IPv6 customer may choose addresses from at will.
    var network: IPAddress { isIPv4 ? self : IPAddress(high: high, low: 0) }
}
