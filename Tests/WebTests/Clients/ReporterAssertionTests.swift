import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// What clients say of their users.
@Suite struct ReporterAssertionTests {
    private static let user = "an-identifier-of-a-user"

    @Test func aClientVouchesForItsUser() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let levels = ["anonymous", "contact", "verified_phone", "verified_identity"]
            for level in levels { #expect(try await api.file(headers: client.headers(for: Self.user, level)).status == 201) }
            let kept = try await api.database.pool(.superuser).query("SELECT assurance FROM report ORDER BY id", as: String.self)
            #expect(kept == ["none", "contact", "verified_phone", "verified_identity"])
            let users = try await api.database.pool(.superuser).query("SELECT DISTINCT asserted_user FROM report_private", as: Data?.self)
            #expect(users.count == 1 && users[0]?.count == 32)
        }
    }

    @Test func whatIsLeftBehindIsAContact() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let contact: [String: Any?] = ["reporter": ["phone": "0912 345 678"]]
            #expect(try await api.file(contact).status == 201)
            #expect(try await api.file(["reporter": ["name": "An"]]).status == 201)
            #expect(try await api.file(contact, headers: client.headers(for: Self.user, "anonymous")).status == 201)
            let kept = try await api.database.pool(.superuser).query("SELECT assurance FROM report ORDER BY id", as: String.self)
            #expect(kept == ["contact", "none", "contact"])
        }
    }

    /// The same user of two clients has two digests, and neither is one of what was sent.
    @Test func usersOfTwoClientsCannotBeJoined() async throws {
        try await APITest.run { api in
            for name in ["one", "two"] {
                let client = try await api.client(name)
                #expect(try await api.file(headers: client.headers(for: Self.user)).status == 201)
            }
            let users = try await api.database.pool(.superuser).query("SELECT asserted_user FROM report_private", as: Data.self)
            #expect(Set(users).count == 2)
            #expect(try await api.database.hits("report_private", of: [Self.user, Data(Self.user.utf8).base64EncodedString()]) == 0)
        }
    }

    @Test func anotherUsersReportIsAnotherBodyUnderTheSameKey() async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let filed = try await api.file(key: "1", headers: client.headers(for: Self.user))
            #expect(filed.status == 201)
            #expect(try await api.file(key: "1", headers: client.headers(for: Self.user)).text == filed.text)
            for headers in [client.headers, client.headers(for: "somebody-else-altogether"), client.headers(for: Self.user, "contact")] {
                #expect(try await api.file(key: "1", headers: headers).string("code") == "idempotency_key_reused")
            }
        }
    }

    @Test func onlyAClientWithTheRightMay() async throws {
        try await APITest.run { api in
            let client = try await api.client(scopes: ["reports.file"])
            let assertion = client.headers(for: Self.user)
            let alone = assertion.filter { $0.key != "authorization" }
            for headers in [assertion, alone] {
                let refused = try await api.file(headers: headers)
                #expect(refused.status == 403 && refused.string("code") == "scope_missing")
            }
            #expect(try await api.rowCounts().first == 0)
        }
    }

    static let malformed: [String] = [
        "", " ", "user", "user=", "user=abc", "user=\"abcdefghijklmnopqrstuv\"", "assurance=contact", "user=:YWJjZGVmZ2hpamtsbW5vcA==",
        // 15 bytes, 65 bytes, no base64.
        "user=:YWJjZGVmZ2hpamtsbW5v:", "user=:\(Data(count: 65).base64EncodedString()):", "user=:YWJj_GVmZ2hpamtsbW5vcA==:",
        "user=:YWJjZGVmZ2hpamtsbW5vcA==:, assurance=certain", "user=:YWJjZGVmZ2hpamtsbW5vcA==:, assurance=\"contact\"",
        "user=:YWJjZGVmZ2hpamtsbW5vcA==:, assurance", "user=:YWJjZGVmZ2hpamtsbW5vcA==:, level=contact",
        "user=:YWJjZGVmZ2hpamtsbW5vcA==:;a=1, assurance=contact", "user=(:YWJjZGVmZ2hpamtsbW5vcA==:)", "User=:YWJjZGVmZ2hpamtsbW5vcA==:",
        "user=:YWJjZGVmZ2hpamtsbW5vcA==: assurance=contact", "user=:YWJjZGVmZ2hpamtsbW5vcA==:,", "user=:YWJjZGVmZ2hpamtsbW5vcA==:, đ",
        String(repeating: "a=1, ", count: 1_000),
    ]

    @Test(arguments: malformed)
    func whatCannotBeReadIsRefused(header: String) async throws {
        try await APITest.run { api in
            let client = try await api.client()
            let refused = try await api.file(headers: client.headers.merging(["reporter-assertion": header]) { $1 })
            #expect(refused.status == 400 && refused.string("code") == "reporter_assertion_invalid")
            #expect(try await api.rowCounts().first == 0)
        }
    }

    @Test(arguments: [
        "user=:YWJjZGVmZ2hpamtsbW5vcA==:", "assurance=contact,user=:YWJjZGVmZ2hpamtsbW5vcA==:",
        "user=:YWJjZGVmZ2hpamtsbW5vcA==: ,\tassurance=verified_identity", "user=:\(Data(count: 64).base64EncodedString()):",
    ])
    func whatTheStandardAllowsIsRead(header: String) async throws {
        try await APITest.run { api in
            let client = try await api.client()
            #expect(try await api.file(headers: client.headers.merging(["reporter-assertion": header]) { $1 }).status == 201)
        }
    }
}
