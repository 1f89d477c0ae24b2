internal import Foundation
internal import JSON
internal import Transfer

/// Exchanges the code a provider has sent somebody back with for a token (RFC 6749, section 4.1.3; RFC 7636).
struct CodeExchange {
    let provider: OIDCProvider
    let client: TransferClient

    private static let limits = TransferLimits(bytes: 64 * 1024, time: .seconds(10))

    /// The ID token.
    func token(for code: String, verifier: String, at endpoint: String) async throws(OIDCFault) -> String {
        let form = FormEncoding.text([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", provider.redirectURI), ("client_id", provider.clientID),
            ("code_verifier", verifier),
        ])
        let request = TransferRequest(
            post: Array(form.utf8),
            as: "application/x-www-form-urlencoded",
            to: endpoint,
            headers: [("Accept", "application/json")] + authorization,
            limits: Self.limits
        )
        let answer: TransferAnswer
        do {
            answer = try await client.send(request)
        } catch {
            throw .provider("\(error)")
        }
        switch answer.status {
        case 200: break
        // The code is wrong, used or over; a wrong secret of ours is 401.
        case 400: throw .refused("the provider refuses the code")
        default: throw .provider("the provider answers \(answer.status)")
        }
        guard let json = try? JSONParser.parse(answer.body), let token = json.text("id_token") else { throw .provider("no ID token") }
        return token
    }

    private var authorization: [TransferRequest.Header] {
        guard let secret = provider.clientSecret else { return [] }
        let pair = "\(FormEncoding.encode(provider.clientID)):\(FormEncoding.encode(secret))"
        return [("Authorization", "Basic \(Data(pair.utf8).base64EncodedString())")]
    }
}

/// `application/x-www-form-urlencoded`, which queries are written in too.
enum FormEncoding {
    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    static func text(_ members: [(String, String)]) -> String {
        members.map { "\($0.0)=\(encode($0.1))" }.joined(separator: "&")
    }

    static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
