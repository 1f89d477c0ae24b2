internal import CLibCurl
internal import Glibc

/// An address a connection may go to. IPv4 inside IPv6 is another address than the same by itself.
struct PeerAddress: Hashable, Sendable {
    let isIPv4: Bool
    /// The upper and the lower half; of IPv4 the last 32 bits of the lower.
    let high: UInt64
    let low: UInt64

    /// Reads `192.0.2.1` or `2001:db8::1` and nothing else: no port, brackets or zone.
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

    /// nil for what is neither IPv4 nor IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET: self.init(raw.loadUnaligned(as: sockaddr_in.self).sin_addr)
        case AF_INET6: self.init(raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default: return nil
        }
    }

    private init(_ address: in_addr) {
        isIPv4 = true
        high = 0
        low = UInt64(UInt32(bigEndian: address.s_addr))
    }

    private init(_ address: in6_addr) {
        isIPv4 = false
        (high, low) = withUnsafeBytes(of: address) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The addresses this machine has at the moment; nil when it does not tell.
    static var own: Set<PeerAddress>? {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return nil }
        defer { freeifaddrs(first) }
        return Set(
            sequence(first: first) { $0?.pointee.ifa_next }.prefix { $0 != nil }.compactMap { entry in
                entry?.pointee.ifa_addr.flatMap { PeerAddress(UnsafePointer($0)) }
            }
        )
    }
}
