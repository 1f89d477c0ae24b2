import DatabaseTesting
import Foundation
import NetworkTesting
import Postgres
import ProviderTesting
import Services
import Synchronization
import Testing

@Suite struct ProviderSignInTests {
    @Test func whomTheProviderKnowsIsSignedInAndIsTheSameCitizenNextTime() async throws {
        try await ProviderStage.run { stage in
            for _ in 0..<2 { try await stage.expect(.citizens, opens: true) }
            let citizens = try await stage.database.pool(.superuser).query("SELECT issuer, subject FROM citizen", as: (String, String).self)
            #expect(citizens.count == 1)
            #expect(citizens.first?.0 == stage.issuer.url && citizens.first?.1 == "subject-1")
            // The description and the keys are asked for once.
            #expect(stage.issuer.count("/.well-known/openid-configuration") == 1)
            #expect(stage.issuer.count("/keys") == 1)
        }
    }

    @Test func ofWhatTheProviderSaysOnlyTheSubjectIsKept() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases { try await stage.expect(door, opens: true) }
            let rows = try await stage.database.pool(.superuser).query(
                """
                SELECT concat(
                    (SELECT json_agg(citizen) FROM citizen), (SELECT json_agg(session) FROM citizen_session AS session),
                    (SELECT json_agg(identity) FROM account_identity AS identity), (SELECT json_agg(entry) FROM audit_entry AS entry)
                )
                """,
                as: String.self
            )
            let kept = try #require(rows.first)
            #expect(ProviderDoor.allCases.allSatisfy { kept.contains($0.subject) })
            #expect(!kept.contains("001099000001") && !kept.contains("Ai "))
        }
    }

    @Test func theAuthorizationRequestAsksForACodeByTheBook() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                let url = try await stage.start(door).authorizationURL
                #expect(url.hasPrefix("\(stage.issuer.url)/authorize?response_type=code&client_id=phananh&"))
                for part in [
                    "redirect_uri=https%3A%2F%2Fapp.example%2Fback", "scope=openid", "code_challenge_method=S256", "nonce=", "state=",
                ] {
                    #expect(url.contains(part))
                }
            }
        }
    }

    @Test func anAudienceOfSeveralNeedsTheParty() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                stage.issuer.state.withLock { $0.claims = ["aud": ["other", "phananh"], "azp": "phananh"] }
                try await stage.expect(door, opens: true)
                stage.issuer.state.withLock { $0.claims = ["aud": ["other", "phananh"]] }
                try await stage.expect(door, opens: false)
            }
        }
    }

    private static var badClaims: [(String, [String: (any Sendable)?])] {
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
    }

    @Test(arguments: badClaims.indices) func aTokenThatSaysSomethingElseOpensNothing(_ index: Int) async throws {
        try await ProviderStage.run { stage in
            let (name, claims) = Self.badClaims[index]
            stage.issuer.state.withLock { $0.claims = claims }
            for door in ProviderDoor.allCases { try await stage.expect(door, opens: false, "\(door): \(name)") }
            #expect(try await stage.traces() == [0, 0, 0, 0])
        }
    }

    private static let badHeaders: [[String: (any Sendable)?]] = [
        ["alg": "none"], ["alg": "None"], ["alg": "HS256"], ["alg": "HS512"], ["alg": "ES384"], ["alg": "RS256"], ["alg": nil], ["alg": 5],
        ["kid": "k2"], ["kid": 7], ["crit": ["exp"]], ["alg": "es256"],
    ]

    @Test(arguments: badHeaders.indices) func aTokenSignedOtherwiseOpensNothing(_ index: Int) async throws {
        try await ProviderStage.run { stage in
            stage.issuer.state.withLock { $0.header = Self.badHeaders[index] }
            for door in ProviderDoor.allCases { try await stage.expect(door, opens: false) }
            #expect(try await stage.traces() == [0, 0, 0, 0])
        }
    }

    @Test(arguments: ["", "a.b", "a.b.c", "a.b.c.d", "{}", String(repeating: "a", count: 40_000)]) func whatIsNoTokenOpensNothing(
        _ text: String
    ) async throws {
        try await ProviderStage.run { stage in
            stage.issuer.state.withLock { $0.token = TestIssuer.json(["id_token": text]) }
            for door in ProviderDoor.allCases { try await stage.expect(door, opens: false) }
        }
    }

    @Test func aFlippedBitAnywhereOpensNothing() async throws {
        try await ProviderStage.run { stage in
            for (door, place) in ProviderDoor.allCases.flatMap({ door in [0.1, 0.4, 0.7, 0.95].map { (door, $0) } }) {
                let start = try await stage.start(door)
                let consent = stage.consent(door, start)
                stage.issuer.state.withLock { inner in
                    var bytes = Array(stage.issuer.token(consent, inner).utf8)
                    let index = Int(Double(bytes.count) * place)
                    bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                    inner.token = TestIssuer.json(["id_token": String(decoding: bytes, as: UTF8.self)])
                }
                try await stage.expect(door, start, consent, opens: false)
                stage.issuer.state.withLock { $0.token = nil }
            }
        }
    }

    @Test(arguments: ProviderDoor.allCases) func anotherKeyIsAskedForButOnceAMinuteAtMost(_ door: ProviderDoor) async throws {
        let clock = MinuteClock()
        try await ProviderStage.run(by: clock) { stage in
            try await stage.expect(door, opens: true)
            stage.issuer.state.withLock { $0.key = TestIssuer.Key(name: "k2") }
            try await stage.expect(door, opens: false)
            #expect(stage.issuer.count("/keys") == 1)
            clock.advance(by: .seconds(61))
            try await stage.expect(door, opens: true)
            #expect(stage.issuer.count("/keys") == 2)
            for name in ["a", "b", "c"] {
                stage.issuer.state.withLock { $0.header = ["kid": name] }
                try await stage.expect(door, opens: false)
            }
            #expect(stage.issuer.count("/keys") == 2)
        }
    }

    @Test func keysOfOtherKindsBesideDoNotMatter() async throws {
        try await ProviderStage.run { stage in
            stage.issuer.state.withLock { state in
                let others: [[String: String]] = [
                    ["kty": "oct", "k": "AAAA", "kid": "k0"], ["kty": "new", "kid": "k9"], ["kid": "k8"],
                    state.key.published.merging(["use": "enc", "kid": "k1"]) { $1 },
                ]
                state.keys = TestIssuer.json(["keys": others + [state.key.published]])
            }
            try await stage.expect(.citizens, opens: true)
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
        let clock = MinuteClock()
        try await ProviderStage.run(by: clock) { stage in
            for (description, door) in bad.flatMap({ bad in ProviderDoor.allCases.map { (bad, $0) } }) {
                stage.issuer.state.withLock { $0.description = TestIssuer.json(description(stage.issuer.url)) }
                await #expect(throws: ServiceError.providerUnavailable) { try await stage.start(door) }
                clock.advance(by: .seconds(10))
            }
        }
    }

    @Test(arguments: ProviderDoor.allCases) func aProviderThatIsAwayIsAskedAgainAfterTenSeconds(_ door: ProviderDoor) async throws {
        let clock = MinuteClock()
        try await ProviderStage.run(by: clock) { stage in
            stage.issuer.state.withLock { $0.description = "down" }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.start(door) }
            stage.issuer.state.withLock { $0.description = nil }
            clock.advance(by: .milliseconds(9_999))
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.start(door) }
            #expect(stage.issuer.count("/.well-known/openid-configuration") == 1)
            clock.advance(by: .milliseconds(1))
            try await stage.expect(door, opens: true)
            #expect(stage.issuer.count("/.well-known/openid-configuration") == 2)
        }
    }

    @Test(arguments: ["/.well-known/openid-configuration", "/keys", "/token"]) func whatIsHugeOrLeadsElsewhereIsNotRead(_ path: String)
        async throws
    {
        let other = try TestIssuer()
        defer { other.stop() }
        try await ProviderStage.run { stage in
            stage.issuer.state.withLock { $0.redirect = [path: "\(other.url)\(path)"] }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.pass(.citizens) }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.pass(.staff) }
            #expect(other.server.asked.isEmpty)
        }
        try await ProviderStage.run { stage in
            let huge = "{\"x\": \"\(String(repeating: "x", count: 200_000))\"}"
            stage.issuer.state.withLock { state in
                switch path {
                case "/keys": state.keys = huge
                case "/token": state.token = huge
                default: state.description = huge
                }
            }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.pass(.citizens) }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.pass(.staff) }
        }
    }

    @Test func keysThatNeverComeAreGivenUp() async throws {
        try await ProviderStage.run { stage in
            stage.issuer.state.withLock { $0.slow = ["/keys"] }
            await #expect(throws: ServiceError.providerUnavailable) { try await stage.pass(.citizens) }
        }
    }

    @Test func aStateIsGoodOnceAndForWhoeverBegan() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                let start = try await stage.start(door)
                let consent = stage.consent(door, start)
                let other = try await stage.start(door)
                // Another one's state is no use, and is used up by the attempt.
                try await stage.expect(door, other, consent, opens: false)
                try await stage.expect(door, start, consent, opens: false)
                let last = try await stage.start(door)
                let lastConsent = stage.consent(door, last)
                try await stage.expect(door, last, lastConsent, opens: true)
                try await stage.expect(door, last, lastConsent, opens: false)
            }
            #expect(stage.issuer.count("/token") == ProviderDoor.allCases.count)
        }
    }

    /// Wherever it is shown first: there it is used up.
    @Test func whatWasBegunForOneThingIsNoGoodForAnother() async throws {
        try await ProviderStage.run { stage in
            for (begun, door) in ProviderDoor.allCases.flatMap({ begun in ProviderDoor.allCases.map { (begun, $0) } }) where begun != door {
                let start = try await stage.start(begun)
                let consent = stage.consent(door, start)
                // As if one provider had one name for all.
                try await stage.database.pool(.superuser).execute("UPDATE oidc_sign_in SET provider = \(door.provider)")
                try await stage.expect(door, start, consent, opens: false, "begun for \(begun), shown for \(door)")
                try await stage.expect(begun, start, consent, opens: false)
            }
            #expect(stage.issuer.count("/token") == 0)
            #expect(try await stage.traces() == [0, 0, 0, 0])
        }
    }

    @Test func aLinkIsFinishedByTheAccountThatHasBegunIt() async throws {
        try await ProviderStage.run { stage in
            let start = try await stage.start(.linking)
            let consent = stage.consent(.linking, start)
            let other = try await stage.otherSession()
            try await stage.expect(.linking, start, consent, of: other, opens: false)
            try await stage.expect(.linking, start, consent, opens: false)
            #expect(stage.issuer.count("/token") == 0)
        }
    }

    @Test func aStateIsOverAfterTenMinutes() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                let start = try await stage.start(door)
                try await stage.database.pool(.superuser).execute("UPDATE oidc_sign_in SET expires_at = clock_timestamp()")
                try await stage.expect(door, start, stage.consent(door, start), opens: false)
            }
        }
    }

    @Test func aCodeTheProviderRefusesOpensNothing() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                let start = try await stage.start(door)
                try await stage.expect(door, start, stage.consent(door, start).with(code: "bad"), opens: false)
            }
        }
    }

    @Test func whereNobodyIsNobodySignsIn() async throws {
        try await ProviderStage.run { stage in
            for door in ProviderDoor.allCases {
                // Nor where others sign in.
                for provider in ["other", door == .citizens ? "city" : "test"] {
                    await #expect(throws: ServiceError.notFound) { try await stage.start(door, at: provider) }
                }
            }
            stage.issuer.stop()
            for door in ProviderDoor.allCases {
                await #expect(throws: ServiceError.providerUnavailable) { try await stage.start(door) }
            }
        }
    }
}
