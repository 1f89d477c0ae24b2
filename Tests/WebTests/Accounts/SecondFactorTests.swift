import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Services
@testable import Web

@Suite struct SecondFactorTests {
    private static let ward = "committee-00004-2025-07-01"

    @Test func aCodeSignsInOnceAndARecoveryCodeInItsPlace() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let factor = try await api.enrol(try await api.token("lan"))
            let recovery = factor.recovery
            let missing = try await api.signIn("lan")
            #expect(missing.status == 401 && missing.string("code") == "otp_required")
            // The code that confirmed is used up, and so is every one before the last.
            #expect(try await api.signIn("lan", otp: factor.password.code(ofStep: factor.step)).string("code") == "sign_in_refused")
            let next = try await api.code(factor)
            #expect(try await api.signIn("lan", otp: next).status == 201)
            #expect(try await api.signIn("lan", otp: next).status == 401)
            #expect(try await api.signIn("lan", "wrong horse wrong", otp: recovery[0]).status == 401)
            #expect(try await api.signIn("lan", otp: recovery[0].uppercased()).status == 201)
            #expect(try await api.signIn("lan", otp: recovery[0]).status == 401)
            #expect(try await api.signIn("lan", otp: recovery[1]).status == 201)
            let sealed = try await api.database.pool(.superuser).query(
                "SELECT position(\(factor.password.key) IN totp_sealed) FROM account WHERE username = 'lan'",
                as: Int.self
            )
            #expect(sealed == [0])
        }
    }

    @Test func oneCodeAtTheSameMomentSignsInOnce() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let factor = try await api.enrol(try await api.token("lan"))
            for otp in [try await api.code(factor), factor.recovery[3]] {
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 { group.addTask { try await api.signIn("lan", otp: otp).status } }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(statuses.count { $0 == 201 } == 1, "\(statuses)")
            }
        }
    }

    @Test func whoHasToHaveOneCanDoNothingElseBefore() async throws {
        try await APITest.run(secondFactor: .required) { api in
            let lan = try await api.database.account("lan", at: Self.ward, [.officer])
            let token = try await api.database.session(of: lan)
            for path in ["/v1/staff/reports", "/v1/admin/teams", "/v1/admin/agencies"] {
                let answer = try await api.call(.get, path, token)
                #expect(answer.status == 403 && answer.string("code") == "second_factor_required", "\(path)")
            }
            let hash = try await PasswordHasher(logRounds: 4).hash(APITest.password)
            try await api.database.pool(.superuser).execute("UPDATE account SET password_hash = \(hash) WHERE username = 'lan'")
            #expect(try await api.signIn("lan").number("must_set_up_totp") == 1)
            _ = try await api.enrol(token)
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 200)
        }
    }

    @Test func itIsSetUpRenewedAndRemovedByPasswordAndCode() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            func order(_ members: [String: Any]) async throws -> JSONAnswer { try await api.call(.post, "/v1/me/totp", token, members) }
            #expect(try await order(["action": "confirm", "otp": "000000"]).string("rule") == "second_factor_missing")
            #expect(try await order(["action": "begin", "password": "wrong"]).refusals == ["/password password_wrong"])
            #expect(try await order(["action": "begin"]).refusals == ["/password required"])
            #expect(try await order(["action": "x"]).refusals == ["/action unknown_value"])
            #expect(try await order([:]).refusals == ["/action required"])
            let factor = try await api.enrol(token)
            let recovery = factor.recovery
            #expect(try await order(["action": "begin", "password": APITest.password]).string("rule") == "second_factor_in_use")
            let renewal: [String: Any] = ["action": "renew_recovery_codes", "password": APITest.password]
            #expect(try await order(renewal.merging(["otp": "000000"]) { $1 }).refusals == ["/otp code_wrong"])
            let renewed = try await order(renewal.merging(["otp": recovery[0]]) { $1 })
            let fresh = try #require(renewed.string("recovery_codes.0"))
            #expect(try await api.signIn("lan", otp: recovery[1]).status == 401)
            #expect(try await api.signIn("lan", otp: fresh).status == 201)
            let removed = try await order(["action": "remove", "password": APITest.password, "otp": try await api.code(factor)])
            #expect(removed.string("status") == "none", "\(removed.text)")
            #expect(try await api.signIn("lan").status == 201)
        }
    }
}
