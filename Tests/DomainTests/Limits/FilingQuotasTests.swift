import Foundation
import Testing

@testable import Domain

/// What a report is counted against.
@Suite struct FilingQuotasTests {
    private static let quotas = try? FilingQuotas(
        device: #require(Quota("10/h,30/d")),
        address: #require(Quota("300/h")),
        client: #require(Quota("6000/h")),
        user: #require(Quota("10/h")),
        phone: #require(Quota("5/d"))
    )

    private static func client(_ id: UUID = UUID()) throws -> ClientPrincipal {
        ClientPrincipal(id: id, name: try #require(PrincipalName("ihanoi")), scopes: [.fileReports, .assertReporters])
    }

    private static func charges(_ party: FilingParty, _ phone: String? = nil) throws -> [FilingCharge] {
        try #require(quotas).charges(for: party, phone: try phone.map { try PhoneNumber($0) })
    }

    private static func parties(_ charges: [FilingCharge]) -> [QuotaParty] {
        charges.map(\.party)
    }

    @Test func aStrangerIsCountedByAddressDeviceAndPhone() throws {
        let party = FilingParty(network: "192.0.2.1", device: UUID())
        #expect(try Self.parties(Self.charges(party, "0912 345 678")) == [.address, .device, .device, .phone])
        #expect(try Self.parties(Self.charges(FilingParty(network: "192.0.2.1"))) == [.address])
    }

    @Test func aClientIsCountedInPlaceOfItsAddress() throws {
        let client = try Self.client()
        let user = try #require(ReporterAssertion(user: Data(count: 16), assurance: .contact))
        let party = FilingParty(client: client, assertion: user, network: "192.0.2.1", device: UUID())
        #expect(try Self.parties(Self.charges(party)) == [.client, .device, .device, .user])
        var elsewhere = party
        elsewhere.network = "198.51.100.1"
        let (there, here) = (try Self.charges(elsewhere), try Self.charges(party))
        #expect(there == here)
        // A network that is known to speak for many is a client too.
        #expect(try Self.parties(Self.charges(FilingParty(network: "192.0.2.1", knownNetwork: "partner"))) == [.client])
    }

    /// Neither a device id nor a user's name can be used up from elsewhere.
    @Test func devicesAndUsersAreTheirOrigins() throws {
        let device = UUID()
        let user = try #require(ReporterAssertion(user: Data(count: 16), assurance: .contact))
        let parties = [
            FilingParty(network: "a", device: device), FilingParty(network: "b", device: device),
            FilingParty(network: "a", knownNetwork: "partner", device: device),
            FilingParty(client: try Self.client(), assertion: user, device: device),
            FilingParty(client: try Self.client(), assertion: user, device: device),
        ]
        let own = try parties.map { Set(try Self.charges($0).filter { $0.party == .device || $0.party == .user }) }
        for (index, charges) in own.enumerated() {
            for other in own[(index + 1)...] { #expect(charges.isDisjoint(with: other)) }
        }
        let phones = [
            try Self.charges(FilingParty(network: "a"), "0912345678"), try Self.charges(FilingParty(network: "b"), "+84 912 345 678"),
        ]
        #expect(phones[0].last == phones[1].last && phones[0].last?.party == .phone)
    }
}
