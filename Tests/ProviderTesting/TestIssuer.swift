internal import Crypto
internal import Foundation
package import NetworkTesting
package import Services
package import Synchronization
package import Transfer

/// An identity provider of a test's own, which does and says what the test wants. Signs by itself, with no library of the service's.
package final class TestIssuer: Sendable {
    package struct Key: Sendable {
        let name: String
        let key = P256.Signing.PrivateKey()

        package init(name: String) {
            self.name = name
        }

        package var published: [String: String] {
            let point = key.publicKey.rawRepresentation
            return [
                "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": TestIssuer.encode(point.prefix(32)),
                "y": TestIssuer.encode(point.suffix(32)),
            ]
        }
    }

    /// What somebody's browser brings back who has signed in.
    package struct Consent: Sendable {
        package let code: String
        package let state: String
        fileprivate let subject: String
        fileprivate let nonce: String
        /// To be held against the verifier.
        fileprivate let challenge: String

        /// The same with another code.
        package func with(code: String) -> Consent {
            Consent(code: code, state: state, subject: subject, nonce: nonce, challenge: challenge)
        }
    }

    package struct State: Sendable {
        package var key = Key(name: "k1")
        /// nil: what is right.
        package var description: String?
        package var keys: String?
        package var token: String?
        /// What is changed of a good token; nil takes a member away.
        package var header: [String: (any Sendable)?] = [:]
        package var claims: [String: (any Sendable)?] = [:]
        package var slow: Set<String> = []
        package var redirect: [String: String] = [:]
        /// By code: each is good once.
        fileprivate var consents: [String: Consent] = [:]
        fileprivate var count = 0
    }

    package let state = Mutex(State())
    private let box = Box()
    package let server: ScriptedServer

    private final class Box: Sendable {
        let issuer = Mutex<TestIssuer?>(nil)
    }

    package init() throws {
        let box = self.box
        server = try ScriptedServer { request, connection in
            box.issuer.withLock { $0 }?.answer(request, connection)
        }
        box.issuer.withLock { $0 = self }
    }

    package func stop() {
        server.stop()
        box.issuer.withLock { $0 = nil }
    }

    package var url: String { server.url }

    /// Citizens sign in at "test" and staff at "city".
    package var providers: OIDCProviders {
        get throws {
            let entries = [("test", "citizens"), ("city", "staff")].map { name, people in
                [
                    "name": name, "for": people, "issuer": url, "client_id": "phananh", "client_secret": "s3cret",
                    "redirect_uri": "https://app.example/back", "algorithms": ["ES256", "RS256"],
                ] as [String: Any]
            }
            return try OIDCProviders(file: Self.json(["providers": entries]))
        }
    }

    package var client: TransferClient { TransferClient(DestinationPolicy(loopback: [server.endpoint])) }

    /// How often a path was asked for.
    package func count(_ path: String) -> Int {
        server.asked.count { $0.split(separator: " ").dropFirst().first.map(String.init) == path }
    }

    /// Somebody signs in, having been sent here.
    package func consent(_ authorizationURL: String, as subject: String) -> Consent {
        let query = Dictionary(
            authorizationURL.split(separator: "?").last?.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count == 2 ? parts[1].removingPercentEncoding ?? "" : "")
            } ?? []
        ) { first, _ in first }
        return state.withLock { state in
            state.count += 1
            let consent = Consent(
                code: "good-\(state.count)",
                state: query["state"] ?? "",
                subject: subject,
                nonce: query["nonce"] ?? "",
                challenge: query["code_challenge"] ?? ""
            )
            state.consents[consent.code] = consent
            return consent
        }
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
            let shown = taken(by: request)
            send(shown == nil ? 400 : 200, state.token ?? shown.map { Self.json(["id_token": token($0, state)]) } ?? "{}", connection)
        default: send(404, "", connection)
        }
    }

    /// Whose token is asked for; nil unless the request shows the secret, and a code with its verifier that nobody has shown before.
    private func taken(by request: String) -> Consent? {
        let form = request.components(separatedBy: "\r\n\r\n").last ?? ""
        func member(_ name: String) -> String {
            String(form.split(separator: "&").first { $0.hasPrefix("\(name)=") }?.dropFirst(name.utf8.count + 1) ?? "")
        }
        let challenge = Self.encode(Data(SHA256.hash(data: Data(member("code_verifier").utf8))))
        let secret = Data("phananh:s3cret".utf8).base64EncodedString()
        let consent = state.withLock { $0.consents.removeValue(forKey: member("code")) }
        return consent?.challenge == challenge && request.contains("Authorization: Basic \(secret)\r\n") ? consent : nil
    }

    private var description: String {
        Self.json([
            "issuer": url, "authorization_endpoint": "\(url)/authorize", "token_endpoint": "\(url)/token", "jwks_uri": "\(url)/keys",
        ])
    }

    /// A token as the state says; signed with the key unless the header says otherwise.
    package func token(_ consent: Consent, _ state: State) -> String {
        let now = Int(Date().timeIntervalSince1970)
        var header: [String: Any] = ["alg": "ES256", "kid": state.key.name, "typ": "JWT"]
        for (name, value) in state.header { header[name] = value }
        var claims: [String: Any] = [
            "iss": url, "sub": consent.subject, "aud": "phananh", "exp": now + 300, "iat": now, "nonce": consent.nonce, "name": "Ai Đó",
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

    package static func json(_ value: Any) -> String {
        (try? JSONSerialization.data(withJSONObject: value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func encode(_ data: some DataProtocol) -> String {
        Data(data).base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
