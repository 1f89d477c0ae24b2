import Domain
import Services
import Transfer

/// How citizens sign in, and where the service may go for it.
struct CitizenSettings {
    /// What sends codes to phones.
    enum CodeRoute: Equatable {
        case closed
        case gateway(url: String, header: String?)
        case file(path: String)
    }

    let identity: IdentityPolicy
    let codes: CodeRoute
    let codesFromNetwork: Int
    let destinations: DestinationPolicy
    /// nil: nobody signs in elsewhere.
    let providersFile: String?

    init(_ reader: inout SettingsReader) {
        let policies = IdentityPolicy.allCases.map(\.rawValue)
        identity = reader.choice("PHANANH_IDENTITY", "none", of: policies).flatMap(IdentityPolicy.init) ?? .none
        let networks = reader.read("PHANANH_OUTBOUND_NETWORKS", "", "a list of networks such as 10.20.0.0/16", Self.networks) ?? []
        let loopback = reader.read("PHANANH_OUTBOUND_LOOPBACK", "", "a list such as 127.0.0.1:8025", Self.endpoints) ?? []
        destinations = DestinationPolicy(networks: networks, loopback: loopback)
        let providers = reader.text("PHANANH_OIDC_FILE", "")
        providersFile = providers.isEmpty ? nil : providers
        codesFromNetwork = reader.number("PHANANH_OTP_PER_ADDRESS", 30, in: 3...10_000)
        let gateway = reader.text("PHANANH_OTP_GATEWAY", "")
        let header = reader.secret("PHANANH_OTP_GATEWAY_HEADER", "")
        let file = reader.text("PHANANH_OTP_FILE", "")
        codes = gateway.isEmpty ? file.isEmpty ? .closed : .file(path: file) : .gateway(url: gateway, header: header.isEmpty ? nil : header)
        if !gateway.isEmpty, !file.isEmpty { reader.refuse("PHANANH_OTP_GATEWAY and PHANANH_OTP_FILE are both set") }
        if gateway.isEmpty, !header.isEmpty { reader.refuse("PHANANH_OTP_GATEWAY_HEADER is set without PHANANH_OTP_GATEWAY") }
        if !gateway.isEmpty, channel(by: TransferClient(destinations)) == nil {
            reader.refuse("PHANANH_OTP_GATEWAY is no https URL at port 443 or 8443, or its header is not of the form NAME: VALUE")
        }
    }

    /// What speaks to the outside.
    var outside: TransferClient { TransferClient(destinations) }

    var signIn: SignInSetup { SignInSetup(sendsCodes: codes != .closed, codesFromNetwork: codesFromNetwork) }

    func channel(by client: TransferClient) -> (any CodeChannel)? {
        switch codes {
        case .closed: nil
        case .gateway(let url, let header): GatewayChannel(url: url, header: header, client: client)
        case .file(let path): FileChannel(path: path)
        }
    }

    /// Where citizens and staff may sign in; throws what is wrong with the file, in words.
    func providers() throws -> OIDCProviders {
        guard let providersFile else { return .none }
        let providers = try OIDCProviders(path: providersFile)
        for provider in providers.all where !destinations.permits(provider.issuer) {
            throw ProviderFault(description: "\(providersFile): the issuer of \(provider.name) is no https URL at port 443 or 8443")
        }
        return providers
    }

    private struct ProviderFault: Error, CustomStringConvertible {
        let description: String
    }

    /// What is for trials only, said aloud.
    var warnings: [String] {
        findings.warnings
    }

    /// For `phananh doctor`.
    var findings: [Finding] {
        var findings: [Finding] = []
        switch codes {
        case .closed: findings.append(Finding("sign-in codes", .good, "none are sent: citizens cannot sign in by phone"))
        case .gateway: findings.append(Finding("sign-in codes", .good, "sent by a gateway"))
        case .file:
            findings.append(
                Finding("sign-in codes", .warning, "CODES GO TO A FILE: WHOEVER CAN READ IT CAN SIGN IN AS ANYBODY (PHANANH_OTP_FILE)")
            )
        }
        findings.append(providerFinding)
        if !destinations.loopback.isEmpty {
            let places = destinations.loopback.sorted().joined(separator: ", ")
            findings.append(Finding("outside", .warning, "SECRETS ARE SENT WITHOUT TLS TO \(places) (PHANANH_OUTBOUND_LOOPBACK)"))
        }
        return findings
    }

    private var providerFinding: Finding {
        do {
            let names = try providers().all.map { $0.people == .staff ? "\($0.name) (staff)" : $0.name }
            return Finding("identity providers", .good, names.isEmpty ? "none" : names.joined(separator: ", "))
        } catch {
            return Finding("identity providers", .fault, "\(error)")
        }
    }

    private static func networks(_ text: String) -> [AddressBlock]? {
        let parts = list(text)
        let networks = parts.compactMap { AddressBlock($0) }
        return networks.count == parts.count ? networks : nil
    }

    private static func endpoints(_ text: String) -> Set<String>? {
        let parts = list(text)
        return parts.allSatisfy(DestinationPolicy.isLoopback) ? Set(parts) : nil
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
    }
}
