import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Web

/// Two who practise: at the desk that plays the ward, and at the one that plays the coordinator. The clock stands at Monday 2026-03-02 08:00.
struct Practising: Sendable {
    let api: APITest
    /// Their tokens.
    let ward: String
    let coordinator: String

    static func run(_ body: @Sendable @escaping (Practising) async throws -> Void) async throws {
        try await APITest.run(.standingCity) { api in
            let ward = try await api.database.account("tap-su-phuong", at: "training-ward", [.officer])
            let coordinator = try await api.database.account("tap-su-dieu-phoi", at: "training-coordinator", [.officer])
            try await body(
                Practising(
                    api: api,
                    ward: try await api.database.session(of: ward),
                    coordinator: try await api.database.session(of: coordinator)
                )
            )
        }
    }

    /// Begins a case and says its reports' codes.
    func begin(_ code: String, by token: String? = nil) async throws -> [String] {
        let begun = try await api.call(.post, "/v1/staff/training/reports", token ?? ward, ["case": code])
        #expect(begun.status == 201, "\(begun.text)")
        return (0..<(begun.count("reports") ?? 0)).compactMap { begun.string("reports.\($0)") }
    }

    /// Begins a case of one report.
    func beginOne(_ code: String, by token: String? = nil) async throws -> String {
        try #require(try await begin(code, by: token).first)
    }

    func read(_ code: String, as token: String? = nil) async throws -> JSONAnswer {
        try await api.call(.get, "/v1/staff/reports/\(code)", token ?? ward)
    }

    /// Has something done to a report, on the version there is.
    @discardableResult
    func act(_ action: String, on code: String, _ members: [String: Any] = [:], by token: String? = nil) async throws -> JSONAnswer {
        let members = action == "resolve" ? try await api.answered(members, ["authorization": "Bearer \(token ?? ward)"]) : members
        let tag = try await read(code, as: token).header("etag") ?? "\"1-x\""
        return try await api.call(
            .post,
            "/v1/staff/reports/\(code)/actions",
            token ?? ward,
            members.merging(["action": action]) { first, _ in first },
            ["if-match": tag]
        )
    }

    /// A unit's id by its code.
    func unit(_ code: String) async throws -> String {
        try #require(try await api.get("/v1/units/\(code)").string("id"))
    }
}
