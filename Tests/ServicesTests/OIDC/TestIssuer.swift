import Crypto
import Foundation
import NetworkTesting
import Services
import Synchronization
import Transfer

/// An identity provider of a test's own, which does and says what the test wants. Signs by itself, with no library of the service's.
final class TestIssuer: Sendable {
    struct Key: Sendable {
        let name: String
        let key = P256.Signing.PrivateKey()

        var published: [String: String] {
            let point = key.publicKey.rawRepresentation
            return [
                "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": TestIssuer.encode(point.prefix(32)),
                "y": TestIssuer.encode(point.suffix(32)),
            ]
        }
    }

    struct State: Sendable {
        var key = Key(name: "k1")
        /// nil: what is right.
        var description: String?
        var keys: String?
        var token: String?
        var tokenStatus = 200
        /// What is changed of a good token; nil takes a member away.
        var header: [String: (any Sendable)?] = [:]
        var claims: [String: (any Sendable)?] = [:]
        var nonce = ""
        /// Of the authorization request, to be held against the verifier.
        var challenge = ""
        var slow: Set<String> = []
        var redirect: [String: String] = [:]
    }

    let state = Mutex(State())
    private let box = Box()
    let server: ScriptedServer

    private final class Box: Sendable {
        let issuer = Mutex<TestIssuer?>(nil)
    }

    init() throws {
        let box = self.box
        server = try ScriptedServer { request, connection in
            box.issuer.withLock { $0 }?.answer(request, connection)
        }
        box.issuer.withLock { $0 = self }
    }

    func stop() {
        server.stop()
        box.issuer.withLock { $0 = nil }
    }

    var url: String { server.url }

    var providers: OIDCProviders {
        get throws {
            try OIDCProviders(
                file: """
                    {"providers": [{"name": "test", "issuer": "\(url)", "client_id": "phananh", "client_secret": "s3cret",
                      "redirect_uri": "https://app.example/back", "algorithms": ["ES256", "RS256"]}]}
                    """
            )
        }
    }

    var client: TransferClient { TransferClient(DestinationPolicy(loopback: [server.endpoint])) }

    /// How often a path was asked for.
    func count(_ path: String) -> Int {
        server.asked.count { $0.split(separator: " ").dropFirst().first.map(String.init) == path }
    }

    /// What the person's browser brings back from a sign-in that has begun.
    func state(of authorizationURL: String) -> String {
        let query = Dictionary(
            authorizationURL.split(separator: "?").last?.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count == 2 ? parts[1].removingPercentEncoding ?? "" : "")
            } ?? []
        ) { first, _ in first }
        state.withLock { state in
            state.nonce = query["nonce"] ?? ""
            state.challenge = query["code_challenge"] ?? ""
        }
        return query["state"] ?? ""
    }

    private func answer(_ request: String, _ connection: ScriptedServer.Connection) {
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let state = state.withLock { $0 }
        if state.slow.contains(path) { return connection.waitForEnd() }
        if let place = state.redirect[path] {
            return connection.write("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        switch path {
        case "/.well-known/openid-configuration": send(200, state.description ?? description, connection)
        case "/keys": send(200, state.keys ?? Self.json(["keys": [state.key.published]]), connection)
        case "/token":
            let isRight = isRight(request, state)
            send(isRight ? state.tokenStatus : 400, state.token ?? Self.json(["id_token": token(state)]), connection)
        default: send(404, "", connection)
        }
    }

    /// Whether a request for a token shows the secret and the verifier.
    private func isRight(_ request: String, _ state: State) -> Bool {
        let form = request.components(separatedBy: "\r\n\r\n").last ?? ""
        let verifier = form.split(separator: "&").first { $0.hasPrefix("code_verifier=") }?.dropFirst(14) ?? ""
        let challenge = Self.encode(Data(SHA256.hash(data: Data(verifier.utf8))))
        let secret = Data("phananh:s3cret".utf8).base64EncodedString()
        return challenge == state.challenge && request.contains("Authorization: Basic \(secret)\r\n") && form.contains("code=good")
    }

    private var description: String {
        Self.json([
            "issuer": url, "authorization_endpoint": "\(url)/authorize", "token_endpoint": "\(url)/token", "jwks_uri": "\(url)/keys",
        ])
    }

    /// A token as the state says; signed with the key unless the header says otherwise.
    func token(_ state: State) -> String {
        let now = Int(Date().timeIntervalSince1970)
        var header: [String: Any] = ["alg": "ES256", "kid": state.key.name, "typ": "JWT"]
        for (name, value) in state.header { header[name] = value }
        var claims: [String: Any] = [
            "iss": url, "sub": "subject-1", "aud": "phananh", "exp": now + 300, "iat": now, "nonce": state.nonce, "name": "Ai Đó",
            "citizen_number": "001099000001",
        ]
        for (name, value) in state.claims { claims[name] = value }
        let signed = "\(Self.encode(Data(Self.json(header).utf8))).\(Self.encode(Data(Self.json(claims).utf8)))"
        return "\(signed).\(signature(signed, header["alg"] as? String, state))"
    }

    private func signature(_ signed: String, _ algorithm: String?, _ state: State) -> String {
        switch algorithm {
        case "none": ""
        // With what everybody knows: the public key as text.
        case "HS256":
            Self.encode(
                Data(
                    HMAC<SHA256>.authenticationCode(
                        for: Data(signed.utf8),
                        using: SymmetricKey(data: Data(state.key.key.publicKey.pemRepresentation.utf8))
                    )
                )
            )
        default: (try? state.key.key.signature(for: Data(signed.utf8))).map { Self.encode($0.rawRepresentation) } ?? ""
        }
    }

    private func send(_ status: Int, _ body: String, _ connection: ScriptedServer.Connection) {
        connection.write("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
    }

    static func json(_ value: Any) -> String {
        (try? JSONSerialization.data(withJSONObject: value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func encode(_ data: some DataProtocol) -> String {
        Data(data).base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
