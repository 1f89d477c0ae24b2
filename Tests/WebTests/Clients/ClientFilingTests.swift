import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// What registered clients file.
@Suite struct ClientFilingTests {
    @Test func aReportNamesItsClient() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let filed = try await api.file(["channel": "zalo", "external_id": "A-1"], key: "A-1", headers: client.headers)
            #expect(filed.status == 201)
            _ = try await api.file()
            let rows = try await api.database.pool(.superuser).query(
                "SELECT client_id, channel, source_id, assurance FROM report ORDER BY client_id NULLS LAST",
                as: (UUID?, String, String?, String).self
            )
            #expect(rows.map(\.0?.uuidString) == [client.id.uppercased(), nil] && rows[0].1 == "zalo" && rows[0].2 == "A-1")
            #expect(rows.map(\.3) == ["none", "none"])
            // A client sees of a report what everybody sees; its reporter's token opens the rest.
            let code = try #require(filed.string("code"))
            let view = try await api.get("/v1/reports/\(code)", client.headers)
            #expect(view.status == 200 && view["own"] == nil)
        }
    }

    @Test(arguments: ["a", "pa-2026/000017", String(repeating: "~", count: 128)])
    func aClientsKeyIsAnythingPrintableAndItsOwn(key: String) async throws {
        try await APITest.run { api in
            let (first, second) = (try await api.client(), try await api.client("other"))
            let filed = try await api.file(key: key, headers: first.headers)
            let replay = try await api.file(key: key, headers: first.headers)
            #expect(filed.status == 201 && replay.text == filed.text && replay.header("idempotent-replay") == "true")
            #expect(
                try await api.file(["description": "Khác"], key: key, headers: first.headers).string("code") == "idempotency_key_reused"
            )
            let other = try await api.file(key: key, headers: second.headers)
            #expect(other.status == 201 && other.string("code") != filed.string("code"))
            // Without a client it is no key at all.
            #expect(try await api.file(key: key).string("code") == "idempotency_key_invalid")
            #expect(try await api.rowCounts().first == 2)
        }
    }

    @Test(arguments: ["", " ", "a b", "đ", String(repeating: "a", count: 129)])
    func otherKeysAreRefused(key: String) async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let refused = try await api.file(key: key, headers: client.headers)
            #expect(refused.status == 400 && refused.string("code") == "idempotency_key_invalid")
            #expect(try await api.rowCounts().first == 0)
        }
    }

    @Test func aUUIDIsNotTheSameKeyForEverybody() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let key = UUID().uuidString.lowercased()
            let codes = [try await api.file(key: key), try await api.file(key: key, headers: client.headers)].map { $0.string("code") }
            #expect(codes[0] != nil && codes[1] != nil && codes[0] != codes[1])
        }
    }

    @Test func fiftyPostsOfOneClientsKeyMakeOneReport() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let answers = try await withThrowingTaskGroup(of: JSONAnswer.self) { group in
                for _ in 0..<50 { group.addTask { try await api.file(["external_id": "1"], key: "1", headers: client.headers) } }
                return try await group.reduce(into: [JSONAnswer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 } && Set(answers.map(\.text)).count == 1)
            #expect(try await api.rowCounts() == [1, 1, 1, 2, 3, 1])
        }
    }

    @Test func anExternalIDNamesOneReportOfAClient() async throws {
        try await APITest.run { api in
            let (first, second) = (try await api.client(), try await api.client("other"))
            #expect(try await api.file(["external_id": "7"], headers: first.headers).status == 201)
            let rows = try await api.rowCounts()
            let taken = try await api.file(["external_id": "7"], headers: first.headers)
            #expect(taken.status == 409 && taken.string("code") == "external_id_taken")
            #expect(try await api.rowCounts() == rows)
            #expect(try await api.file(["external_id": "7"], headers: second.headers).status == 201)
            // What nobody answers for is kept, and means nothing.
            for _ in 0..<2 { #expect(try await api.file(["external_id": "7"]).status == 201) }
        }
    }

    @Test func filingTakesItsScope() async throws {
        try await APITest.run { api in
            let client = try await api.client(scopes: ["reports.assert"])
            let refused = try await api.file(headers: client.headers)
            #expect(refused.status == 403 && refused.string("code") == "scope_missing")
            #expect(try await api.rowCounts().first == 0)
            #expect(try await api.get("/v1/categories", client.headers).status == 200)
        }
    }
}
