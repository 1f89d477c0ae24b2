import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Services
@testable import Web

extension APITest {
    /// A password that no rule refuses.
    static let password = "con meo tren mai nha"

    /// Sends JSON with somebody's token.
    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ token: String? = nil,
        _ members: [String: Any]? = nil,
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        var headers = headers
        if let token { headers["authorization"] = "Bearer \(token)" }
        if members != nil { headers["content-type"] = "application/json" }
        let body = try members.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
        return try await send(method, path, headers, body)
    }

    /// Makes an account as the city's administrator does, and sets its password as its owner does; says its id.
    func staff(_ username: String, at agencyCode: String, _ roles: [String]) async throws -> String {
        let invited = try await call(
            .post,
            "/v1/admin/accounts",
            Officer.coordinator.token,
            ["username": username, "display_name": username, "agency": try await agency(agencyCode), "roles": roles]
        )
        #expect(invited.status == 201, "\(invited.text)")
        let token = try #require(invited.string("activation.token"))
        let activated = try await call(.post, "/v1/activations", nil, ["token": token, "password": Self.password])
        #expect(activated.status == 200, "\(activated.text)")
        return try #require(invited.string("account.id"))
    }

    func signIn(
        _ username: String,
        _ password: String = APITest.password,
        otp: String? = nil,
        from address: String? = nil
    ) async throws -> JSONAnswer {
        var members = ["username": username, "password": password]
        members["otp"] = otp
        return try await call(.post, "/v1/sessions", nil, members, address.map { ["x-forwarded-for": $0] } ?? [:])
    }

    /// Signs in and says the token.
    func token(_ username: String, _ password: String = APITest.password, otp: String? = nil) async throws -> String {
        let answer = try await signIn(username, password, otp: otp)
        return try #require(answer.string("token"), "\(answer.text)")
    }

    /// A second factor that is in use.
    struct Factor: Sendable {
        let password: OneTimePassword
        let recovery: [String]
        /// The step whose code has confirmed it.
        let step: Int64
    }

    /// Sets a second factor up.
    func enrol(_ token: String) async throws -> Factor {
        let (password, step) = try await begun(token)
        let confirmed = try await call(.post, "/v1/me/totp", token, ["action": "confirm", "otp": password.code(ofStep: step)])
        #expect(confirmed.string("status") == "active", "\(confirmed.text)")
        let recovery = try (0..<10).map { try #require(confirmed.string("recovery_codes.\($0)")) }
        return Factor(password: password, recovery: recovery, step: step)
    }

    /// Begins to set one up; the code of that step confirms it.
    func begun(_ token: String) async throws -> (password: OneTimePassword, step: Int64) {
        let begun = try await call(.post, "/v1/me/totp", token, ["action": "begin", "password": Self.password])
        let secret = try Self.base32(try #require(begun.string("secret"), "\(begun.text)"))
        return (OneTimePassword(secret: secret), try await step())
    }

    /// A code that has not been used.
    func code(_ factor: Factor) async throws -> String {
        factor.password.code(ofStep: max(factor.step + 1, try await step()))
    }

    private func step() async throws -> Int64 {
        let now = try await database.pool(.superuser).query("SELECT extract(epoch FROM clock_timestamp())::bigint", as: Int64.self).first
        return try #require(now) / 30
    }

    private static func base32(_ text: String) throws -> Data {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bits, bytes) = ("", Data())
        for letter in text {
            let digit = String(try #require(digits.firstIndex(of: letter)), radix: 2)
            bits += String(repeating: "0", count: 5 - digit.count) + digit
        }
        while bits.count >= 8 {
            bytes.append(try #require(UInt8(bits.prefix(8), radix: 2)))
            bits.removeFirst(8)
        }
        return bytes
    }
}
