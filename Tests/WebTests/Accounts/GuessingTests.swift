import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Services
@testable import Web

@Suite struct GuessingTests {
    private static let ward = "committee-00004-2025-07-01"

    /// A thousand guesses at once and in a row, from one place and many: none gets in, and the owner does at the first try.
    @Test func aThousandGuessedPasswordsOpenNothingAndKeepNobodyOut() async throws {
        try await APITest.run(proxies: "::") { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            #expect(try await api.signIn("lan", from: "198.51.100.7").status == 201)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var refused = 0
                        for number in 0..<250 {
                            let answer = try await api.signIn("lan", "guess number \(worker) \(number)", from: "203.0.113.\(number)")
                            #expect([401, 429, 503].contains(answer.status), "\(answer.text)")
                            if answer.status == 429 {
                                #expect((1...60).contains(Int(answer.header("retry-after") ?? "") ?? 0))
                                refused += 1
                            }
                        }
                        return refused
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            // One network has four tries, and then one now and then.
            #expect(statuses.reduce(0, +) > 900)
            #expect(try await api.signIn("lan", from: "198.51.100.200").status == 201)
            #expect(try await api.signIn("lan", from: "192.0.2.1").status == 201)
        }
    }

    @Test func aThousandGuessedTokensOpenNothing() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask { () async throws -> Void in
                        for _ in 0..<125 {
                            let guess =
                                "hn_"
                                + String(
                                    Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
                                        .map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.prefix(43)
                                )
                            #expect(try await api.call(.get, "/v1/staff/reports", guess).status == 401)
                        }
                        // Among all of them the right one is right.
                        #expect(try await api.call(.get, "/v1/staff/reports", token).status == 200, "\(worker)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Who has the password and guesses codes is held back, also when they begin anew in between.
    @Test func guessedCodesAreHeldBackAndTheOwnerGetsIn() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let factor = try await api.enrol(try await api.token("lan"))
            var looked = 0
            for number in 0..<1_000 {
                if number % 3 == 0 { _ = try await api.signIn("lan") }
                let guess = String(format: "%06d", number)
                let answer = try await api.signIn("lan", otp: guess)
                #expect([401, 429].contains(answer.status), "\(answer.text)")
                if answer.status == 401 { looked += 1 }
            }
            #expect(looked < 20, "\(looked)")
            try await api.database.pool(.superuser).execute("UPDATE sign_in_throttle SET opens_at = opens_at - interval '1 minute'")
            #expect(try await api.signIn("lan", otp: try await api.code(factor)).status == 201)
        }
    }
}
