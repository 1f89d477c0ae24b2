import NIOCore
import Testing

@testable import Web

@Suite struct AddressTests {
    @Test(arguments: [
        ("192.0.2.1", "::ffff:192.0.2.1"), ("2001:db8::1", "2001:DB8:0:0:0:0:0:1"), ("::ffff:c000:201", "192.0.2.1"),
    ])
    func spellingsOfOneAddressAreEqual(_ one: String, _ other: String) throws {
        let address = try #require(IPAddress(one))
        #expect(address == IPAddress(other))
    }

    @Test(arguments: [
        "", "unknown", "_hidden", "192.0.2", "192.0.2.256", "0192.0.2.1", "192.0.2.1:80", "[::1]", "fe80::1%eth0", "::1/128", "1",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func readsSockets() throws {
        #expect(try IPAddress(SocketAddress(ipAddress: "192.0.2.1", port: 1)) == IPAddress("192.0.2.1"))
        #expect(try IPAddress(SocketAddress(ipAddress: "2001:db8::1", port: 1)) == IPAddress("2001:db8::1"))
        #expect(try IPAddress(SocketAddress(unixDomainSocketPath: "/tmp/a")) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::10.0.0.0"]),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
        ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::", "2001:db8::1"]),
        ("2001:db8::/33", ["2001:db8:7fff::1"], ["2001:db8:8000::", "2001:db7::"]),
        ("2001:db8::/64", ["2001:db8::ffff:ffff:ffff:ffff"], ["2001:db8:0:1::"]),
        ("2001:db8::/96", ["2001:db8::ffff:ffff"], ["2001:db8::1:0:0"]),
        ("::/0", ["::", "192.0.2.1", "ffff::"], []),
        ("127.0.0.0/8, ::1", ["127.0.0.1", "::1"], ["::2", "128.0.0.1"]),
    ])
    func rangesContainWhatBeginsLikeThem(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let ranges = try #require(AddressRanges(text))
        for address in inside { #expect(ranges.contains(try #require(IPAddress(address))), "\(address)") }
        for address in outside { #expect(!ranges.contains(try #require(IPAddress(address))), "\(address)") }
    }

    @Test(arguments: [
        "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.1/8", "::/129", "2001:db8::1/64", "10.0.0.0/8/8", "a", "1.2.3.4,b",
    ])
    func whatIsNoRangeIsRefused(_ text: String) {
        #expect(AddressRanges(text) == nil)
    }

    @Test(arguments: [
        // Peer, header lines, whose request it is. 10.0.0.0/8 are proxies.
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1 ,10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", [", ,"], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ])
    func theLastHopNobodyVouchesForIsTheClient(_ peer: String, _ headers: [String], _ client: String) throws {
        let proxies = try #require(AddressRanges("10.0.0.0/8"))
        let address = IPAddress(peer: try #require(IPAddress(peer)), forwardedFor: headers, proxies: proxies)
        #expect(address == IPAddress(client))
    }

    @Test func aListOfProxiesWithoutEndIsCutShort() throws {
        let proxies = try #require(AddressRanges("10.0.0.0/8"))
        let hops = "198.51.100.1," + Array(repeating: "10.0.0.2", count: 1_000).joined(separator: ",")
        let address = IPAddress(peer: try #require(IPAddress("10.0.0.1")), forwardedFor: [hops], proxies: proxies)
        #expect(address == IPAddress("10.0.0.2"))
    }

    @Test func clientsAreNamedRanges() throws {
        let clients = try #require(RequestOrigins.Known.list("ihanoi=10.1.0.0/16,10.2.0.0/16; zalo = 192.0.2.7 ;"))
        #expect(clients.map(\.name) == ["ihanoi", "zalo"])
        #expect(RequestOrigins.Known.list("") == [])
    }

    @Test(arguments: ["ihanoi", "=10.0.0.0/8", "a=", "a=b", "a=10.0.0.0/8;a=11.0.0.0/8", "a=10.0.0.0/8=b"])
    func whatIsNoListOfClientsIsRefused(_ text: String) {
        #expect(RequestOrigins.Known.list(text) == nil)
    }
}
