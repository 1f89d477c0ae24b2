internal import Foundation
internal import JSON
internal import JWTKit

/// What an ID token says (OpenID Connect Core 1.0, section 2), as far as it is looked at. Who somebody is beyond that is not read.
struct IDTokenClaims: JWTPayload {
    let iss: String
    let sub: String
    let aud: Audience
    let azp: String?
    let exp: Double
    let iat: Double
    let nonce: String?

    /// One name or several. The library's own claim ends the process on an empty list.
    struct Audience: Codable, Hashable, Sendable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws {
            try names.encode(to: encoder)
        }
    }

    /// All is looked at by `refusal`, which knows what was asked for.
    func verify(using algorithm: some JWTAlgorithm) {}

    /// Seconds by which clocks may differ.
    private static let leeway = 60.0

    /// Why the token does not tell who signs in; nil if it does. `now` is in seconds since 1970.
    func refusal(by provider: OIDCProvider, nonce expected: String, at now: Double) -> String? {
        if iss != provider.issuer { return "another issuer" }
        if !aud.names.contains(provider.clientID) { return "another audience" }
        if aud.names.count > 1, azp == nil { return "several audiences and no party" }
        if let azp, azp != provider.clientID { return "another party" }
        if exp <= now - Self.leeway { return "expired" }
        if iat > now + Self.leeway { return "issued in the future" }
        if nonce != expected { return "another nonce" }
        if !(1...255).contains(sub.utf8.count) || !sub.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return "no subject" }
        return nil
    }
}

/// What an ID token says of its own signature, before anything of it is believed.
struct IDTokenHeader {
    let algorithm: SigningAlgorithm
    let keyName: String?

    /// No provider's token is longer.
    private static let longest = 16 * 1024

    /// Reads the header of a token signed as the provider signs.
    init(_ token: String, by provider: OIDCProvider) throws(OIDCFault) {
        guard token.utf8.count <= Self.longest else { throw .refused("too long") }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.data(parts[0]), let header = try? JSONParser.parse(Array(bytes)),
            case .object(let members) = header
        else { throw .refused("no token") }
        guard let algorithm = header.text("alg").flatMap(SigningAlgorithm.init), provider.algorithms.contains(algorithm) else {
            throw .refused("another algorithm")
        }
        // What has to be understood and is not.
        guard !members.contains(where: { $0.name == "crit" }) else { throw .refused("critical members") }
        self.algorithm = algorithm
        keyName = header.text("kid")
    }
}

extension IDTokenClaims {
    /// The claims of a token whose signature is the issuer's.
    static func read(_ token: String, by provider: OIDCProvider, _ issuer: OIDCIssuer) async throws(OIDCFault) -> IDTokenClaims {
        let header = try IDTokenHeader(token, by: provider)
        var key = try await issuer.key(header.keyName, for: header.algorithm)
        // The one key, for the one algorithm: whatever else the token names is not looked for.
        key.algorithm = JWK.Algorithm(rawValue: header.algorithm.rawValue)
        key.keyIdentifier = "signer"
        key.privateExponent = nil
        do {
            let keys = try await JWTKeyCollection().add(jwk: key, isDefault: true)
            return try await keys.verify(token, as: IDTokenClaims.self)
        } catch {
            throw .refused("signature or claims")
        }
    }
}
