import HTTPTypes

extension IPAddress {
    /// Whose request it is: the peer's address or, when the peer is a trusted proxy, the last one `X-Forwarded-For` names that is not.
    ///
    /// Each proxy appends the address it was spoken to from, so the list is true from its end up to the first hop that nobody vouches
    /// for; what stands before that may be invented. What is no address ends the list too.
    init(peer: IPAddress, forwardedFor headers: [String], proxies: AddressRanges) {
        var address = peer
        guard !proxies.isEmpty else {
            self = peer
            return
        }
        // No honest chain is longer, and the list is the client's to fill.
        var hops = headers.reversed().lazy.flatMap { $0.split(separator: ",").reversed() }.prefix(16).makeIterator()
        while proxies.contains(address), let hop = hops.next(), let next = IPAddress(hop.filter { !$0.isWhitespace }) { address = next }
        self = address
    }
}
