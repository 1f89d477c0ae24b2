import Foundation
import ProviderTesting
import Services
import Testing

@Suite struct OIDCProvidersTests {
    private static func file(_ members: [String: Any?]) throws -> String {
        var provider: [String: Any] = [
            "name": "vneid", "issuer": "https://id.example", "client_id": "phananh", "client_secret": "very-secret",
            "redirect_uri": "https://app.example/back",
        ]
        for (name, value) in members { provider[name] = value }
        return TestIssuer.json(["providers": [provider]])
    }

    @Test func aProviderIsRead() throws {
        let providers = try OIDCProviders(file: try Self.file(["algorithms": ["ES256", "PS512"], "scopes": ["profile"]])).all
        #expect(providers.map(\.name) == ["vneid"])
        #expect(providers.first?.issuer == "https://id.example" && providers.first?.people == .citizens)
    }

    @Test func anIssuerStandsOnceForCitizensAndOnceForStaff() throws {
        func providers(_ entries: [(name: String, people: String)]) throws -> [OIDCProvider] {
            let entries = entries.map { name, people in
                [
                    "name": name, "for": people, "issuer": "https://id.example", "client_id": "phananh",
                    "redirect_uri": "https://app.example/back",
                ]
            }
            return try OIDCProviders(file: TestIssuer.json(["providers": entries])).all
        }
        #expect(try providers([("vneid", "citizens"), ("city", "staff")]).map(\.people) == [.citizens, .staff])
        for entries in [[("city", "citizens"), ("city", "staff")], [("a", "staff"), ("b", "staff")]] {
            #expect(throws: OIDCProviders.Faults.self) { try providers(entries) }
        }
    }

    private static let bad: [[String: (any Sendable)?]] = [
        ["name": nil], ["name": "A"], ["name": ""], ["issuer": nil], ["issuer": 5], ["client_id": nil], ["redirect_uri": nil],
        ["client_secret": 1],
        ["algorithms": [String]()], ["algorithms": ["none"]], ["algorithms": ["HS256"]], ["algorithms": "RS256"], ["scopes": [1]],
        ["audience": "x"], ["for": "everybody"], ["for": ["staff"]], ["issuer": "https://id.example/" + String(repeating: "a", count: 512)],
    ]

    @Test(arguments: bad.indices) func whatIsWrongIsNamedWithoutTheSecret(_ index: Int) throws {
        let error = #expect(throws: OIDCProviders.Faults.self) { try OIDCProviders(file: try Self.file(Self.bad[index])) }
        #expect(error?.description.contains("very-secret") == false)
    }

    @Test(arguments: ["", "[]", "{}", "{\"providers\": []}", "{\"providers\": {}}", "{\"providers\": [1]}", "{\"x\": []}"])
    func whatIsNoListOfProvidersIsNone(_ text: String) {
        #expect(throws: OIDCProviders.Faults.self) { try OIDCProviders(file: text) }
    }
}
