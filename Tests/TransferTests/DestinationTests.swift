import Testing

@testable import Transfer

@Suite struct DestinationTests {
    @Test(arguments: [
        "https://example.org", "https://example.org/", "https://example.org:443/a?b#c", "https://EXAMPLE.org:8443/x",
        "https://sub.domain.example.org/", "https://203.162.4.190/", "https://[2402:800::1]/", "HTTPS://example.org/",
    ])
    func whatIsOrdinaryMayBeAsked(_ url: String) {
        #expect(DestinationPolicy().permits(url))
    }

    @Test(arguments: [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/", "example.org", "",
        "https://", "https:///a", "https://user@example.org/", "https://user:pass@example.org/", "https://example.org@127.0.0.1/",
        "https://example.org:80/", "https://example.org:22/", "https://example.org:0/", "https://example.org:99999/",
        // Numbers in other clothes
        "https://0x7f.1/", "https://2130706433/", "https://017700000001/", "https://127.1/", "https://0x7f000001/", "https://127.0.0.1./",
        "https://1.2.3/", "https://example.0x7f/", "https://example.123/", "https://[::ffff:127.0.0.1%25lo]/", "https://[fe80::1%25eth0]/",
        // Text that is read in two ways
        "https://exa mple.org/", "https://example.org\\@127.0.0.1/", "https://example.org\t/", "https://exämple.org/",
        "https://%65xample.org/", "https://example.org%2f@127.0.0.1/", "https://１２７.0.0.1/", "https://a_b.example/",
        "https://example.org:443:443/",
    ])
    func whatIsNotMayNot(_ url: String) {
        #expect(!DestinationPolicy().permits(url))
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1",
        "ff02::1",
    ])
    func addressesThatAreNotPublicAreRefused(_ text: String) throws {
        let address = try #require(PeerAddress(text))
        #expect(![AddressBlock].isPublic(address))
        #expect(try #require(Destination("https://example.org/", .init())).permits(address) == false)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1",
        "198.17.255.255", "198.20.0.1", "223.255.255.255", "2402:800::1", "2606:4700::1111", "2001:200::1", "3ffe::1",
    ])
    func publicAddressesAreReached(_ text: String) throws {
        #expect([AddressBlock].isPublic(try #require(PeerAddress(text))))
    }

    @Test func thisMachineIsNotReachedByAPublicAddressOfItsOwn() throws {
        let own = try #require(PeerAddress.own)
        #expect(own.contains(try #require(PeerAddress("127.0.0.1"))))
        let destination = try #require(Destination("https://example.org/", .init()))
        for address in own { #expect(!destination.permits(address)) }
    }

    @Test func aNetworkThatIsNamedIsReachedOverTLSOnly() throws {
        let policy = DestinationPolicy(networks: [try #require(AddressBlock("10.20.0.0/16"))])
        let destination = try #require(Destination("https://gateway.example/", policy))
        #expect(destination.permits(try #require(PeerAddress("10.20.255.1"))))
        #expect(!destination.permits(try #require(PeerAddress("10.21.0.1"))))
        #expect(!policy.permits("http://gateway.example/"))
    }

    @Test func aNamedServerOnThisMachineIsReachedThereAlone() throws {
        let policy = DestinationPolicy(loopback: ["127.0.0.1:8025", "localhost:8025"])
        for url in ["http://127.0.0.1:8025/", "http://localhost:8025/", "https://localhost:8025/"] {
            let destination = try #require(Destination(url, policy), "\(url)")
            #expect(destination.permits(try #require(PeerAddress("127.0.0.1"))))
            #expect(!destination.permits(try #require(PeerAddress("8.8.8.8"))))
        }
        for url in [
            "http://127.0.0.1:8026/", "http://127.0.0.2:8025/", "http://0x7f.1:8025/", "http://example.org:8025/", "ftp://localhost:8025/",
        ] {
            #expect(!policy.permits(url), "\(url)")
        }
    }

    /// A name that leads to this machine, and addresses that are it.
    @Test(arguments: [
        "https://localhost/", "https://localhost:8443/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
    ])
    func aNameThatLeadsHereIsRefusedBeforeAnythingIsSent(_ url: String) async throws {
        let client = TransferClient(.init())
        await #expect(throws: TransferError.addressRefused) {
            try await client.send(TransferRequest(get: url, limits: .init(bytes: 10, time: .seconds(60))))
        }
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.0/33", "10.1.0.0/8", "10.0.0.0/-1", "10.0.0/8", "fd00::/129", "/8", "a/8", "10.0.0.0/8/8", ""])
    func whatIsNoBlockIsNone(_ text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
