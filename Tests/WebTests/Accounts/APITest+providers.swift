import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import ProviderTesting
import Services
import Testing

@testable import Web

extension APITest {
    /// With an identity provider of the test's own, where staff sign in as "city".
    static func run(
        with issuer: TestIssuer,
        _ template: TestTemplate = .city,
        secondFactor: SecondFactorPolicy = .optional,
        _ body: @Sendable @escaping (APITest) async throws -> Void
    ) async throws {
        try await run(template, secondFactor: secondFactor, providers: try issuer.providers, outside: issuer.client, body)
    }

    /// A visit to the provider: what whoever began has kept, and what the browser brings back.
    struct Visit: Sendable {
        let stateID: String
        let consent: TestIssuer.Consent

        var members: [String: String] { ["code": consent.code, "state": consent.state, "state_id": stateID] }
    }

    /// Begins to sign in, or with a token of staff to link, and signs in at the provider.
    func visit(_ issuer: TestIssuer, as subject: String, linking token: String? = nil) async throws -> Visit {
        let started =
            if let token {
                try await call(.post, "/v1/me/identities/city/start", token, ["password": Self.password])
            } else {
                try await call(.post, "/v1/sessions/oidc/city/start")
            }
        #expect(started.status == 200, "\(started.text)")
        let url = try #require(started.string("authorization_url"))
        return Visit(stateID: try #require(started.string("state_id")), consent: issuer.consent(url, as: subject))
    }

    func finishLink(_ visit: Visit, _ token: String) async throws -> JSONAnswer {
        try await call(.post, "/v1/me/identities/city/finish", token, visit.members)
    }

    func finishSignIn(_ visit: Visit, otp: String? = nil, from address: String? = nil) async throws -> JSONAnswer {
        var members = visit.members
        members["otp"] = otp
        return try await call(
            .post,
            "/v1/sessions/oidc/city/finish",
            nil,
            members,
            address.map { ["x-forwarded-for": $0] } ?? [:]
        )
    }

    /// Links who somebody is at the provider to their account.
    func link(_ issuer: TestIssuer, _ subject: String, _ token: String) async throws -> JSONAnswer {
        try await finishLink(try await visit(issuer, as: subject, linking: token), token)
    }

    /// Signs in at the provider.
    func signIn(_ issuer: TestIssuer, as subject: String, otp: String? = nil) async throws -> JSONAnswer {
        try await finishSignIn(try await visit(issuer, as: subject), otp: otp)
    }

    /// What the audit has of an account, beside what signing in with the password leaves: action and provider.
    func identityEntries(_ username: String) async throws -> [String] {
        try await database.pool(.superuser).query(
            """
            SELECT concat_ws(' ', action, details ->> 'provider', details ->> 'by')
            FROM audit_entry
            WHERE actor = \(username)
                AND (details ? 'provider' OR details ? 'by')
            ORDER BY id
            """,
            as: String.self
        )
    }
}
