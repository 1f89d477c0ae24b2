import Foundation
import Testing

@Suite struct BadCredentialTests {
    @Test(arguments: [
        "", " ", "1", "not-a-uuid", "3f2c8f0e3a644b7e9d0f0d6b8d0a5c11", "{3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11}",
        "3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c1", "3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c111", "3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c1g",
        "urn:uuid:3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11", "00000000-0000-0000-0000-000000000000", String(repeating: "a", count: 4_000),
    ])
    func keysThatAreNoUUIDAreRefused(key: String) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.file(key: key)
            #expect(answer.status == 400)
            #expect(answer.string("code") == "idempotency_key_invalid")
        }
    }

    /// A key that was refused with one body is still free; one that was taken is bound to every byte of its body.
    @Test func aKeyIsBoundToTheBodyItWasTakenWith() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            #expect(try await api.file(["description": ""], key: key).status == 422)
            #expect(try await api.file(key: key).status == 201)
            let rows = try await api.rowCounts()
            for members: [String: Any?] in [["description": "Khác"], ["description": ""], ["category": "zz"], ["channel": "api"]] {
                let answer = try await api.file(members, key: key)
                #expect(answer.status == 422)
                #expect(answer.string("code") == "idempotency_key_reused")
            }
            #expect(try await api.rowCounts() == rows)
        }
    }

    static let authorizations: [String] = [
        "", "Bearer", "Bearer ", "bearer trk_", "Bearer trk_ x", "Basic dHJrXzp4", "Digest username=x", "trk_AAAA", "Bearer hn_x",
        "Bearer trk_\(String(repeating: "A", count: 43))", "Bearer trk_\(String(repeating: "A", count: 42))",
        "Bearer trk_\(String(repeating: "A", count: 7_000))", "Bearer TRK_AAAA", "Bearer trk_AAAA, Bearer trk_AAAA", "Bearer null",
    ]

    @Test func tokensThatOpenNothingAreRefusedForEveryReport() async throws {
        try await APITest.run { api in
            let open = try await api.file()
            let other = try #require(try await api.file().string("tracking_token"))
            let hidden = try await api.file(["category": "service.conduct"])
            let rows = try await api.rowCounts()
            let codes = [open.string("code"), hidden.string("code"), "HN-26-7K3F9Q-3"].compactMap(\.self)
            for code in codes {
                for authorization in Self.authorizations + ["Bearer \(other)", "Bearer \(other)A", "Bearer \(other.dropLast())"] {
                    for path in ["/v1/reports/\(code)", "/v1/reports/\(code)/timeline"] {
                        let answer = try await api.get(path, ["authorization": authorization])
                        #expect(answer.status == 401, "\(authorization.prefix(80))")
                        #expect(answer.string("code") == "token_invalid")
                    }
                }
            }
            #expect(try await api.rowCounts() == rows)
        }
    }
}
