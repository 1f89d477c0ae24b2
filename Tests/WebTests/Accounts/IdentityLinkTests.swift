import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import ProviderTesting
import Services
import Testing

@testable import Web

@Suite struct IdentityLinkTests {
    private static let ward = "committee-00004-2025-07-01"
    private static let path = "/v1/me/identities"

    @Test func anIdentityIsLinkedByThePasswordAndListedWithoutItsSubject() async throws {
        try await Self.run { api, issuer in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.call(.get, Self.path, token).count("items") == 0)
            let linked = try await api.link(issuer, "sub-lan", token)
            #expect(linked.status == 201 && linked.string("provider") == "city" && linked.string("issuer") == issuer.url, "\(linked.text)")
            let listed = try await api.call(.get, Self.path, token)
            #expect(
                listed.count("items") == 1 && listed.string("items.0.provider") == "city" && listed.string("items.0.issuer") == issuer.url
            )
            #expect(listed.header("cache-control") == "private, no-store" && !listed.text.contains("sub-lan"))
            let account = try await api.call(.get, "/v1/admin/accounts/\(id)", Officer.coordinator.token)
            #expect(account.number("has_identity") == 1)
            #expect(try await api.identityEntries("lan") == ["identity_linked city"])
        }
    }

    @Test func anotherStaysOutWhileThereIsOne() async throws {
        try await Self.run { api, issuer in
            for name in ["lan", "hoa"] { _ = try await api.staff(name, at: Self.ward, ["officer"]) }
            let (lan, hoa) = (try await api.token("lan"), try await api.token("hoa"))
            let late = try await api.visit(issuer, as: "sub-other", linking: lan)
            #expect(try await api.link(issuer, "sub-lan", lan).status == 201)
            // Begun before, finished after.
            #expect(try await api.finishLink(late, lan).string("rule") == "identity_linked")
            let again = try await api.call(.post, "\(Self.path)/city/start", lan, ["password": APITest.password])
            #expect(again.status == 409 && again.string("rule") == "identity_linked")
            let taken = try await api.link(issuer, "sub-lan", hoa)
            #expect(taken.status == 409 && taken.string("code") == "account_refused" && taken.string("rule") == "identity_taken")
            #expect(try await api.call(.get, Self.path, hoa).count("items") == 0)
            #expect(try await api.identityEntries("hoa") == [])
        }
    }

    @Test func ofTwoWhoLinkOneAtOnceOneHasIt() async throws {
        try await Self.run { api, issuer in
            for name in ["lan", "hoa"] { _ = try await api.staff(name, at: Self.ward, ["officer"]) }
            let tokens = [try await api.token("lan"), try await api.token("hoa")]
            for round in 0..<5 {
                let one = "sub-\(round)"
                let refusals = try await Self.atOnce(tokens.map { (token: $0, subject: one) }, api, issuer)
                #expect(refusals == ["", "identity_taken"])
                // And of two of one account's the first.
                try await api.database.pool(.superuser).execute("DELETE FROM account_identity")
                let others = try await Self.atOnce([(tokens[0], "sub-a\(round)"), (tokens[0], "sub-b\(round)")], api, issuer)
                #expect(others == ["", "identity_linked"])
                try await api.database.pool(.superuser).execute("DELETE FROM account_identity")
            }
        }
    }

    @Test func aWrongPasswordBeginsNothingAndIsHeldBack() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            for action in ["start", "remove"] {
                let wrong = try await api.call(.post, "\(Self.path)/city/\(action)", token, ["password": "wrong"])
                #expect(wrong.refusals == ["/password password_wrong"])
            }
            var statuses: [Int] = []
            for _ in 0..<8 { statuses.append(try await api.call(.post, "\(Self.path)/city/remove", token, ["password": "wrong"]).status) }
            #expect(statuses.contains(429), "\(statuses)")
            #expect(try await api.call(.get, Self.path, token).count("items") == 1)
            let begun = try await api.database.pool(.superuser).query("SELECT count(*) FROM oidc_sign_in", as: Int.self)
            #expect(begun == [0])
        }
    }

    /// Whoever knew the old password may have linked theirs by it.
    @Test func aNewPasswordTakesIdentitiesAway() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            let new = "con mèo trèo cây cau"
            #expect(try await api.call(.post, "/v1/me/password", token, ["current": APITest.password, "new": new]).status == 204)
            #expect(try await api.call(.get, Self.path, token).count("items") == 0)
            #expect(try await api.signIn(issuer, as: "sub-lan").status == 401)
        }
    }

    @Test func whoTakesItAwayEndsWhatMayHaveBegunByIt() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            func remove() async throws -> JSONAnswer {
                try await api.call(.post, "\(Self.path)/city/remove", token, ["password": APITest.password])
            }
            #expect(try await remove().status == 404)
            #expect(try await api.link(issuer, "sub-lan", token).status == 201)
            let other = try #require(try await api.signIn(issuer, as: "sub-lan").string("token"))
            #expect(try await remove().status == 204)
            #expect(try await api.call(.get, Self.path, other).status == 401)
            #expect(try await api.call(.get, Self.path, token).count("items") == 0)
            #expect(try await api.signIn(issuer, as: "sub-lan").string("code") == "sign_in_refused")
            #expect(try await api.identityEntries("lan") == ["identity_linked city", "signed_in city", "identity_removed city"])
            // It is nobody's now.
            _ = try await api.staff("hoa", at: Self.ward, ["officer"])
            #expect(try await api.link(issuer, "sub-lan", try await api.token("hoa")).status == 201)
        }
    }

    /// Whoever signs in at that very moment is out afterwards.
    @Test func noSessionOutlivesWhatItBeganBy() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            for _ in 0..<5 {
                #expect(try await api.link(issuer, "sub-lan", token).status == 201)
                try await api.database.pool(.superuser).execute("DELETE FROM sign_in_throttle")
                var visits: [APITest.Visit] = []
                for _ in 0..<4 { visits.append(try await api.visit(issuer, as: "sub-lan")) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for visit in visits { group.addTask { _ = try await api.finishSignIn(visit) } }
                    group.addTask {
                        let answer = try await api.call(.post, "\(Self.path)/city/remove", token, ["password": APITest.password])
                        #expect(answer.status == 204)
                    }
                    try await group.waitForAll()
                }
                let sessions = try await api.database.pool(.superuser).query(
                    "SELECT count(*) FROM staff_session JOIN account ON account.id = account_id WHERE username = 'lan'",
                    as: Int.self
                )
                #expect(sessions == [1])
            }
        }
    }

    @Test func whoHasToSetASecondFactorUpLinksNothingBefore() async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await APITest.run(with: issuer, secondFactor: .required) { api in
            let lan = try await api.database.account("lan", at: Self.ward, [.officer])
            let token = try await api.database.session(of: lan)
            for (action, members) in [
                ("start", ["password": APITest.password]), ("finish", ["code": "c", "state": "s", "state_id": "i"]),
            ] {
                let answer = try await api.call(.post, "\(Self.path)/city/\(action)", token, members)
                #expect(answer.status == 403 && answer.string("code") == "second_factor_required", "\(action)")
            }
            #expect(try await api.call(.get, Self.path, token).status == 200)
        }
    }

    @Test func badRequestsAreRefusedFieldByField() async throws {
        try await Self.run { api, issuer in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            func post(_ path: String, _ members: [String: Any]) async throws -> JSONAnswer {
                try await api.call(.post, "\(Self.path)/\(path)", token, members)
            }
            for action in ["start", "remove"] {
                #expect(try await post("city/\(action)", [:]).refusals == ["/password required"])
                #expect(try await post("city/\(action)", ["password": 1, "x": 1]).refusals.count == 2)
                #expect(
                    try await post("city/\(action)", ["password": String(repeating: "x", count: 600)]).refusals == ["/password too_long"]
                )
            }
            #expect(try await post("city/finish", [:]).refusals == ["/code required", "/state required", "/state_id required"])
            let strange: [String: Any] = ["code": "", "state": "a b", "state_id": "ổ"]
            #expect(
                try await post("city/finish", strange).refusals
                    == ["/code unknown_value", "/state unknown_value", "/state_id unknown_value"]
            )
            let good: [String: Any] = ["code": "c", "state": "s", "state_id": "i"]
            #expect(try await post("city/finish", good.merging(["otp": "1"]) { $1 }).refusals == ["/otp unknown_field"])
            #expect(try await post("city/finish", good).string("rule") == "identity_unproven")
            for name in ["test", "nobody", "A", "%20"] {
                #expect(try await post("\(name)/start", ["password": APITest.password]).status == 404, "\(name)")
                #expect(try await post("\(name)/finish", good).status == 404, "\(name)")
                #expect(try await post("\(name)/remove", ["password": APITest.password]).status == 404, "\(name)")
            }
            issuer.stop()
            let away = try await post("city/start", ["password": APITest.password])
            #expect(away.status == 503 && away.string("code") == "provider_unavailable")
        }
    }

    private static func run(_ body: @Sendable @escaping (APITest, TestIssuer) async throws -> Void) async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await APITest.run(with: issuer) { api in try await body(api, issuer) }
    }

    /// Links all of them at the same moment; the rules by which some were refused, sorted.
    private static func atOnce(
        _ links: [(token: String, subject: String)],
        _ api: APITest,
        _ issuer: TestIssuer
    ) async throws -> [String] {
        var visits: [(visit: APITest.Visit, token: String)] = []
        for link in links { visits.append((try await api.visit(issuer, as: link.subject, linking: link.token), link.token)) }
        return try await withThrowingTaskGroup(of: String.self) { group in
            for (visit, token) in visits {
                group.addTask {
                    let answer = try await api.finishLink(visit, token)
                    #expect([201, 409].contains(answer.status), "\(answer.text)")
                    return answer.string("rule") ?? ""
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }.sorted()
        }
    }
}
