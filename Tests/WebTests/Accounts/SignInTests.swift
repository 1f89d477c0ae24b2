import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Services
import Store
import Testing

@testable import Web

@Suite struct SignInTests {
    private static let ward = "committee-00004-2025-07-01"

    @Test func whoSignsInIsToldWhoTheyAreAndSignsOut() async throws {
        try await APITest.run { api in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            let started = try await api.signIn("lan")
            #expect(started.status == 201 && started.header("cache-control") == "private, no-store")
            #expect(started.string("principal.account") == id && started.string("principal.roles.0") == "officer")
            #expect(started.number("must_set_up_totp") == 0)
            let token = try #require(started.string("token"))
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 200)
            #expect(try await api.call(.delete, "/v1/sessions/current", token).status == 204)
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 401)
            // Only the digest is kept, of this and of every other secret.
            let kept = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM account WHERE to_jsonb(account)::text LIKE '%' || \(APITest.password) || '%'",
                as: Int.self
            )
            #expect(kept == [0])
        }
    }

    @Test func wrongPasswordsUnknownNamesAndClosedAccountsAreAnsweredAlike() async throws {
        try await APITest.run { api in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            _ = try await api.call(
                .post,
                "/v1/admin/accounts",
                Officer.coordinator.token,
                ["username": "moi", "display_name": "x", "roles": ["officer"]]
            )
            let disabled = try await api.staff("cu", at: Self.ward, ["officer"])
            try await api.database.pool(.superuser).execute("UPDATE account SET status = 'disabled' WHERE id::text = \(disabled)")
            let attempts = [
                ("lan", "wrong horse wrong"), ("ai-do", APITest.password), ("moi", APITest.password), ("cu", APITest.password),
                ("LAN", APITest.password), ("lan ", APITest.password), ("' OR 1=1 --", "x"),
            ]
            for (name, password) in attempts {
                let answer = try await api.signIn(name, password)
                #expect(answer.status == 401 && answer.string("code") == "sign_in_refused", "\(name)")
                #expect(answer.string("title") == "Không đăng nhập được")
            }
            #expect(try await api.signIn("lan").string("principal.account") == id)
        }
    }

    @Test func badBodiesAreRefusedFieldByField() async throws {
        try await APITest.run { (api: APITest) async throws -> Void in
            #expect(try await api.call(.post, "/v1/sessions", nil, [:]).refusals == ["/username required", "/password required"])
            #expect(try await api.call(.post, "/v1/sessions", nil, ["username": 1, "password": [:], "x": 1]).refusals.count == 3)
            let long = String(repeating: "x", count: 600)
            #expect(try await api.signIn(long, long).refusals == ["/username too_long", "/password too_long"])
            #expect(try await api.call(.post, "/v1/activations", nil, ["token": "hna_x", "password": "x"]).string("code") == "link_past")
        }
    }

    @Test func aLinkIsUsedOnceWhoeverTriesAtTheSameMoment() async throws {
        try await APITest.run { api in
            let invited = try await api.call(
                .post,
                "/v1/admin/accounts",
                Officer.coordinator.token,
                ["username": "lan", "display_name": "Lan", "agency": try await api.agency(Self.ward), "roles": ["officer"]]
            )
            let token = try #require(invited.string("activation.token"))
            for password in ["short", "hanoi2025hanoi", String(repeating: "x", count: 200)] {
                #expect(try await api.call(.post, "/v1/activations", nil, ["token": token, "password": password]).status == 422)
            }
            let passwords = (0..<8).map { "con meo tren mai nha \($0)" }
            let statuses = try await withThrowingTaskGroup(of: (String, Int).self) { group in
                for password in passwords {
                    group.addTask {
                        (password, try await api.call(.post, "/v1/activations", nil, ["token": token, "password": password]).status)
                    }
                }
                return try await group.reduce(into: [(String, Int)]()) { $0.append($1) }
            }
            let winners = statuses.filter { $0.1 == 200 }
            #expect(winners.count == 1 && statuses.filter { $0.1 == 410 }.count == 7, "\(statuses)")
            for password in passwords {
                #expect(try await api.signIn("lan", password).status == (password == winners.first?.0 ? 201 : 401))
                try await api.database.pool(.superuser).execute("DELETE FROM sign_in_throttle")
            }
        }
    }

    @Test func linksEndByTimeAndByNewOnes() async throws {
        try await APITest.run { api in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            let old = try await api.token("lan")
            let path = "/v1/admin/accounts/\(id)/activation"
            let first = try #require(try await api.call(.post, path, Officer.coordinator.token).string("activation.token"))
            let second = try #require(try await api.call(.post, path, Officer.coordinator.token).string("activation.token"))
            // A reset ends what there was at once.
            #expect(try await api.call(.get, "/v1/staff/reports", old).status == 401)
            #expect(try await api.signIn("lan").status == 401)
            let body = ["token": first, "password": APITest.password]
            #expect(try await api.call(.post, "/v1/activations", nil, body).status == 410)
            try await api.database.pool(.superuser).execute(
                "UPDATE account_activation SET created_at = created_at - interval '15 days', expires_at = expires_at - interval '14 days'"
            )
            #expect(try await api.call(.post, "/v1/activations", nil, ["token": second, "password": APITest.password]).status == 410)
        }
    }

    @Test func sessionsEndWithoutUseAndInAnyCase() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let admin = api.database.pool(.superuser)
            let token = try await api.token("lan")
            // Used after twenty minutes, it is good for half an hour more.
            for _ in 0..<3 {
                try await admin.execute("UPDATE staff_session SET last_used_at = last_used_at - interval '20 minutes'")
                #expect(try await api.call(.get, "/v1/staff/reports", token).status == 200)
            }
            try await admin.execute("UPDATE staff_session SET last_used_at = last_used_at - interval '31 minutes'")
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 401)
            let other = try await api.token("lan")
            try await admin.execute(
                "UPDATE staff_session SET created_at = created_at - interval '13 hours', expires_at = expires_at - interval '12 hours'"
            )
            #expect(try await api.call(.get, "/v1/staff/reports", other).status == 401)
        }
    }

    @Test func useIsWrittenAtMostOnceAMinute() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            let version: SQL = """
                SELECT staff_session.xmin::text
                FROM staff_session
                JOIN account ON account.id = staff_session.account_id
                WHERE account.username = 'lan'
                """
            let before = try await api.database.pool(.superuser).query(version, as: String.self)
            for _ in 0..<20 { _ = try await api.call(.get, "/v1/staff/reports", token) }
            #expect(try await api.database.pool(.superuser).query(version, as: String.self) == before)
        }
    }

    @Test func aPasswordIsChangedByWhoKnowsItAndEndsOtherSessions() async throws {
        try await APITest.run { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let (here, there) = (try await api.token("lan"), try await api.token("lan"))
            let path = "/v1/me/password"
            let new = "mot chuoi dai khac han"
            #expect(try await api.call(.post, path, here, ["current": "wrong", "new": new]).refusals == ["/current password_wrong"])
            #expect(
                try await api.call(.post, path, here, ["current": APITest.password, "new": "short"]).refusals == ["/new password_too_short"]
            )
            #expect(
                try await api.call(.post, path, here, ["current": APITest.password, "new": "lan lan lan lan"]).refusals
                    == ["/new password_common"]
            )
            #expect(try await api.call(.post, path, there, ["current": APITest.password, "new": new]).status == 204)
            #expect(try await api.call(.get, "/v1/staff/reports", here).status == 401)
            #expect(try await api.call(.get, "/v1/staff/reports", there).status == 200)
            #expect(try await api.signIn("lan").status == 401)
            #expect(try await api.signIn("lan", new).status == 201)
        }
    }
}
