import Domain
import Hummingbird
import JSON
import Services

extension RequestContext {
    /// The name of a provider; what cannot be one is one there is not.
    func providerInPath() throws -> String {
        guard let name = parameters.get("provider"), PrincipalName(name) != nil else { throw ServiceError.notFound }
        return name
    }
}

extension ProviderReturn {
    /// `{"code", "state", "state_id"}`
    init?(_ reader: inout JSONObjectReader) {
        let (code, state, stateID) = (reader.opaque("code"), reader.opaque("state"), reader.opaque("state_id"))
        guard let code, let state, let stateID else { return nil }
        self.init(code: code, state: state, stateID: stateID)
    }
}

extension JSONObjectReader {
    /// What somebody was given to bring: 1…2,048 visible ASCII characters.
    fileprivate mutating func opaque(_ name: String) -> String? {
        guard let text = needed(name) else { return nil }
        guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            refuse(name, .unknownValue)
            return nil
        }
        return text
    }
}

/// Where to send somebody, and what to keep until they are back.
struct ProviderStartBody: JSONWritable {
    let start: ProviderStart

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("authorization_url", start.authorizationURL)
            json.member("state_id", start.stateID)
            json.member("expires_at", start.expiresAt.rfc3339)
        }
    }
}
