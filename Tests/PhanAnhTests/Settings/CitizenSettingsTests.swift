import Domain
import Foundation
import Services
import Testing

@testable import PhanAnh

@Suite struct CitizenSettingsTests {
    private static func settings(_ environment: [String: String]) throws(Settings.Faults) -> CitizenSettings {
        try Settings(environment: environment.merging(["DATABASE_URL": "postgresql://one/db"]) { first, _ in first }).citizens
    }

    @Test func unlessToldNobodySignsInAndAnybodyFiles() throws {
        let settings = try Self.settings([:])
        #expect(settings.identity == .none && !settings.signIn.sendsCodes)
        #expect(settings.findings.warnings.isEmpty)
        #expect(try settings.providers().all.isEmpty)
    }

    @Test func whatIsForTrialsIsSaidAloud() throws {
        let settings = try Self.settings(["PHANANH_OTP_FILE": "/tmp/codes", "PHANANH_OUTBOUND_LOOPBACK": "127.0.0.1:8025, localhost:9400"])
        #expect(settings.signIn.sendsCodes)
        #expect(settings.warnings.count == 2)
        #expect(settings.warnings.allSatisfy { $0.contains("PHANANH_") })
    }

    @Test func aGatewayIsAskedAsItIsSet() throws {
        let settings = try Self.settings([
            "PHANANH_OTP_GATEWAY": "https://gateway.example/send", "PHANANH_OTP_GATEWAY_HEADER": "X-Key: secret",
            "PHANANH_OTP_PER_ADDRESS": "100",
        ])
        #expect(settings.codes == .gateway(url: "https://gateway.example/send", header: "X-Key: secret"))
        #expect(settings.signIn.codesFromNetwork == 100)
    }

    @Test(arguments: [
        ["PHANANH_IDENTITY": "phone"], ["PHANANH_OTP_GATEWAY": "http://gateway.example/"],
        ["PHANANH_OTP_GATEWAY": "https://u:secret@gateway.example/"],
        ["PHANANH_OTP_GATEWAY": "https://gateway.example/", "PHANANH_OTP_FILE": "/tmp/codes"], ["PHANANH_OTP_GATEWAY_HEADER": "X: secret"],
        ["PHANANH_OTP_GATEWAY": "https://gateway.example/", "PHANANH_OTP_GATEWAY_HEADER": "secret"], ["PHANANH_OTP_PER_ADDRESS": "0"],
        ["PHANANH_OUTBOUND_NETWORKS": "10.0.0.1/8"], ["PHANANH_OUTBOUND_NETWORKS": "all"], ["PHANANH_OUTBOUND_LOOPBACK": "10.0.0.1:80"],
        ["PHANANH_OUTBOUND_LOOPBACK": "127.0.0.1"], ["PHANANH_OUTBOUND_LOOPBACK": "example.org:80"],
    ])
    func whatIsWrongIsNamedAndNeverRepeated(_ environment: [String: String]) {
        let faults = #expect(throws: Settings.Faults.self) { try Self.settings(environment) }
        #expect(faults?.lines.count == 1)
        #expect(faults?.description.contains("secret") == false)
    }

    @Test func aFileOfProvidersIsForNobodyElseAndTheirIssuersAreReached() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        func providers(_ issuer: String, mode: Int) throws -> OIDCProviders {
            let text = """
                {"providers": [{"name": "vneid", "issuer": "\(issuer)", "client_id": "a", "client_secret": "very-secret",
                  "redirect_uri": "https://app.example/"}]}
                """
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return try Self.settings(["PHANANH_OIDC_FILE": path]).providers()
        }
        #expect(try providers("https://id.example", mode: 0o600).all.map(\.name) == ["vneid"])
        #expect(throws: (any Error).self) { try providers("https://id.example", mode: 0o644) }
        #expect(throws: (any Error).self) { try providers("http://id.example", mode: 0o600) }
        #expect(try Self.settings(["PHANANH_OIDC_FILE": "/nowhere"]).findings.faults.count == 1)
    }
}
