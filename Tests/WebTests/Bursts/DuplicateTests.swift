import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Reports that may be copies. The clock stands at Monday 2026-03-02 08:00.
@Suite struct DuplicateTests {
    private static let device = ["phananh-device": "5d2b4a86-51f0-4a0e-8f2c-0a7c7a1c9e11"]
    private static let place = (lat: 21.039446, lon: 105.836365)

    /// A report so many metres to the north.
    private static func report(_ metres: Double = 0, _ category: String = "road.pothole") -> [String: Any?] {
        ["category": category, "location": ["lat": place.lat + metres / 111_195, "lon": place.lon]]
    }

    @Test func aCopyIsFiledAndSaysSo() async throws {
        try await APITest.run(.standingCity) { api in
            let first = try await api.file(Self.report(), headers: Self.device)
            #expect(first.status == 201 && first["possible_duplicate_of"] == nil)
            try await api.at("2026-03-02 08:09")
            let key = UUID().uuidString
            let copy = try await api.file(Self.report(45), key: key, headers: Self.device)
            #expect(copy.status == 201 && copy.string("possible_duplicate_of") == first.string("code"))
            // The receipt stays what it was.
            try await api.at("2026-03-03 08:00")
            #expect(try await api.file(Self.report(45), key: key, headers: Self.device).text == copy.text)
            let code = try #require(copy.string("code"))
            let seen = try await api.read(code)
            #expect(seen.string("possible_duplicate_of") == first.string("code") && seen.string("status") == "submitted")
            #expect(try await api.get("/v1/reports/\(code)")["possible_duplicate_of"] == nil)
        }
    }

    @Test func whatIsElsewhereLaterOrAnothersIsNoCopy() async throws {
        try await APITest.run(.standingCity) { api in
            #expect(try await api.file(Self.report(), headers: Self.device).status == 201)
            func duplicate(_ members: [String: Any?], _ headers: [String: String] = Self.device) async throws -> String? {
                let filed = try await api.file(members, headers: headers)
                #expect(filed.status == 201)
                return filed.string("possible_duplicate_of")
            }
            #expect(try await duplicate(Self.report(60)) == nil)
            #expect(try await duplicate(Self.report(0, "light.out")) == nil)
            #expect(try await duplicate(Self.report(), [:]) == nil)
            #expect(try await duplicate(Self.report(), ["phananh-device": UUID().uuidString]) == nil)
            // Whoever learns a device's id from elsewhere learns nothing of its reports.
            let client = try await api.client()
            #expect(try await duplicate(Self.report(), Self.device.merging(client.headers) { $1 }) == nil)
            #expect(try await duplicate(["location": nil, "address": "Phố Huế"]) == nil)
            try await api.at("2026-03-02 08:10")
            #expect(try await duplicate(Self.report()) == nil)
        }
    }

    @Test func aClientsUserIsKnownOnAnyDevice() async throws {
        try await APITest.run(.standingCity) { api in
            let client = try await api.client()
            let headers = client.headers(for: "one-of-the-client's-users")
            let first = try await api.file(Self.report(), headers: headers)
            let copy = try await api.file(Self.report(), headers: headers.merging(Self.device) { $1 })
            #expect(copy.string("possible_duplicate_of") == first.string("code"))
            #expect(try await api.file(Self.report(), headers: client.headers(for: "another-of-the-users"))["possible_duplicate_of"] == nil)
        }
    }
}
