import DatabaseTesting
import Domain
import Foundation
import Postgres
import ProviderTesting
import Testing

@testable import Services
@testable import Web

/// What is taken from somebody while their request is under way.
enum Loss: String, CaseIterable, Sendable {
    /// Their account, with its sessions.
    case account
    /// Their desk: they work at another one.
    case desk
    /// Their roles, but for one that only reads.
    case roles

    func take(from account: UUID, on connection: isolated Connection) throws {
        switch self {
        case .account:
            try connection.execute("UPDATE account SET status = 'disabled', version = version + 1 WHERE id = \(account)")
            try connection.execute("DELETE FROM staff_session WHERE account_id = \(account)")
        case .desk:
            try connection.execute(
                """
                UPDATE account
                SET agency_id = (SELECT id FROM agency WHERE code = 'committee-00070-2025-07-01'), version = version + 1
                WHERE id = \(account)
                """
            )
        case .roles:
            try connection.execute("UPDATE account SET version = version + 1 WHERE id = \(account)")
            try connection.execute("INSERT INTO account_role (account_id, role) VALUES (\(account), 'dashboard')")
            try connection.execute("DELETE FROM account_role WHERE account_id = \(account) AND role <> 'dashboard'")
        }
    }
}

/// Something that people of staff do: an operation that writes, with all it takes to be done.
struct StaffAct: Sendable, CustomTestStringConvertible {
    typealias Making = @Sendable (StaffActor) async throws -> RightsRequest

    /// The operation's id in the document.
    let operation: String
    /// Which way of it.
    let variant: String
    let agency: String
    let role: Role
    /// After which of these it is not theirs to do any more.
    let losses: [Loss]
    /// Tables that tell of an attempt, whether or not anything came of it.
    let traces: Set<String>
    /// A new request that is good in every other respect.
    let request: Making

    init(
        _ operation: String,
        _ variant: String = "",
        at agency: String = "committee-00004-2025-07-01",
        as role: Role = .officer,
        losses: [Loss] = Loss.allCases,
        traces: Set<String> = [],
        _ request: @escaping Making
    ) {
        self.operation = operation
        self.variant = variant
        self.agency = agency
        self.role = role
        self.losses = losses
        self.traces = traces.union(["sign_in_throttle"])
        self.request = request
    }

    var testDescription: String { variant.isEmpty ? operation : "\(operation), \(variant)" }
}

/// Somebody who is about to do something, with a session and a password.
struct StaffActor: Sendable {
    let api: APITest
    let issuer: TestIssuer
    let account: UUID
    let username: String
    let token: String

    init(_ act: StaffAct, _ api: APITest, _ issuer: TestIssuer) async throws {
        (self.api, self.issuer) = (api, issuer)
        username = RightsFixture.name()
        account = try await api.database.account(username, at: act.agency, [act.role])
        let hash = try await PasswordHasher(logRounds: 4).hash(APITest.password)
        try await api.database.pool(.superuser).execute("UPDATE account SET password_hash = \(hash) WHERE id = \(account)")
        token = try await api.database.session(of: account)
    }

    /// Sends a request with their token.
    func send(_ request: RightsRequest) async throws -> JSONAnswer {
        var headers = request.headers.merging(["authorization": "Bearer \(token)"]) { given, _ in given }
        if request.body != nil, headers["content-type"] == nil { headers["content-type"] = "application/json" }
        return try await api.send(request.method, request.path, headers, request.body.map { Array($0.utf8) } ?? [])
    }

    /// What the coordinator is told of something, for its tag.
    func tag(_ path: String) async throws -> String? { try await api.get(path, Officer.coordinator.headers).header("etag") }

    /// Has the coordinator do something beforehand; says the id of what was made.
    func prepared(_ path: String, _ body: String, key: Bool = false) async throws -> String {
        var headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        if key { headers["idempotency-key"] = UUID().uuidString }
        let answer = try await api.post(path, headers, body: Array(body.utf8))
        return try #require(answer.string("id"), "\(answer.text)")
    }

    /// The first id that a query finds; nil if there is none.
    func id(_ query: SQL) async throws -> String? {
        try await api.database.pool(.superuser).query(query, as: UUID.self).first?.uuidString.lowercased()
    }

    /// The desk they work at.
    var desk: String {
        get async throws { try #require(try await id("SELECT agency_id FROM account WHERE id = \(account)")) }
    }
}
