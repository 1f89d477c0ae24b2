import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// Clients and their tokens as an administrator sees them. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ClientAdministrationTests {
    @Test func aClientIsRegisteredOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let made = try await api.administer("/clients", ["name": "ihanoi"])
            #expect(made.status == 201 && made.string("name") == "ihanoi" && made.string("created_by") == "coordinator")
            #expect(made.string("created_at") == "2026-03-02T08:00:00+07:00" && made.string("revoked_at") == "null")
            #expect(try await api.administer("/clients", ["name": "ihanoi"]).refusals == ["/name taken"])
            for name in ["", "iHanoi", "i hanoi", "đường", String(repeating: "a", count: 33)] {
                #expect(try await api.administer("/clients", ["name": name]).refusals == ["/name code_invalid"], "\(name)")
            }
            #expect(try await api.administer("/clients", [:]).refusals == ["/name required"])
            #expect(try await api.administer("/clients", ["name": 1]).refusals == ["/name wrong_type"])
            let list = try await api.get("/v1/admin/clients", Officer.coordinator.headers)
            #expect(list.count("items") == 1 && list.string("items.0.name") == "ihanoi" && list.string("next") == "null")
        }
    }

    @Test func listsGoOnWhereAPageEnds() async throws {
        try await APITest.run { api in
            for number in 0..<5 { _ = try await api.client("client-\(number)") }
            for path in ["/v1/admin/clients", "/v1/admin/tokens"] {
                var (seen, next): ([String], String?) = ([], "\(path)?limit=2")
                while let page = next {
                    let answer = try await api.get(page, Officer.coordinator.headers)
                    let count = try #require(answer.count("items"))
                    seen += (0..<count).compactMap { answer.string("items.\($0).name") ?? answer.string("items.\($0).client.name") }
                    let link = answer.header("link")?.dropFirst().prefix { $0 != ">" }
                    #expect((answer.string("next") == "null") == (link == nil))
                    next = link.map(String.init)
                }
                #expect(seen == (0..<5).map { "client-\($0)" }, "\(path)")
            }
        }
    }

    @Test func aTokenIsToldOnceAndKeptAsADigest() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            let secret = client.token.dropFirst(4)
            #expect(client.token.hasPrefix("hnc_") && secret.utf8.count == 43)
            let list = try await api.get("/v1/admin/tokens?client=\(client.id)", Officer.coordinator.headers)
            #expect(list.string("items.0.state") == "active" && list.string("items.0.last_used_at") == "null")
            #expect(list.string("items.0.client.name") == "ihanoi" && list.count("items.0.scopes") == 2)
            #expect(!list.text.contains(secret))
            #expect(try await api.database.hits("client_token", of: [String(secret)]) == 0)
            let digests = try await api.database.pool(.superuser).query(
                "SELECT digest = sha256(convert_to(\(client.token), 'UTF8')) FROM client_token",
                as: Bool.self
            )
            #expect(digests == [true])
        }
    }

    @Test func ordersThatMakeNoSenseAreRefused() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            let scopes = ["reports.file"]
            func refusals(_ order: [String: any Sendable]) async throws -> [String] { try await api.administer("/tokens", order).refusals }
            #expect(try await refusals([:]) == ["/client required", "/scopes required"])
            #expect(try await refusals(["client": UUID().uuidString, "scopes": scopes]) == ["/client unknown_value"])
            #expect(try await refusals(["client": "x", "scopes": scopes]) == ["/client unknown_value"])
            #expect(try await refusals(["client": client.id, "scopes": [String]()]) == ["/scopes required"])
            #expect(try await refusals(["client": client.id, "scopes": ["all"]]) == ["/scopes/0 unknown_value"])
            #expect(try await refusals(["client": client.id, "scopes": [1]]) == ["/scopes wrong_type"])
            let past = "2026-03-02T07:59:59+07:00"
            #expect(try await refusals(["client": client.id, "scopes": scopes, "expires_at": past]) == ["/expires_at out_of_range"])
            #expect(try await refusals(["client": client.id, "scopes": scopes, "expires_at": "soon"]) == ["/expires_at time_invalid"])
            let rotation = "/tokens/\(client.tokenID)/rotate"
            #expect(try await api.administer(rotation, ["grace_hours": 169]).refusals == ["/grace_hours out_of_range"])
            #expect(try await api.administer(rotation, ["expires_at": past]).refusals == ["/expires_at out_of_range"])
            #expect(try await api.administer("/tokens/\(UUID().uuidString)/rotate").status == 404)
            #expect(try await api.administer("/tokens/x/revoke", nil).status == 404)
            #expect(try await api.administer("/clients/\(UUID().uuidString)/revoke", nil).status == 404)
            let tokens = try await api.database.pool(.superuser).query("SELECT count(*) FROM client_token", as: Int.self)
            #expect(tokens == [1])
        }
    }

    @Test func everyDeedIsInTheAuditAndNothingThatWasNotDone() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            let rotated = try await api.administer("/tokens/\(client.tokenID)/rotate")
            let new = try #require(rotated.string("id"))
            for _ in 0..<2 { _ = try await api.administer("/tokens/\(new)/revoke", nil) }
            for _ in 0..<2 { _ = try await api.administer("/clients/\(client.id)/revoke", nil) }
            _ = try await api.administer("/clients", ["name": "ihanoi"])
            _ = try await api.administer("/tokens/\(new)/rotate")
            let entries = try await api.database.pool(.superuser).query(
                """
                SELECT action || ' ' || object || ' ' || actor_kind || ' ' || actor
                FROM audit_entry
                WHERE action LIKE 'client%'
                ORDER BY id
                """,
                as: String.self
            )
            let deeds = [
                "client_registered \(client.id)", "client_token_made \(client.tokenID)", "client_token_made \(new)",
                "client_token_revoked \(new)", "client_revoked \(client.id)",
            ]
            #expect(entries == deeds.map { "\($0) staff coordinator" })
            #expect(try await api.database.hits("audit_entry", of: [client.token, String(client.token.dropFirst(4))]) == 0)
        }
    }

    @Test func onlyAnAdministratorMay() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let routes: [(HTTPRequest.Method, String)] = [
                (.get, "/clients"), (.post, "/clients"), (.post, "/clients/\(client.id)/revoke"), (.get, "/tokens"), (.post, "/tokens"),
                (.post, "/tokens/\(client.tokenID)/rotate"), (.post, "/tokens/\(client.tokenID)/revoke"),
            ]
            for (method, path) in routes {
                let body: [UInt8] = method == .post ? [0] : []
                for headers in [[:], client.headers] {
                    let stranger = try await api.send(method, "/v1/admin\(path)", headers, body)
                    #expect(stranger.status == 401 && stranger.string("code") == "staff_token_invalid", "\(path)")
                }
                #expect(try await api.send(method, "/v1/admin\(path)", Officer.desk.headers, body).status == 403, "\(path)")
            }
            #expect(try await api.file(headers: client.headers).status == 201)
        }
    }
}
