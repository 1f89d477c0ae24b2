import DatabaseTesting
import Foundation
import NetworkTesting
import Postgres
import Services
import Store
import Synchronization
import Testing

@Suite struct ProviderSignInTests {
    @Test func whomTheProviderKnowsIsSignedInAndIsTheSameCitizenNextTime() async throws {
        try await Stage.run { stage in
            for _ in 0..<2 { try await stage.expectSignIn(true) }
            let citizens = try await stage.database.pool(.superuser).query("SELECT issuer, subject FROM citizen", as: (String, String).self)
            #expect(citizens.count == 1)
            #expect(citizens.first?.0 == stage.issuer.url && citizens.first?.1 == "subject-1")
            // The description and the keys are asked for once.
            #expect(stage.issuer.count("/.well-known/openid-configuration") == 1)
            #expect(stage.issuer.count("/keys") == 1)
        }
    }

    @Test func ofWhatTheProviderSaysOnlyTheSubjectIsKept() async throws {
        try await Stage.run { stage in
            try await stage.expectSignIn(true)
            let rows = try await stage.database.pool(.superuser).query(
                "SELECT concat((SELECT json_agg(citizen) FROM citizen), (SELECT json_agg(session) FROM citizen_session AS session))",
                as: String.self
            )
            #expect(rows.first?.contains("subject-1") == true)
            #expect(rows.first?.contains("001099000001") == false && rows.first?.contains("Ai ") == false)
        }
    }

    @Test func theAuthorizationRequestAsksForACodeByTheBook() async throws {
        try await Stage.run { stage in
            let url = try await stage.service.start(at: "test").authorizationURL
            #expect(url.hasPrefix("\(stage.issuer.url)/authorize?response_type=code&client_id=phananh&"))
            for part in ["redirect_uri=https%3A%2F%2Fapp.example%2Fback", "scope=openid", "code_challenge_method=S256", "nonce=", "state="]
            {
                #expect(url.contains(part))
            }
        }
    }

    @Test func anAudienceOfSeveralNeedsTheParty() async throws {
        try await Stage.run { stage in
            stage.issuer.state.withLock { $0.claims = ["aud": ["other", "phananh"], "azp": "phananh"] }
            try await stage.expectSignIn(true)
            stage.issuer.state.withLock { $0.claims = ["aud": ["other", "phananh"]] }
            try await stage.expectSignIn(false)
        }
    }

    private static let badClaims: [(String, [String: (any Sendable)?])] = {
        let now = Int(Date().timeIntervalSince1970)
        return [
            ("another issuer", ["iss": "https://evil.example"]), ("an issuer with a slash", ["iss": "http://127.0.0.1/"]),
            ("no issuer", ["iss": nil]),
            ("another audience", ["aud": "other"]), ("no audience", ["aud": nil]), ("an empty audience", ["aud": [String]()]),
            ("a longer audience", ["aud": "phananh2"]), ("another party", ["azp": "other"]), ("another nonce", ["nonce": "x"]),
            ("no nonce", ["nonce": nil]), ("an old token", ["exp": now - 120]), ("no end", ["exp": nil]),
            ("an end in words", ["exp": "tomorrow"]),
            ("a token of the future", ["iat": now + 600]), ("no time", ["iat": nil]), ("no subject", ["sub": nil]),
            ("an empty subject", ["sub": ""]),
            ("a long subject", ["sub": String(repeating: "s", count: 256)]), ("a subject with a blank", ["sub": "a b"]),
            ("a number for a subject", ["sub": 5]),
        ]
    }()

    @Test(arguments: badClaims.indices) func aTokenThatSaysSomethingElseSignsNobodyIn(_ index: Int) async throws {
        try await Stage.run { stage in
            let (name, claims) = Self.badClaims[index]
            stage.issuer.state.withLock { $0.claims = claims }
            try await stage.expectSignIn(false, "\(name)")
            #expect(try await stage.database.pool(.superuser).query("SELECT count(*) FROM citizen", as: Int.self) == [0])
        }
    }

    private static let badHeaders: [[String: (any Sendable)?]] = [
        ["alg": "none"], ["alg": "None"], ["alg": "HS256"], ["alg": "HS512"], ["alg": "ES384"], ["alg": "RS256"], ["alg": nil], ["alg": 5],
        ["kid": "k2"], ["kid": 7], ["crit": ["exp"]], ["alg": "es256"],
    ]

    @Test(arguments: badHeaders.indices) func aTokenSignedOtherwiseSignsNobodyIn(_ index: Int) async throws {
        try await Stage.run { stage in
            stage.issuer.state.withLock { $0.header = Self.badHeaders[index] }
            try await stage.expectSignIn(false)
        }
    }

    @Test(arguments: ["", "a.b", "a.b.c", "a.b.c.d", "{}", String(repeating: "a", count: 40_000)]) func whatIsNoTokenSignsNobodyIn(
        _ text: String
    ) async throws {
        try await Stage.run { stage in
            stage.issuer.state.withLock { $0.token = TestIssuer.json(["id_token": text]) }
            try await stage.expectSignIn(false)
        }
    }

    @Test func aFlippedBitAnywhereSignsNobodyIn() async throws {
        try await Stage.run { stage in
            for place in [0.1, 0.4, 0.7, 0.95] {
                let start = try await stage.service.start(at: "test")
                let state = stage.issuer.state(of: start.authorizationURL)
                stage.issuer.state.withLock { inner in
                    var bytes = Array(stage.issuer.token(inner).utf8)
                    let index = Int(Double(bytes.count) * place)
                    bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                    inner.token = TestIssuer.json(["id_token": String(decoding: bytes, as: UTF8.self)])
                }
                #expect(try await stage.finish(start, state: state) == nil)
                stage.issuer.state.withLock { $0.token = nil }
            }
        }
    }

    @Test func anotherKeyIsAskedForButOnceAMinuteAtMost() async throws {
        let clock = MinuteClock()
        try await Stage.run(by: clock) { stage in
            try await stage.expectSignIn(true)
            stage.issuer.state.withLock { $0.key = TestIssuer.Key(name: "k2") }
            try await stage.expectSignIn(false)
            #expect(stage.issuer.count("/keys") == 1)
            clock.advance(by: .seconds(61))
            try await stage.expectSignIn(true)
            #expect(stage.issuer.count("/keys") == 2)
            for name in ["a", "b", "c"] {
                stage.issuer.state.withLock { $0.header = ["kid": name] }
                try await stage.expectSignIn(false)
            }
            #expect(stage.issuer.count("/keys") == 2)
        }
    }

    @Test func keysOfOtherKindsBesideDoNotMatter() async throws {
        try await Stage.run { stage in
            stage.issuer.state.withLock { state in
                let others: [[String: String]] = [
                    ["kty": "oct", "k": "AAAA", "kid": "k0"], ["kty": "new", "kid": "k9"], ["kid": "k8"],
                    state.key.published.merging(["use": "enc", "kid": "k1"]) { $1 },
                ]
                state.keys = TestIssuer.json(["keys": others + [state.key.published]])
            }
            try await stage.expectSignIn(true)
        }
    }

    @Test func whatADescriptionMayNotSayMakesTheProviderUnavailable() async throws {
        let bad: [@Sendable (String) -> [String: String]] = [
            {
                ["issuer": "https://evil.example", "authorization_endpoint": "\($0)/a", "token_endpoint": "\($0)/t", "jwks_uri": "\($0)/k"]
            },
            { ["issuer": "\($0)/", "authorization_endpoint": "\($0)/a", "token_endpoint": "\($0)/t", "jwks_uri": "\($0)/k"] },
            { ["issuer": $0, "authorization_endpoint": "\($0)/a", "token_endpoint": "\($0)/t"] },
            { ["issuer": $0, "authorization_endpoint": "\($0)/a", "token_endpoint": "\($0)/t", "jwks_uri": "http://169.254.169.254/k"] },
            { ["issuer": $0, "authorization_endpoint": "javascript:alert(1)", "token_endpoint": "\($0)/t", "jwks_uri": "\($0)/k"] },
            { ["issuer": $0, "authorization_endpoint": "\($0)/a", "token_endpoint": "file:///etc/passwd", "jwks_uri": "\($0)/k"] },
        ]
        for description in bad {
            try await Stage.run { stage in
                stage.issuer.state.withLock { $0.description = TestIssuer.json(description(stage.issuer.url)) }
                await #expect(throws: ServiceError.providerUnavailable) { try await stage.service.start(at: "test") }
            }
        }
    }

    @Test(arguments: ["/.well-known/openid-configuration", "/keys", "/token"]) func whatIsHugeOrLeadsElsewhereIsNotRead(_ path: String)
        async throws
    {
        let other = try TestIssuer()
        defer { other.stop() }
        try await Stage.run { stage in
            stage.issuer.state.withLock { $0.redirect = [path: "\(other.url)\(path)"] }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.begunAndFinished() }
            #expect(other.server.asked.isEmpty)
        }
        try await Stage.run { stage in
            let huge = "{\"x\": \"\(String(repeating: "x", count: 200_000))\"}"
            stage.issuer.state.withLock { state in
                switch path {
                case "/keys": state.keys = huge
                case "/token": state.token = huge
                default: state.description = huge
                }
            }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.begunAndFinished() }
        }
    }

    @Test func keysThatNeverComeAreGivenUp() async throws {
        try await Stage.run { stage in
            stage.issuer.state.withLock { $0.slow = ["/keys"] }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.begunAndFinished() }
        }
    }

    @Test func aStateIsGoodOnceAndForWhoeverBegan() async throws {
        try await Stage.run { stage in
            let start = try await stage.service.start(at: "test")
            let state = stage.issuer.state(of: start.authorizationURL)
            let other = try await stage.service.start(at: "test")
            // Another one's state is no use, and is used up by the attempt.
            await #expect(throws: ServiceError.citizenSignInRefused) {
                try await stage.service.finish(at: "test", code: "good", state: state, stateID: other.stateID)
            }
            await #expect(throws: ServiceError.citizenSignInRefused) {
                try await stage.service.finish(at: "test", code: "good", state: state, stateID: start.stateID)
            }
            await #expect(throws: ServiceError.citizenSignInRefused) {
                try await stage.service.finish(at: "test", code: "good", state: "made-up", stateID: start.stateID)
            }
            #expect(stage.issuer.count("/token") == 0)
        }
    }

    @Test func aStateIsOverAfterTenMinutes() async throws {
        try await Stage.run { stage in
            let start = try await stage.service.start(at: "test")
            let state = stage.issuer.state(of: start.authorizationURL)
            try await stage.database.pool(.superuser).execute("UPDATE oidc_sign_in SET expires_at = clock_timestamp()")
            #expect(try await stage.finish(start, state: state) == nil)
        }
    }

    @Test func aCodeTheProviderRefusesSignsNobodyIn() async throws {
        try await Stage.run { stage in
            let start = try await stage.service.start(at: "test")
            let state = stage.issuer.state(of: start.authorizationURL)
            await #expect(throws: ServiceError.citizenSignInRefused) {
                try await stage.service.finish(at: "test", code: "bad", state: state, stateID: start.stateID)
            }
        }
    }

    @Test func whereNobodyIsNobodySignsIn() async throws {
        try await Stage.run { stage in
            await #expect(throws: ServiceError.notFound) { try await stage.service.start(at: "other") }
            stage.issuer.stop()
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.service.start(at: "test") }
        }
    }
}

/// A clock that goes when a test says so.
private final class MinuteClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) {
        instant.withLock { $0 += duration }
    }
}

/// Sign-in at a provider of the test's own.
private struct Stage: Sendable {
    let issuer: TestIssuer
    let service: ProviderSignIn
    let database: TestDatabase

    static func run(
        by clock: MinuteClock? = nil,
        _ body: (Stage) async throws -> Void
    ) async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await withTestDatabase { database in
            try await database.withStore(.service) { service in
                let signIn = ProviderSignIn(
                    store: ProviderSignInStore(service),
                    vault: CitizenVault(keys: try KeyRing(file: KeyRing.newFile(id: "z1"))),
                    providers: try issuer.providers,
                    client: issuer.client,
                    now: { clock?.now ?? .now }
                )
                try await body(Stage(issuer: issuer, service: signIn, database: database))
            }
        }
    }

    /// Signs in, or tries to.
    func expectSignIn(_ isSignedIn: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let token = try await signIn()
        #expect((token != nil) == isSignedIn, comment, sourceLocation: sourceLocation)
    }

    /// The token of a session, or nil when the sign-in was refused.
    func signIn() async throws -> String? {
        let start = try await service.start(at: "test")
        return try await finish(start, state: issuer.state(of: start.authorizationURL))
    }

    func finish(_ start: ProviderSignIn.Start, state: String) async throws -> String? {
        do {
            return try await service.finish(at: "test", code: "good", state: state, stateID: start.stateID).token
        } catch .citizenSignInRefused {
            return nil
        }
    }

    func begunAndFinished() async throws {
        _ = try await signIn()
    }
}
