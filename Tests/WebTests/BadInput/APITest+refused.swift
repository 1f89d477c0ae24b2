import Foundation
import Testing

extension APITest {
    /// What is said of a filing that must be refused for its fields.
    func refused(_ members: [String: Any?], _ comment: Comment? = nil) async throws -> [String] {
        let answer = try await file(members)
        #expect(answer.status == 422, comment)
        #expect(answer.string("code") == "invalid_fields", comment)
        return answer.refusals
    }

    /// A filing must be refused for just these fields: "pointer code".
    func refuses(_ members: [String: Any?], _ refusals: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let told = try await refused(members)
        #expect(told == refusals, sourceLocation: sourceLocation)
    }

    /// The answer to a filing's bytes.
    func file(bytes: [UInt8], type: String = "application/json") async throws -> JSONAnswer {
        try await post("/v1/reports", ["content-type": type, "idempotency-key": UUID().uuidString], body: bytes)
    }

    /// Runs `body`, which must leave every table as it is.
    static func runWithoutChange(_ body: @Sendable @escaping (APITest) async throws -> Void) async throws {
        try await run { api in
            let before = try await api.rowCounts()
            try await body(api)
            #expect(try await api.rowCounts() == before)
        }
    }
}
