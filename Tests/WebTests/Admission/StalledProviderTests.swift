import HTTPTypes
import ProviderTesting
import Synchronization
import Testing

@testable import Web

/// An identity provider that takes requests and never answers.
@Suite struct StalledProviderTests {
    private static let description = "/.well-known/openid-configuration"

    @Test func whoeverWaitsForItHoldsNobodyElseUp() async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        issuer.state.withLock { $0.slow = [Self.description] }
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.burst = 1
        shares.visits = 4
        let gate = AdmissionGate(shares)
        try await APITest.run(gate: gate, providers: try issuer.providers, outside: issuer.client) { api in
            try await withThrowingTaskGroup(of: JSONAnswer.self) { group in
                // More than all the others may have at once.
                for _ in 0..<4 { group.addTask { try await api.call(.post, "/v1/sessions/oidc/city/start") } }
                while gate.underWay(.visits) < 4 { try await Task.sleep(for: .milliseconds(5)) }
                for _ in 0..<3 {
                    #expect(try await api.call(.post, "/v1/oidc/test/start").string("code") == "overloaded")
                    #expect(try await api.get("/v1/categories").status == 200)
                    #expect(try await api.get("/v1/staff/reports", Officer.desk.headers).status == 200)
                    #expect(try await api.file().status == 201)
                }
                #expect(try await api.signIn("nobody").status == 401)
                #expect(gate.underWay(.visits) == 4)
                for try await answer in group { #expect(answer.status == 503 && answer.string("code") == "provider_unavailable") }
            }
            // Whoever comes next need not find that out anew.
            let asked = issuer.count(Self.description)
            for _ in 0..<20 { #expect(try await api.call(.post, "/v1/sessions/oidc/city/start").string("code") == "provider_unavailable") }
            #expect(issuer.count(Self.description) == asked)
            #expect(gate.underWay(.visits) == 0)
        }
    }
}
