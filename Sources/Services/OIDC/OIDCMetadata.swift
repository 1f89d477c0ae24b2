internal import Foundation
internal import JSON

/// What is needed of a provider's own description (OpenID Connect Discovery 1.0).
struct OIDCMetadata: Hashable, Sendable {
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysURL: String

    /// Of a description that names the very issuer it was asked of.
    init(_ body: [UInt8], issuer: String) throws(OIDCFault) {
        guard let json = try? JSONParser.parse(body) else { throw .provider("the description is no JSON") }
        guard json.text("issuer") == issuer else { throw .provider("the description names another issuer") }
        guard let authorization = json.text("authorization_endpoint"), let token = json.text("token_endpoint"),
            let keys = json.text("jwks_uri")
        else { throw .provider("the description lacks an endpoint") }
        authorizationEndpoint = authorization
        tokenEndpoint = token
        keysURL = keys
    }
}

extension JSONValue {
    /// A member that is a text.
    func text(_ name: String) -> String? {
        guard case .object(let members) = self, case .string(let text)? = members.first(where: { $0.name == name })?.value else {
            return nil
        }
        return text
    }
}
