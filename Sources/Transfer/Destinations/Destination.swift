internal import CLibCurl

/// A URL that may be asked, and which addresses it may turn out to be at.
///
/// libcurl takes it as it was read here: nothing reads the text a second time and finds another host in it.
final class Destination {
    /// A `CURLU`.
    let url: OpaquePointer
    /// On this machine, as the policy says.
    private(set) var isLocal = false
    private let networks: [AddressBlock]

    /// nil for anything but `https` with a host and one of the ports, unless the place is named in the policy. A host is a name or an
    /// address in its usual form: what libcurl would read as another text than stands there, such as `0x7f.1`, is refused.
    init?(_ text: String, _ policy: DestinationPolicy) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let url = curl_url() else { return nil }
        self.url = url
        networks = policy.networks
        guard curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = Self.part(url, CURLUPART_SCHEME), let host = Self.part(url, CURLUPART_HOST),
            let port = Self.part(url, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            Self.authority(text, scheme: scheme, is: host, port: port)
        else { return nil }
        isLocal = ["http", "https"].contains(scheme) && policy.loopback.contains("\(host):\(port)")
        guard isLocal || (scheme == "https" && policy.ports.contains(port)) else { return nil }
        guard isLocal || Self.isUsual(host) else { return nil }
    }

    deinit {
        curl_url_cleanup(url)
    }

    /// Whether a connection may go there.
    func permits(_ address: PeerAddress) -> Bool {
        if isLocal { return [AddressBlock].loopback.contains(address) }
        if networks.contains(address) { return true }
        return [AddressBlock].isPublic(address) && PeerAddress.own?.contains(address) == false
    }

    /// Whether the text names the host as libcurl understands it: with the port, or without the standard one.
    private static func authority(_ text: String, scheme: String, is host: String, port: Int) -> Bool {
        let rest = text.dropFirst(scheme.utf8.count)
        guard text.lowercased().hasPrefix("\(scheme)://") else { return false }
        let authority = rest.dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.lowercased() == host.lowercased() || authority.lowercased() == "\(host.lowercased()):\(port)"
    }

    /// A name of letters, digits, hyphens and dots that does not end as a number; or an address as it is usually written.
    private static func isUsual(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") { return PeerAddress(String(host.dropFirst().dropLast())) != nil }
        if PeerAddress(host) != nil { return true }
        guard let last = host.split(separator: ".").last, last.contains(where: \.isLetter), !last.lowercased().hasPrefix("0x") else {
            return false
        }
        return host.utf8.count <= 253 && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
    }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
