import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import ProviderTesting
import Testing

@testable import Services
@testable import Web

@Suite struct StaffProviderTests {
    private static let ward = "committee-00004-2025-07-01"

    @Test func whoIsLinkedSignsInAsWithThePassword() async throws {
        try await Self.run { api, issuer in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            #expect(try await api.link(issuer, "sub-lan", try await api.token("lan")).status == 201)
            let started = try await api.signIn(issuer, as: "sub-lan")
            #expect(started.status == 201 && started.header("cache-control") == "private, no-store")
            #expect(started.string("principal.account") == id && started.string("principal.roles.0") == "officer")
            #expect(started.number("must_set_up_totp") == 0)
            let token = try #require(started.string("token"))
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 200)
            #expect(try await api.identityEntries("lan") == ["identity_linked city", "signed_in city"])
        }
    }

    @Test func theSecondFactorIsAskedForHereToo() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            let factor = try await api.enrol(token)
            let visit = try await api.visit(issuer, as: "sub-lan")
            let missing = try await api.finishSignIn(visit)
            #expect(missing.status == 401 && missing.string("code") == "otp_required")
            // The state is used up.
            let code = try await api.code(factor)
            #expect(try await api.finishSignIn(visit, otp: code).string("code") == "sign_in_refused")
            for wrong in ["000000", "", "x", factor.password.code(ofStep: factor.step)] {
                #expect(try await api.signIn(issuer, as: "sub-lan", otp: wrong).string("code") == "sign_in_refused", "\(wrong)")
            }
            #expect(try await api.signIn(issuer, as: "sub-lan", otp: code).status == 201)
            #expect(try await api.signIn(issuer, as: "sub-lan", otp: code).status == 401)
            #expect(try await api.signIn("lan", otp: code).status == 401)
            #expect(try await api.signIn(issuer, as: "sub-lan", otp: factor.recovery[0]).status == 201)
        }
    }

    @Test func whoHasToSetASecondFactorUpCanDoNothingElseBefore() async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await APITest.run(with: issuer, secondFactor: .required) { api in
            let lan = try await api.database.account("lan", at: Self.ward, [.officer])
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO account_identity (account_id, issuer, subject, linked_at)
                VALUES (\(lan), \(issuer.url), 'sub-lan', clock_timestamp())
                """
            )
            let started = try await api.signIn(issuer, as: "sub-lan")
            #expect(started.status == 201 && started.number("must_set_up_totp") == 1)
            let token = try #require(started.string("token"))
            #expect(try await api.call(.get, "/v1/staff/reports", token).string("code") == "second_factor_required")
        }
    }

    /// Strangers to the service, accounts that open nothing, and whatever is wrong about what comes back: nobody can tell them apart.
    @Test func allWhoAreRefusedAreToldTheSame() async throws {
        try await Self.run { api, issuer in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            #expect(try await api.link(issuer, "sub-lan", try await api.token("lan")).status == 201)
            func told(_ answer: JSONAnswer) -> [String?] {
                [
                    "\(answer.status)", answer.string("code"), answer.string("title"), answer.string("detail"),
                    answer.header("www-authenticate"),
                ]
            }
            let wrong = told(try await api.signIn("lan", "wrong horse wrong"))
            func change(_ status: String) async throws {
                let tag = try await api.call(.get, "/v1/admin/accounts/\(id)", Officer.coordinator.token).header("etag") ?? ""
                let changed = try await api.call(
                    .patch,
                    "/v1/admin/accounts/\(id)",
                    Officer.coordinator.token,
                    ["status": status],
                    ["if-match": tag]
                )
                #expect(changed.status == 200, "\(changed.text)")
            }
            #expect(told(try await api.signIn(issuer, as: "sub-nobody")) == wrong)
            #expect(told(try await api.signIn(issuer, as: "SUB-LAN")) == wrong)
            let visit = try await api.visit(issuer, as: "sub-lan")
            let forged = APITest.Visit(stateID: visit.stateID, consent: visit.consent.with(code: "made-up"))
            #expect(told(try await api.finishSignIn(forged)) == wrong)
            #expect(told(try await api.finishSignIn(visit)) == wrong)
            let before = try await api.visit(issuer, as: "sub-lan")
            try await change("disabled")
            #expect(told(try await api.finishSignIn(before)) == wrong)
            #expect(told(try await api.signIn(issuer, as: "sub-lan")) == wrong)
            // Enabled again, they are who they were.
            try await change("active")
            #expect(try await api.signIn(issuer, as: "sub-lan").status == 201)
        }
    }

    @Test func aResetTakesIdentitiesAway() async throws {
        try await Self.run { api, issuer in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            let taken = try await api.token("lan")
            // As somebody who has found the password would.
            #expect(try await api.link(issuer, "sub-thief", taken).status == 201)
            let session = try #require(try await api.signIn(issuer, as: "sub-thief").string("token"))
            let late = try await api.visit(issuer, as: "sub-thief")
            let reset = try await api.call(.post, "/v1/admin/accounts/\(id)/activation", Officer.coordinator.token)
            #expect(reset.number("account.has_identity") == 0)
            for token in [taken, session] { #expect(try await api.call(.get, "/v1/me/identities", token).status == 401) }
            #expect(try await api.finishSignIn(late).status == 401)
            let link = try #require(reset.string("activation.token"))
            #expect(try await api.call(.post, "/v1/activations", nil, ["token": link, "password": APITest.password]).status == 200)
            #expect(try await api.signIn(issuer, as: "sub-thief").status == 401)
            #expect(try await api.call(.get, "/v1/me/identities", try await api.token("lan")).count("items") == 0)
        }
    }

    /// Whoever is somebody at the provider and guesses codes is held back, here and with the password together.
    @Test func guessedCodesAreHeldBackAndTheOwnerGetsIn() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            let factor = try await api.enrol(token)
            var looked = 0
            for number in 0..<200 {
                // Half of the way does not begin anew.
                if number % 5 == 0 { _ = try await api.signIn(issuer, as: "sub-lan") }
                let guess = String(format: "%06d", number)
                let answer = try await number % 2 == 0 ? api.signIn(issuer, as: "sub-lan", otp: guess) : api.signIn("lan", otp: guess)
                #expect([401, 429].contains(answer.status), "\(answer.text)")
                if answer.status == 401 { looked += 1 } else { #expect(answer.header("retry-after") != nil) }
            }
            #expect(looked < 20, "\(looked)")
            try await api.database.pool(.superuser).execute("UPDATE sign_in_throttle SET opens_at = opens_at - interval '1 minute'")
            #expect(try await api.signIn(issuer, as: "sub-lan", otp: try await api.code(factor)).status == 201)
        }
    }

    @Test func oneCodeAtTheSameMomentSignsInOnceAtWhicheverDoor() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            let factor = try await api.enrol(token)
            for otp in [try await api.code(factor), factor.recovery[3]] {
                let visits = [try await api.visit(issuer, as: "sub-lan"), try await api.visit(issuer, as: "sub-lan")]
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for visit in visits { group.addTask { try await api.finishSignIn(visit, otp: otp).status } }
                    for _ in 0..<2 { group.addTask { try await api.signIn("lan", otp: otp).status } }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(statuses.count { $0 == 201 } == 1, "\(statuses)")
            }
        }
    }

    @Test func badRequestsAreRefusedFieldByField() async throws {
        try await Self.run { (api: APITest, issuer: TestIssuer) async throws -> Void in
            func post(_ path: String, _ members: [String: Any]?) async throws -> JSONAnswer {
                try await api.call(.post, "/v1/sessions/oidc/\(path)", nil, members)
            }
            #expect(try await post("city/finish", [:]).refusals == ["/code required", "/state required", "/state_id required"])
            let good: [String: Any] = ["code": "c", "state": "s", "state_id": "i"]
            #expect(try await post("city/finish", good.merging(["otp": 1, "x": 1]) { $1 }).refusals.count == 2)
            let long = String(repeating: "x", count: 2_049)
            #expect(try await post("city/finish", good.merging(["state": long]) { $1 }).refusals == ["/state unknown_value"])
            #expect(try await post("city/finish", good).string("code") == "sign_in_refused")
            #expect(try await api.call(.post, "/v1/sessions/oidc/city/start?x=1").refusals.count == 1)
            // Where citizens sign in staff do not, nor the other way round.
            for name in ["test", "nobody", "A", "%20"] {
                #expect(try await post("\(name)/start", nil).status == 404, "\(name)")
                #expect(try await post("\(name)/finish", good).status == 404, "\(name)")
            }
            #expect(try await api.call(.post, "/v1/oidc/city/start").status == 404)
            #expect(try await api.call(.post, "/v1/oidc/city/finish", nil, good).status == 404)
            issuer.stop()
            #expect(try await post("city/start", nil).string("code") == "provider_unavailable")
        }
    }

    private static func run(_ body: @Sendable @escaping (APITest, TestIssuer) async throws -> Void) async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await APITest.run(with: issuer) { api in try await body(api, issuer) }
    }
}
