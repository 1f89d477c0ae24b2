import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct RateLimitTests {
    /// Through the router there is no peer, whose address is then `::`. Its clock stands still, and gives no read back in the meantime; filings
    /// are counted by the database's.
    static func limiter(
        address: (reads: String, filings: String) = ("1000/m", "1000/h"),
        client: String = "1000/h",
        user: String = "1000/h",
        phone: String = "1000/h"
    ) throws -> RateLimiter {
        func quota(_ text: String) throws -> Quota { try #require(Quota(text)) }
        let reads = RatePolicy.Reads(
            device: try quota("20/m"),
            address: try quota(address.reads),
            client: try quota("1000/m"),
            staff: try quota("5/m")
        )
        let filings = FilingQuotas(
            device: try quota("2/h,3/d"),
            address: try quota(address.filings),
            client: try quota(client),
            user: try quota(user),
            phone: try quota(phone)
        )
        let origins = RequestOrigins(
            known: try #require(RequestOrigins.Known.list("partner=203.0.113.0/24")),
            proxies: try #require(AddressRanges("::/128,10.0.0.0/8"))
        )
        let start = ContinuousClock.now
        return RateLimiter(policy: RatePolicy(reads: reads, filings: filings, origins: origins)) { start }
    }

    private static let device = ["phananh-device": "5d2b4a86-51f0-4a0e-8f2c-0a7c7a1c9e11"]

    @Test func aDeviceFilesSoManyAndIsToldWhenItMayAgain() async throws {
        try await APITest.run(limiter: try Self.limiter()) { (api: APITest) async throws -> Void in
            for _ in 0..<2 { #expect(try await api.file(headers: Self.device).status == 201) }
            let before = try await api.rowCounts()
            let refused = try await api.file(headers: Self.device)
            #expect(refused.status == 429 && refused.string("code") == "rate_limited")
            #expect(refused.header("Content-Type")?.hasPrefix("application/problem+json") == true)
            let seconds = try #require(refused.header("Retry-After").flatMap { Int($0) })
            #expect((1_200...1_800).contains(seconds))
            // Before the body is read.
            #expect(try await api.post("/v1/reports", Self.device, body: [0]).status == 429)
            #expect(try await api.rowCounts() == before)
            // Another device, and none, are not held back; a name that is no UUID lowers nothing.
            #expect(try await api.file(headers: ["phananh-device": UUID().uuidString]).status == 201)
            #expect(try await api.file().status == 201)
            #expect(try await api.file(headers: ["phananh-device": "x"]).status == 201)
            #expect(try await api.get("/v1/categories", Self.device).status == 200)
        }
    }

    @Test func repeatingAReportAndMistakesAreNoFilings() async throws {
        try await APITest.run(limiter: try Self.limiter()) { (api: APITest) async throws -> Void in
            let key = UUID().uuidString
            #expect(try await api.file(key: key, headers: Self.device).status == 201)
            for _ in 0..<4 {
                let replay = try await api.file(key: key, headers: Self.device)
                #expect(replay.status == 201 && replay.header("Idempotent-Replay") == "true")
                #expect(try await api.file(["category": "nonsense"], headers: Self.device).status == 422)
            }
            #expect(try await api.file(headers: Self.device).status == 201)
            #expect(try await api.file(headers: Self.device).status == 429)
        }
    }

    @Test func whatTheServiceCouldNotServeCostsNothing() async throws {
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.burst = 1
        shares.patience = .zero
        let gate = AdmissionGate(shares)
        try await APITest.run(gate: gate, limiter: try Self.limiter()) { (api: APITest) async throws -> Void in
            var tickets = gate.filled(with: .filings) + gate.filled(with: .reads)
            #expect(!tickets.isEmpty)
            for _ in 0..<50 {
                #expect(try await api.file(headers: Self.device).status == 503)
                #expect(try await api.get("/v1/categories", Self.device).status == 503)
            }
            tickets = []
            for _ in 0..<2 { #expect(try await api.file(headers: Self.device).status == 201) }
            for _ in 0..<18 { #expect(try await api.get("/v1/categories", Self.device).status == 200) }
            #expect(try await api.get("/v1/categories", Self.device).status == 429)
        }
    }

    @Test func aTokenThatOpensNothingCountsWhereItComesFrom() async throws {
        try await APITest.run(limiter: try Self.limiter(address: ("3/m", "1000/h"))) { (api: APITest) async throws -> Void in
            let shown = ["authorization": "Bearer hnc_\(String(repeating: "A", count: 43))", "x-forwarded-for": "192.0.2.1"]
            for left in (0..<3).reversed() {
                let refused = try await api.get("/v1/categories", shown)
                #expect(refused.status == 401 && refused.string("code") == "client_token_invalid")
                #expect(refused.header("RateLimit")?.hasPrefix("\"address-minute\";r=\(left);") == true)
            }
            #expect(try await api.get("/v1/categories", shown).status == 429)
            #expect(try await api.get("/v1/categories", ["x-forwarded-for": "192.0.2.1"]).status == 429)
            #expect(try await api.get("/v1/categories", shown.merging(["x-forwarded-for": "192.0.2.2"]) { $1 }).status == 401)
        }
        try await APITest.run(limiter: try Self.limiter()) { (api: APITest) async throws -> Void in
            let shown = Self.device.merging(["authorization": "Bearer hnc_x"]) { $1 }
            for _ in 0..<20 { #expect(try await api.get("/v1/categories", shown).status == 401) }
            #expect(try await api.get("/v1/categories", shown).status == 429)
        }
    }

    @Test func refusalsSayHowTheirClientStandsToo() async throws {
        try await APITest.run(limiter: try Self.limiter(address: ("10/m", "1000/h"))) { (api: APITest) async throws -> Void in
            let key = UUID().uuidString
            let code = try #require(try await api.file(key: key).string("code"))
            let refusals = [
                try await api.post("/v1/reports", ["content-type": "application/json", "idempotency-key": key], body: [0]),
                try await api.get("/v1/reports/\(code)", ["authorization": "Bearer trk_x"]),
                try await api.signIn("nobody"),
                try await api.get("/v1/reports/HN-26-7K3F9Q-3"),
                try await api.get("/v1/categories?x=1"),
                try await api.file(["description": "Khác"], key: key),
                try await api.get("/v1/staff/reports"),
                try await api.head("/v1/categories/nonsense"),
            ]
            #expect(refusals.map(\.status) == [400, 401, 401, 404, 422, 422, 401, 404])
            for (refusal, left) in zip(refusals, (1...8).reversed()) {
                #expect(refusal.header("RateLimit")?.hasPrefix("\"address-minute\";r=\(left);") == true, "\(refusal.status)")
                #expect(refusal.header("RateLimit-Policy") == "\"address-minute\";q=10;w=60")
            }
        }
    }

    @Test func anAddressIsWhatTheProxySaysAndNobodyElse() async throws {
        try await APITest.run(limiter: try Self.limiter(address: ("2/m", "1/h"))) { (api: APITest) async throws -> Void in
            func status(_ forwardedFor: String) async throws -> Int {
                try await api.get("/v1/categories", ["x-forwarded-for": forwardedFor]).status
            }
            for _ in 0..<2 { #expect(try await status("192.0.2.1") == 200) }
            #expect(try await status("192.0.2.1") == 429)
            // What a client puts before the proxy's entry changes nothing.
            #expect(try await status("198.51.100.7, 192.0.2.1") == 429)
            #expect(try await status("192.0.2.2, 10.1.2.3") == 200)
            #expect(try await status("192.0.2.1, 192.0.2.3") == 200)
            // One customer's addresses are one.
            for host in 1...2 { #expect(try await status("2001:db8::\(host)") == 200) }
            #expect(try await status("2001:db8::ffff:1") == 429)
            #expect(try await status("2001:db8:0:1::1") == 200)
            // A registered client has a quota of its own.
            for host in 1...10 { #expect(try await status("203.0.113.\(host)") == 200) }
        }
    }
}
