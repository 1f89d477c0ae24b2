import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct StaffTokenTests {
    /// Staff routes, as a stranger might try them.
    private static func routes(_ code: String) -> [(HTTPRequest.Method, String)] {
        let path = "/v1/staff/reports/\(code)"
        return [(.get, path), (.head, path), (.get, "\(path)/sla"), (.post, "\(path)/actions")]
    }

    private static let authorizations: [String?] = [
        nil, "", "Bearer", "Bearer hn_", "Bearer \(Officer.desk.token)x", "Bearer \(Officer.desk.token.dropLast())",
        "Bearer \(Officer.desk.token.uppercased())", "Basic \(Officer.desk.token)", Officer.desk.token, "Bearer  hn_ x",
        "Bearer \(Officer.desk.token), Bearer \(Officer.desk.token)", "Bearer hn_\(String(repeating: "A", count: 43))",
        "Bearer hn_\(String(repeating: "A", count: 7_000))", "Bearer null",
    ]

    @Test func strangersAreRefusedBeforeAnythingIsRead() async throws {
        try await APITest.run { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            let rows = try await api.rowCounts()
            let tracking = "Bearer \(try #require(filed.string("tracking_token")))"
            for authorization in Self.authorizations + [tracking] {
                for (method, path) in Self.routes(code) + Self.routes("HN-26-7K3F9Q-3") + Self.routes("nonsense") {
                    let headers = authorization.map { ["authorization": $0] } ?? [:]
                    let answer = try await api.send(method, path, headers, method == .post ? [0] : [])
                    #expect(answer.status == 401, "\(method) \(authorization?.prefix(60) ?? "")")
                    #expect(answer.header("www-authenticate") == "Bearer")
                    #expect(method == .head || answer.string("code") == "staff_token_invalid")
                }
            }
            #expect(try await api.rowCounts() == rows)
            // Nor does a token of staff open what is the reporter's.
            #expect(try await api.get("/v1/reports/\(code)", Officer.desk.headers).status == 401)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await APITest.run { (api: APITest) async throws -> Void in
            #expect(try await api.read("HN-26-7K3F9Q-3").string("code") == "not_found")
            #expect(try await api.read("HN-26-7K3F9Q-4").string("code") == "check_digit")
            #expect(try await api.act("start", on: "HN-26-7K3F9Q-3", ifMatch: "\"1-staff\"").status == 404)
            #expect(try await api.read("\(try await api.filed())?x=1").status == 422)
        }
    }

    @Test func everybodyOfStaffHasAQuotaOfTheirOwn() async throws {
        let quota = try #require(Quota("100/d"))
        let policy = RatePolicy(
            reads: RatePolicy.Reads(device: quota, address: quota, client: quota, staff: try #require(Quota("3/d"))),
            filings: FilingQuotas(device: quota, address: quota, client: quota, user: quota, phone: quota),
            origins: RequestOrigins()
        )
        try await APITest.run(limiter: RateLimiter(policy: policy)) { (api: APITest) async throws -> Void in
            let code = try await api.filed()
            for _ in 0..<3 { #expect(try await api.read(code).status == 200) }
            #expect(try await api.read(code).status == 429)
            #expect(try await api.read(code, as: .coordinator).status == 200)
            // Guesses count against the address, as any request does.
            for _ in 0..<99 { _ = try await api.get("/v1/staff/reports/\(code)", ["authorization": "Bearer hn_guess"]) }
            #expect(try await api.get("/v1/staff/reports/\(code)").status == 429)
            #expect(try await api.read(code, as: .coordinator).status == 200)
        }
    }

    @Test func strangersTakeNoRoomFromStaff() async throws {
        var shares = WorkShares(exports: 0, reads: 0, staff: 4, filings: 4)
        shares.burst = 1
        shares.patience = .zero
        let gate = AdmissionGate(shares)
        try await APITest.run(gate: gate) { api in
            let code = try await api.filed()
            let tickets = gate.filled(with: .staff)
            #expect(!tickets.isEmpty)
            #expect(try await api.read(code).status == 503)
            #expect(try await api.get("/v1/staff/reports/\(code)").status == 401)
            withExtendedLifetime(tickets) {}
        }
    }
}
