import DatabaseTesting
import Foundation
import Testing

@testable import Web

/// A registered client with a token.
struct Client: Sendable {
    let id: String
    let tokenID: String
    let token: String

    var headers: [String: String] { ["authorization": "Bearer \(token)"] }

    /// Beside another token.
    var beside: [String: String] { ["phananh-client": token] }

    /// The headers with the client's word on a user, told apart by any text.
    func headers(for user: String, _ assurance: String = "verified_phone") -> [String: String] {
        let bytes = Data(user.utf8).base64EncodedString()
        return headers.merging(["reporter-assertion": "user=:\(bytes):, assurance=\(assurance)"]) { $1 }
    }
}

extension APITest {
    /// Registers a client and makes it a token, as the coordinator does.
    func client(_ name: String = "ihanoi", scopes: [String] = ["reports.file", "reports.assert"]) async throws -> Client {
        let client = try #require(try await administer("/clients", ["name": name]).string("id"))
        return try await token(of: client, scopes: scopes)
    }

    /// Makes a client a token.
    func token(of client: String, scopes: [String] = ["reports.file", "reports.assert"], until end: String? = nil) async throws -> Client {
        var order: [String: any Sendable] = ["client": client, "scopes": scopes]
        order["expires_at"] = end
        let issued = try await administer("/tokens", order)
        #expect(issued.status == 201, "\(issued.text)")
        return Client(
            id: client,
            tokenID: try #require(issued.string("id")),
            token: try #require(issued.string("token"))
        )
    }

    /// Posts something to the administration.
    func administer(_ path: String, _ body: [String: any Sendable]? = [:], as officer: Officer = .coordinator) async throws -> JSONAnswer {
        let bytes = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        return try await post("/v1/admin\(path)", headers, body: bytes)
    }
}
