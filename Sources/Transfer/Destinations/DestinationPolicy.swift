/// Where transfers may go: to public addresses over TLS, and to what is named here besides.
package struct DestinationPolicy: Hashable, Sendable {
    /// Networks that are not public and may be reached all the same, over TLS as any other.
    package let networks: [AddressBlock]
    /// `host:port` of servers on this machine that are spoken to without TLS: for tests and trials.
    package let loopback: Set<String>
    /// The ports a server may be at.
    package let ports: Set<Int>

    package init(networks: [AddressBlock] = [], loopback: Set<String> = [], ports: Set<Int> = [443, 8443]) {
        self.networks = networks
        self.loopback = loopback
        self.ports = ports
    }

    /// Whether a text is a `host:port` of this machine: `127.0.0.1:8025`, `[::1]:8025` or `localhost:8025`.
    package static func isLoopback(_ endpoint: String) -> Bool {
        guard let colon = endpoint.lastIndex(of: ":"), let port = Int(endpoint[endpoint.index(after: colon)...]) else { return false }
        return (1...65_535).contains(port) && ["127.0.0.1", "[::1]", "localhost"].contains(endpoint[..<colon])
    }

    /// Whether a transfer to such a URL could be made. Whether its address may be reached is seen when it is.
    package func permits(_ url: String) -> Bool {
        Destination(url, self) != nil
    }
}
