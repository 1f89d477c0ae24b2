import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Services
import Testing

@Suite struct CitizenSignInTests {
    private static let phone = "0912 345 678"

    @Test func theCodeThatWasSentOpensASession() async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            #expect(try await api.get("/v1/me/reports", session).status == 200)
        }
    }

    @Test func whoeverAsksForACodeIsToldTheSame() async throws {
        try await APITest.run { api in
            _ = try await api.signInCitizen(Self.phone)
            let known = try await api.requestCode("+84912345678", from: "203.0.113.2")
            let unknown = try await api.requestCode("0987654321", from: "203.0.113.2")
            for answer in [known, unknown] {
                #expect(answer.status == 202)
                #expect(UUID(uuidString: try #require(answer.string("request_id"))) != nil)
            }
            #expect(known.headers.map(\.name) == unknown.headers.map(\.name))
            #expect(known.text.utf8.count == unknown.text.utf8.count)
        }
    }

    @Test(arguments: ["024 3825 1234", "+44 20 7946 0958", "113", "abc", "", "09123456789"]) func aCodeGoesToMobilesOfVietnamOnly(
        _ phone: String
    ) async throws {
        try await APITest.run { api in
            let answer = try await api.requestCode(phone)
            #expect(answer.status == 422)
            #expect(answer.refusals == ["/phone phone_invalid"])
        }
    }

    @Test func aCodeIsGoodOnce() async throws {
        try await APITest.run { api in
            let phones = Phones()
            let request = try await api.requestCode(Self.phone).string("request_id")
            try await api.sendCodes(by: phones)
            let code = try phones.code(Self.phone)
            #expect(try await api.tryCode(code, request).status == 201)
            let again = try await api.tryCode(code, request)
            #expect(again.status == 401)
            #expect(again.string("code") == "citizen_sign_in_refused")
        }
    }

    @Test func aCodeIsGoodForTheRequestItWasSentFor() async throws {
        try await APITest.run { api in
            let phones = Phones()
            let first = try await api.requestCode(Self.phone).string("request_id")
            try await api.sendCodes(by: phones)
            let code = try phones.code(Self.phone)
            let second = try await api.requestCode(Self.phone).string("request_id")
            let other = try await api.requestCode("0987654321").string("request_id")
            for request in [second, other, nil] { #expect(try await api.tryCode(code, request).status == 401) }
            #expect(try await api.tryCode(code, first).status == 201)
        }
    }

    @Test func afterTenMinutesACodeIsOver() async throws {
        try await APITest.run { api in
            let phones = Phones()
            let request = try await api.requestCode(Self.phone).string("request_id")
            try await api.sendCodes(by: phones)
            try await api.database.pool(.superuser).execute(
                "UPDATE sign_in_code SET created_at = created_at - interval '10 minutes', expires_at = expires_at - interval '10 minutes'"
            )
            #expect(try await api.tryCode(try phones.code(Self.phone), request).status == 401)
        }
    }

    @Test func fiveWrongCodesEndARequest() async throws {
        try await APITest.run { api in
            let phones = Phones()
            let request = try await api.requestCode(Self.phone).string("request_id")
            try await api.sendCodes(by: phones)
            let code = try phones.code(Self.phone)
            let wrong = code == "0000000" ? "0000001" : "0000000"
            for _ in 0..<5 { #expect(try await api.tryCode(wrong, request).status == 401) }
            #expect(try await api.tryCode(code, request).status == 401)
        }
    }

    /// Also when they come at the same moment: no more than five are ever compared.
    @Test func guessesAtOnceAreCountedOneByOne() async throws {
        try await APITest.run(signIn: SignInSetup(sendsCodes: true, codesFromNetwork: 1_000)) { api in
            let request = try await api.requestCode(Self.phone).string("request_id")
            await withTaskGroup(of: Void.self) { group in
                for guess in 0..<40 {
                    group.addTask { _ = try? await api.tryCode(String(format: "%07d", guess), request) }
                }
            }
            let tries = try await api.database.pool(.superuser).query("SELECT max(tries)::integer FROM sign_in_code", as: Int?.self)
            #expect(tries == [5])
        }
    }

    @Test func aThousandGuessesOpenNothingAndTheOwnerStillGetsIn() async throws {
        try await APITest.run { api in
            let attacker = "198.51.100.66"
            var requests: [String] = []
            var refusals: [String: Int] = [:]
            for _ in 0..<3 { requests.append(try #require(try await api.requestCode(Self.phone, from: attacker).string("request_id"))) }
            #expect(try await api.requestCode(Self.phone, from: attacker).status == 429)
            // They reach the owner, who has not asked for them.
            try await api.sendCodes(by: Phones())
            for guess in 0..<1_000 {
                let request = try #require(UUID(uuidString: requests[guess % 3]))
                do {
                    _ = try await api.useCases.citizens.signIn(request: request, code: String(format: "%07d", guess), from: Data(count: 16))
                    refusals["in", default: 0] += 1
                } catch ServiceError.citizenSignInRefused {
                    refusals["refused", default: 0] += 1
                } catch ServiceError.tooOften {
                    refusals["too often", default: 0] += 1
                }
            }
            #expect(Set(refusals.keys) == ["refused", "too often"])
            #expect(refusals["too often", default: 0] > 900)
            let sessions = try await api.database.pool(.superuser).query("SELECT count(*) FROM citizen_session", as: Int.self)
            #expect(sessions == [0])
            _ = try await api.signInCitizen(Self.phone, from: "203.0.113.9")
        }
    }

    @Test func threeCodesInTenMinutesAreAllAPhoneGetsFromANetwork() async throws {
        try await APITest.run { api in
            for _ in 0..<3 { #expect(try await api.requestCode(Self.phone).status == 202) }
            let refused = try await api.requestCode(Self.phone)
            #expect(refused.status == 429)
            #expect(refused.string("code") == "rate_limited")
            let wait = try #require(refused.header("retry-after").flatMap { Int($0) })
            #expect((1...200).contains(wait))
            // Another phone, and the same from elsewhere, up to twice as many in all.
            #expect(try await api.requestCode("0987654321").status == 202)
            for _ in 0..<3 { #expect(try await api.requestCode(Self.phone, from: "203.0.113.77").status == 202) }
            #expect(try await api.requestCode(Self.phone, from: "203.0.113.78").status == 429)
        }
    }

    @Test func aNetworkGetsAsManyCodesAsIsSet() async throws {
        try await APITest.run(signIn: SignInSetup(sendsCodes: true, codesFromNetwork: 5)) { api in
            for number in 0..<5 {
                let answer = try await api.requestCode("091234567\(number)")
                #expect(answer.status == 202)
            }
            #expect(try await api.requestCode("0912345679").status == 429)
            #expect(try await api.requestCode("0912345679", from: "203.0.113.2").status == 202)
        }
    }

    @Test func withoutAWayToSendCodesNobodySignsIn() async throws {
        try await APITest.run(signIn: SignInSetup()) { api in
            for answer in [try await api.requestCode(Self.phone), try await api.tryCode("1234567", nil)] {
                #expect(answer.status == 403)
                #expect(answer.string("code") == "sign_in_closed")
            }
        }
    }

    @Test func whatIsSentIsReadStrictly() async throws {
        try await APITest.run { api in
            let headers = ["content-type": "application/json"]
            let bodies: [(String, String, [String])] = [
                ("otp", "{}", ["/phone required"]), ("otp", "{\"phone\": 5}", ["/phone wrong_type"]),
                ("otp", "{\"phone\": \"0912345678\", \"x\": 1}", ["/x unknown_field"]), ("otp", "[]", [" wrong_type"]),
                ("sessions", "{}", ["/request_id required", "/code required"]),
                ("sessions", "{\"request_id\": \"1\", \"code\": \"12345\"}", ["/request_id unknown_value", "/code unknown_value"]),
                ("sessions", "{\"request_id\": \"\(UUID())\", \"code\": \"１２３４５６７\"}", ["/code unknown_value"]),
            ]
            for (path, body, refusals) in bodies {
                let answer = try await api.post("/v1/citizen/\(path)", headers, body: Array(body.utf8))
                #expect(answer.status == 422)
                #expect(answer.refusals == refusals)
            }
        }
    }

    @Test func nothingInTheDatabaseShowsThePhoneTheCodeOrTheToken() async throws {
        try await APITest.run { api in
            let phones = Phones()
            let request = try await api.requestCode(Self.phone).string("request_id")
            let waiting = try await api.signInRows()
            try await api.sendCodes(by: phones)
            let code = try phones.code(Self.phone)
            let token = try #require(try await api.tryCode(code, request).string("token"))
            let rows = waiting + (try await api.signInRows())
            #expect(rows.contains("phone_sealed"))
            for secret in ["912345678", code, token, String(token.dropFirst(4))] {
                #expect(!rows.contains(secret))
                #expect(!rows.contains(Data(secret.utf8).map { String(format: "%02x", $0) }.joined()))
            }
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM sign_in_code", as: Int.self) == [0])
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM sign_in_code_delivery", as: Int.self) == [0])
        }
    }
}

extension APITest {
    /// All that is kept of signing in, as text.
    fileprivate func signInRows() async throws -> String {
        try await database.pool(.superuser).query(
            """
            SELECT concat(
                (SELECT json_agg(citizen) FROM citizen), (SELECT json_agg(code) FROM sign_in_code AS code),
                (SELECT json_agg(delivery) FROM sign_in_code_delivery AS delivery), (SELECT json_agg(session) FROM citizen_session AS session),
                (SELECT json_agg(quota) FROM sign_in_quota AS quota)
            )
            """,
            as: String.self
        ).first ?? ""
    }
}
