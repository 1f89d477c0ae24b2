import DatabaseTesting
import Foundation
import Services
import Store
import Testing

@testable import Domain

extension APITest {
    /// Registers a request about somebody's data.
    func ask(_ body: String, key: String = UUID().uuidString) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json", "idempotency-key": key].merging(Officer.coordinator.headers) { $1 }
        return try await post("/v1/admin/data-requests", headers, body: Array(body.utf8))
    }

    /// The same; comes back with its id.
    func asked(_ body: String) async throws -> String {
        try #require(try await ask(body).string("id"))
    }

    func act(_ action: String, onRequest id: String, _ members: [String: Any] = [:]) async throws -> JSONAnswer {
        let body = try JSONSerialization.data(withJSONObject: members.merging(["action": action]) { first, _ in first })
        let headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        return try await post("/v1/admin/data-requests/\(id)/actions", headers, body: Array(body))
    }

    func decide(_ approval: String, by officer: Officer) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        return try await post("/v1/admin/approvals/\(approval)/decision", headers, body: Array(#"{"decision":"approved"}"#.utf8))
    }

    /// Places a legal hold.
    func hold(_ code: String) async throws -> UUID {
        guard case .code(let code) = ReportCode.read(code), let person = PrincipalName("phap-che") else { throw CancellationError() }
        return try await database.withStore(.service) { service in
            try await LegalHolds(store: HoldStore(service)).place(
                UUID(),
                on: code,
                reason: "Tòa án yêu cầu",
                by: .commandLine(person),
                until: nil
            ).hold
                .id
        }
    }

    func lift(_ hold: UUID) async throws {
        guard let person = PrincipalName("phap-che") else { throw CancellationError() }
        try await database.withStore(.service) { service in
            try await LegalHolds(store: HoldStore(service)).lift(hold, reason: "Xong", by: .commandLine(person))
        }
    }
}
