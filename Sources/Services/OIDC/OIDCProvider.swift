/// An identity provider that people may sign in at (OpenID Connect), as the city has registered with it.
package struct OIDCProvider: Hashable, Sendable {
    /// Who signs in there; raw values are those of the file.
    package enum People: String, Hashable, Sendable, CaseIterable {
        case citizens
        case staff
    }

    /// `[a-z0-9-]{1,32}`: names it in paths.
    package let name: String
    /// As its tokens name it, to the letter.
    package let issuer: String
    package let people: People
    let clientID: String
    /// nil: a public client, held by PKCE alone.
    let clientSecret: String?
    /// Where it sends people back to.
    let redirectURI: String
    /// What its tokens may be signed with.
    let algorithms: Set<SigningAlgorithm>
    /// Beside `openid`.
    let scopes: [String]
}

/// Algorithms by which a public key tells whose a token is: none that a shared secret would do for, and never none at all.
enum SigningAlgorithm: String, Hashable, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// The type a key must have for it, as RFC 7518 names it.
    var keyType: String {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: "RSA"
        case .es256, .es384, .es512: "EC"
        case .edDSA: "OKP"
        }
    }
}
