import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct CitizenSessionTests {
    private static let phone = "0912 345 678"

    @Test func signingOutEndsTheSessionAndNoOther() async throws {
        try await APITest.run { api in
            let (first, second) = (try await api.signInCitizen(Self.phone), try await api.signInCitizen(Self.phone))
            let ended = try await api.delete("/v1/citizen/sessions/current", first)
            #expect(ended.status == 204)
            #expect(try await api.get("/v1/me/reports", first).status == 401)
            #expect(try await api.delete("/v1/citizen/sessions/current", first).status == 401)
            #expect(try await api.get("/v1/me/reports", second).status == 200)
        }
    }

    @Test(arguments: [
        "", "Bearer", "Bearer hnz_", "Bearer hn_x", "hnz_AAAA", "Bearer trk_\(String(repeating: "A", count: 43))",
        "Bearer hnz_\(String(repeating: "A", count: 43))", "Bearer hnz_\(String(repeating: "A", count: 5_000))", "Basic aG56Xzp4",
    ])
    func tokensThatOpenNoSessionAreRefused(_ authorization: String) async throws {
        try await APITest.run { api in
            _ = try await api.signInCitizen(Self.phone)
            let headers = authorization.isEmpty ? [:] : ["authorization": authorization]
            for answer in [try await api.get("/v1/me/reports", headers), try await api.delete("/v1/citizen/sessions/current", headers)] {
                #expect(answer.status == 401)
                #expect(answer.string("code") == "citizen_token_invalid")
            }
        }
    }

    @Test(arguments: [
        ("last_used_at = last_used_at - interval '29 days 23 hours'", 200), ("last_used_at = last_used_at - interval '30 days'", 401),
        ("created_at = created_at - interval '180 days', expires_at = expires_at - interval '179 days 23 hours'", 200),
        ("created_at = created_at - interval '180 days', expires_at = expires_at - interval '180 days'", 401),
    ])
    func aSessionEndsUnusedAndInTheEnd(_ change: String, _ status: Int) async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            try await api.database.pool(.superuser).withConnection { connection in
                try connection.run(SQLScript(trusted: "UPDATE citizen_session SET \(change)"))
            }
            #expect(try await api.get("/v1/me/reports", session).status == status)
        }
    }

    @Test func useKeepsASessionOpen() async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            try await api.database.pool(.superuser).execute("UPDATE citizen_session SET last_used_at = last_used_at - interval '20 days'")
            #expect(try await api.get("/v1/me/reports", session).status == 200)
            let idle = try await api.database.pool(.superuser).query(
                "SELECT last_used_at > clock_timestamp() - interval '1 hour' FROM citizen_session",
                as: Bool.self
            )
            #expect(idle == [true])
        }
    }

    @Test func aPhoneIsOneCitizenHoweverItIsWritten() async throws {
        try await APITest.run { api in
            for phone in ["0912 345 678", "+84912345678", "(+84) (0)912.345.678"] { _ = try await api.signInCitizen(phone) }
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM citizen", as: Int.self) == [1])
        }
    }
}
