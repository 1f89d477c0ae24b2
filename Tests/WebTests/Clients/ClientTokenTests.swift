import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What tokens open, and until when. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ClientTokenTests {
    private static let routes = [
        "/v1/categories", "/v1/categories/road.pothole", "/v1/units", "/v1/units/00004", "/v1/units/locate?lat=21.03&lon=105.83",
        "/v1/reports/HN-26-7K3F9Q-3", "/v1/reports/HN-26-7K3F9Q-3/timeline", "/openapi.json", "/docs",
    ]

    /// As long as an instance believes what it has found; the clocks of machines go on when the database's is set.
    private static func believing() async throws {
        try await Task.sleep(for: .seconds(1))
    }

    @Test func aTokenThatOpensNothingIsRefusedOnEveryRoute() async throws {
        try await APITest.run(.standingCity) { api in
            let ended = try await api.client()
            #expect(try await api.administer("/tokens/\(ended.tokenID)/revoke", nil).string("state") == "revoked")
            let tokens = [
                ended.token, "hnc_", "hnc_x", "hnc_\(String(repeating: "A", count: 43))", "hnc_\(String(repeating: "A", count: 200))",
                ended.token + "A", String(ended.token.dropLast()),
            ]
            for token in tokens {
                let headers = ["authorization": "Bearer \(token)"]
                for path in Self.routes {
                    let answer = try await api.get(path, headers)
                    #expect(answer.status == 401 && answer.string("code") == "client_token_invalid", "\(path) \(token.prefix(12))")
                    #expect(answer.header("www-authenticate") == "Bearer")
                }
                #expect(try await api.file(headers: headers).status == 401)
                #expect(try await api.get("/v1/staff/reports", headers).string("code") == "staff_token_invalid")
            }
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test func aTokenThatIsRevokedIsRefusedOnEveryInstanceOnceThatIsAnswered() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            try await api.database.withStore(.service) { other in
                let directory = ClientDirectory(reader: ClientReader(other))
                #expect(try await directory.principal(client.token).name.text == "ihanoi")
                #expect(try await api.get("/v1/categories", client.headers).status == 200)
                let first = try await api.administer("/tokens/\(client.tokenID)/revoke", nil)
                await #expect(throws: ServiceError.clientUnknown) { try await directory.principal(client.token) }
                #expect(try await api.get("/v1/categories", client.headers).status == 401)
                // Once more changes nothing, not even who did it.
                try await api.at("2026-03-02 09:00")
                let again = try await api.administer("/tokens/\(client.tokenID)/revoke", nil, as: .deputy)
                #expect(again.status == 200 && again.text == first.text && again.string("revoked_by") == "coordinator")
            }
        }
    }

    @Test func aClientIsRevokedWithAllItsTokens() async throws {
        try await APITest.run(.standingCity) { api in
            let first = try await api.client()
            let second = try await api.token(of: first.id)
            let other = try await api.client("other")
            for client in [first, second] { #expect(try await api.get("/v1/categories", client.headers).status == 200) }
            let revoked = try await api.administer("/clients/\(first.id)/revoke", nil)
            #expect(revoked.status == 200 && revoked.string("revoked_by") == "coordinator")
            for client in [first, second] { #expect(try await api.get("/v1/categories", client.headers).status == 401) }
            #expect(try await api.get("/v1/categories", other.headers).status == 200)
            let list = try await api.get("/v1/admin/tokens?client=\(first.id)", Officer.coordinator.headers)
            #expect(list.string("items.0.state") == "revoked" && list.string("items.1.state") == "revoked")
            // No way back, and no token more.
            #expect(
                try await api.administer("/tokens", ["client": first.id, "scopes": ["reports.file"]]).refusals == ["/client unknown_value"]
            )
            #expect(try await api.administer("/tokens/\(second.tokenID)/rotate").string("code") == "token_over")
            #expect(try await api.administer("/clients", ["name": "ihanoi"]).refusals == ["/name taken"])
        }
    }

    @Test func aTokenExpiresWithinASecondOfItsInstant() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.token(of: try await api.client().id, until: "2026-03-02T09:00:00+07:00")
            try await api.database.setClock(try #require(.init(rfc3339: "2026-03-02T08:59:59+07:00")))
            #expect(try await api.get("/v1/categories", client.headers).status == 200)
            try await api.at("2026-03-02 09:00")
            try await Self.believing()
            #expect(try await api.get("/v1/categories", client.headers).status == 401)
            let list = try await api.get("/v1/admin/tokens", Officer.coordinator.headers)
            #expect(list.string("items.1.state") == "expired")
            #expect(try await api.administer("/tokens/\(client.tokenID)/rotate").string("code") == "token_over")
        }
    }

    @Test func aReplacedTokenGoesOnForAWhile() async throws {
        try await APITest.run(.standingCity) { api in
            let old = try await api.token(of: try await api.client().id, until: "2026-04-01T08:00:00+07:00")
            try await api.at("2026-03-12 08:00")
            let issued = try await api.administer("/tokens/\(old.tokenID)/rotate", ["grace_hours": 2])
            #expect(issued.status == 201 && issued.count("scopes") == 2)
            // As long as the old one was made for.
            #expect(issued.string("expires_at") == "2026-04-11T08:00:00+07:00")
            let new = ["authorization": "Bearer \(try #require(issued.string("token")))"]
            for headers in [old.headers, new] { #expect(try await api.get("/v1/categories", headers).status == 200) }
            try await api.at("2026-03-12 10:00")
            try await Self.believing()
            #expect(try await api.get("/v1/categories", old.headers).status == 401)
            #expect(try await api.get("/v1/categories", new).status == 200)
            let list = try await api.get("/v1/admin/tokens", Officer.coordinator.headers)
            #expect(list.string("items.1.replaced_by") == issued.string("id") && list.string("items.1.state") == "expired")
            // With no grace the old one ends with the answer.
            let id = try #require(issued.string("id"))
            #expect(try await api.administer("/tokens/\(id)/rotate", ["grace_hours": 0]).status == 201)
            #expect(try await api.get("/v1/categories", new).status == 401)
        }
    }

    @Test func lastUseIsWrittenAtMostOnceAMinute() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            func writes() async throws -> (Int, String?) {
                let row = try await api.database.pool(.superuser).query(
                    "SELECT xmin::text::bigint, to_char(last_used_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI:SS') FROM client_token",
                    as: (Int, String?).self
                ).first
                return try #require(row)
            }
            for _ in 0..<3 { #expect(try await api.get("/v1/categories", client.headers).status == 200) }
            let first = try await writes()
            #expect(first.1 == "08:00:00")
            try await api.database.setClock(try #require(.init(rfc3339: "2026-03-02T08:00:59+07:00")))
            try await Self.believing()
            #expect(try await api.get("/v1/categories", client.headers).status == 200)
            #expect(try await writes() == first)
            try await api.at("2026-03-02 08:01")
            try await Self.believing()
            #expect(try await api.get("/v1/categories", client.headers).status == 200)
            #expect(try await writes().1 == "08:01:00")
            // A clock that was set back is waited for.
            try await api.at("2026-03-02 07:00")
            try await Self.believing()
            #expect(try await api.get("/v1/categories", client.headers).status == 200)
            #expect(try await writes().1 == "08:01:00")
        }
    }
}
