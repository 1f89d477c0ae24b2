import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// How many reports somebody may file, as they are told.
@Suite struct FilingLimitTests {
    private static let device = ["phananh-device": "5d2b4a86-51f0-4a0e-8f2c-0a7c7a1c9e11"]

    @Test func everyAnswerSaysHowManyAreLeft() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(address: ("30/m", "100/h"))) { api in
            let first = try await api.file(headers: Self.device)
            #expect(
                first.header("ratelimit-policy")
                    == "\"address-hour\";q=100;w=3600, \"device-hour\";q=2;w=3600, \"device-day\";q=3;w=86400"
            )
            #expect(first.header("ratelimit") == "\"device-hour\";r=1;t=1800")
            #expect(try await api.file(headers: Self.device).header("ratelimit") == "\"device-hour\";r=0;t=3600")
            let refused = try await api.file(headers: Self.device)
            #expect(refused.status == 429 && refused.header("ratelimit")?.hasPrefix("\"device-hour\";r=0;t=3") == true)
            #expect(refused.header("ratelimit-policy") == first.header("ratelimit-policy"))
            let read = try await api.get("/v1/categories")
            #expect(read.header("ratelimit-policy") == "\"address-minute\";q=30;w=60")
            #expect(read.header("ratelimit")?.hasPrefix("\"address-minute\";r=2") == true)
            let staff = try await api.get("/v1/staff/reports", Officer.coordinator.headers)
            #expect(staff.header("ratelimit-policy") == "\"staff-minute\";q=5;w=60")
        }
    }

    @Test func anAddressFilesSoMany() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(address: ("1000/m", "3/h"))) { (api: APITest) async throws -> Void in
            let (here, there) = (["x-forwarded-for": "192.0.2.1"], ["x-forwarded-for": "192.0.2.2"])
            for _ in 0..<3 { #expect(try await api.file(headers: here).status == 201) }
            #expect(try await api.file(headers: here).status == 429)
            #expect(try await api.file(headers: there).status == 201)
            // A network that is known to speak for many has a quota of its own.
            for host in 1...5 { #expect(try await api.file(headers: ["x-forwarded-for": "203.0.113.\(host)"]).status == 201) }
        }
    }

    /// A device that has used up its quota locks out nobody else behind the same address, and nobody by its name elsewhere.
    @Test func oneDeviceLocksOutNobodyElse() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter()) { api in
            for _ in 0..<2 { #expect(try await api.file(headers: Self.device).status == 201) }
            for _ in 0..<20 { #expect(try await api.file(headers: Self.device).status == 429) }
            for _ in 0..<5 { #expect(try await api.file(headers: ["phananh-device": UUID().uuidString]).status == 201) }
            #expect(try await api.file(headers: Self.device.merging(["x-forwarded-for": "192.0.2.9"]) { $1 }).status == 201)
            let client = try await api.client()
            #expect(try await api.file(headers: Self.device.merging(client.headers) { $1 }).status == 201)
        }
    }

    @Test func aPhoneFilesSoManyHoweverItIsWritten() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(phone: "3/d")) { api in
            for phone in ["0912 345 678", "+84 912 345 678", "0912.345.678"] {
                #expect(try await api.file(["reporter": ["phone": phone]], headers: ["phananh-device": UUID().uuidString]).status == 201)
            }
            let refused = try await api.file(["reporter": ["phone": "(+84) 912345678"]])
            #expect(refused.status == 429 && refused.header("ratelimit")?.hasPrefix("\"phone-day\";r=0") == true)
            #expect(try await api.file(["reporter": ["phone": "0912 345 679"]]).status == 201)
            // Whose number somebody else has used up may still report, without it.
            #expect(try await api.file().status == 201)
        }
    }

    @Test func aClientIsCountedForItselfAndEachOfItsUsers() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(address: ("1000/m", "1/h"), client: "5/h", user: "2/d")) { api in
            let (client, other) = (try await api.client(), try await api.client("other"))
            let (first, second) = ("the-first-of-its-users", "the-second-of-its-users")
            for _ in 0..<2 { #expect(try await api.file(headers: client.headers(for: first)).status == 201) }
            let refused = try await api.file(headers: client.headers(for: first))
            #expect(refused.status == 429 && refused.header("ratelimit")?.hasPrefix("\"user-day\";r=0") == true)
            // The same address, and another user, client, or nobody's.
            for _ in 0..<2 { #expect(try await api.file(headers: client.headers(for: second)).status == 201) }
            #expect(try await api.file(headers: other.headers(for: first)).status == 201)
            #expect(try await api.file().status == 201)
            #expect(try await api.file(headers: client.headers).status == 201)
            #expect(try await api.file(headers: client.headers).header("ratelimit")?.hasPrefix("\"client-hour\";r=0") == true)
        }
    }

    /// A report that was filed is told of again, however much its filer has used up since.
    @Test func aReplayIsAnsweredBeyondTheQuota() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter()) { api in
            let key = UUID().uuidString
            let first = try await api.file(key: key, headers: Self.device)
            #expect(try await api.file(headers: Self.device).status == 201)
            let replay = try await api.file(key: key, headers: Self.device)
            #expect(replay.status == 201 && replay.text == first.text)
        }
    }

    /// What is kept of it says nothing about whom it is.
    @Test func whomItIsAboutIsNotInTheTable() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter()) { api in
            let headers = Self.device.merging(["x-forwarded-for": "192.0.2.77"]) { $1 }
            #expect(try await api.file(["reporter": ["phone": "0912 345 678"]], headers: headers).status == 201)
            let rows = try await api.database.pool(.superuser).query("SELECT count(*) FROM quota_use", as: Int.self)
            #expect(rows == [4])
            for table in ["quota_use", "filing_trace"] {
                #expect(try await api.database.hits(table, of: ["912345678", "912 345 678", "192.0.2.77", "5d2b4a86", "5D2B4A86"]) == 0)
            }
        }
    }

    @Test func anExternalIDThatIsTakenCostsNothing() async throws {
        try await APITest.run(limiter: try RateLimitTests.limiter(client: "3/d")) { api in
            let client = try await api.client()
            #expect(try await api.file(["external_id": "1"], headers: client.headers).status == 201)
            for _ in 0..<5 { #expect(try await api.file(["external_id": "1"], headers: client.headers).status == 409) }
            for _ in 0..<2 { #expect(try await api.file(headers: client.headers).status == 201) }
            #expect(try await api.file(headers: client.headers).status == 429)
        }
    }
}
