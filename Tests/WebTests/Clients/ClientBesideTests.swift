import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// A client's token in a header of its own, beside a reporter's or a citizen's.
@Suite struct ClientBesideTests {
    @Test func whoReadsThroughAClientSeesTheirOwnAndIsCountedForTheClient() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(address: ("3/m", "1000/h"))) { (api: APITest) async throws -> Void in
            let client = try await api.client()
            let filed = try await api.file(headers: client.headers)
            let path = "/v1/reports/\(try #require(filed.string("code")))"
            let reporter = ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
            let beside = reporter.merging(client.beside) { $1 }
            for path in [path, "\(path)/timeline"] {
                let own = try await api.get(path, beside)
                #expect(own.status == 200 && own.header("cache-control") == "private, no-store")
                #expect(own.header("RateLimit-Policy")?.hasPrefix("\"client-minute\"") == true)
            }
            #expect(try await api.get(path, beside).string("own.description") == "Ổ gà sâu trước cổng chợ")
            // Alone it shows what everybody sees; beside what opens nothing it opens nothing.
            #expect(try await api.get(path, client.beside)["own"] == nil)
            for wrong in ["Bearer trk_x", "Bearer hn_x", "nonsense"] {
                let refused = try await api.get(path, client.beside.merging(["authorization": wrong]) { $1 })
                #expect(refused.status == 401 && refused.string("code") == "token_invalid")
            }
            for _ in 0..<10 { #expect(try await api.get(path, beside).status == 200) }
            for _ in 0..<3 { #expect(try await api.get(path, reporter).status == 200) }
            #expect(try await api.get(path, reporter).status == 429)
            #expect(try await api.get(path, beside).status == 200)
        }
    }

    @Test func aCitizenFilesThroughAClient() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let headers = try await api.signInCitizen("0912 345 678").merging(client.beside) { $1 }
            // The key of a registered client's own.
            let filed = try await api.file(key: "ihanoi-17", headers: headers)
            #expect(filed.status == 201)
            #expect(try await api.get("/v1/me/reports", headers).string("items.0.code") == filed.string("code"))
            let rows = try await api.database.pool(.superuser).query(
                "SELECT client_id::text, assurance FROM report",
                as: (String, String).self
            )
            #expect(rows.map(\.0) == [client.id] && rows.map(\.1) == ["verified_phone"])
        }
    }

    @Test(arguments: [
        "", "hnc_x", "nonsense", "Bearer hnc_x", "hnc_\(String(repeating: "A", count: 43))", String(repeating: "a", count: 4_000),
    ])
    func whatIsNoTokenIsRefused(_ text: String) async throws {
        try await APITest.run { api in
            let client = try await api.client()
            for headers in [[:], client.headers, try await api.signInCitizen("0912 345 678")] {
                let refused = try await api.get("/v1/categories", headers.merging(["phananh-client": text]) { $1 })
                #expect(refused.status == 401 && refused.string("code") == "client_token_invalid")
                #expect(try await api.file(headers: headers.merging(["phananh-client": text]) { $1 }).status == 401)
            }
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }
}
