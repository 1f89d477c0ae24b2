import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct AccountAdministrationTests {
    private static let ward = "committee-00004-2025-07-01"
    private static let other = "committee-00070-2025-07-01"
    private static let accounts = "/v1/admin/accounts"

    @Test func aUnitLooksAfterItsOwnOfficersAndNobodyElse() async throws {
        try await APITest.run { api in
            let officer = try await api.staff("lan", at: Self.ward, ["officer"])
            let stranger = try await api.staff("hoa", at: Self.other, ["officer"])
            let auditor = try await api.staff("kiem-tra", at: Self.ward, ["auditor"])
            let admin = Officer.desk.token
            let names = try await api.call(.get, Self.accounts, admin)
            #expect(
                (0..<(names.count("items") ?? 0)).compactMap { names.string("items.\($0).username") } == [
                    "colleague", "desk", "kiem-tra", "lan",
                ]
            )
            #expect(try await api.call(.get, "\(Self.accounts)/\(stranger)", admin).status == 404)
            #expect(try await api.call(.get, "\(Self.accounts)?agency=\(try await api.agency(Self.other))", admin).status == 403)
            func patch(_ id: String, _ members: [String: Any], by token: String) async throws -> JSONAnswer {
                let tag = try await api.call(.get, "\(Self.accounts)/\(id)", Officer.coordinator.token).header("etag") ?? ""
                return try await api.call(.patch, "\(Self.accounts)/\(id)", token, members, ["if-match": tag])
            }
            #expect(try await patch(stranger, ["status": "disabled"], by: admin).status == 404)
            #expect(try await patch(auditor, ["status": "disabled"], by: admin).status == 403)
            for roles in [["auditor"], ["officer", "city_admin"], ["dashboard"]] {
                #expect(try await patch(officer, ["roles": roles], by: admin).status == 403, "\(roles)")
            }
            #expect(try await patch(officer, ["agency": try await api.agency(Self.other)], by: admin).status == 403)
            #expect(try await patch(officer, ["roles": ["officer", "unit_admin"], "display_name": " Chị  Lan "], by: admin).status == 200)
            #expect(
                try await patch(officer, ["roles": ["city_admin"]], by: Officer.coordinator.token).string("rule") == "city_role_elsewhere"
            )
            #expect(
                try await patch(officer, ["agency": UUID().uuidString], by: Officer.coordinator.token).refusals == ["/agency unknown_value"]
            )
            // An officer looks after nobody, and nobody after themselves.
            let token = try await api.token("hoa")
            #expect(try await api.call(.get, Self.accounts, token).status == 403)
            let own = try await api.database.pool(.superuser).query(
                "SELECT id::text FROM account WHERE username = 'deputy'",
                as: String.self
            )
            #expect(try await patch(try #require(own.first), ["roles": ["officer"]], by: Officer.deputy.token).status == 403)
        }
    }

    /// On the very next request, on every instance, whatever is under way.
    @Test func whatIsChangedHoldsAtOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let id = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            let code = try await api.filed()
            let path = "/v1/staff/reports/\(code)"
            let tag = try #require(try await api.call(.get, path, token).header("etag"))
            func change(_ members: [String: Any]) async throws {
                let seen = try await api.call(.get, "\(Self.accounts)/\(id)", Officer.coordinator.token).header("etag") ?? ""
                let changed = try await api.call(.patch, "\(Self.accounts)/\(id)", Officer.coordinator.token, members, ["if-match": seen])
                #expect(changed.status == 200, "\(changed.text)")
            }
            try await change(["roles": ["dashboard"]])
            #expect(try await api.call(.get, path, token).status == 404)
            #expect(try await api.call(.get, "/v1/staff/reports", token).status == 403)
            #expect(try await api.call(.post, "\(path)/actions", token, ["action": "acknowledge"], ["if-match": tag]).status == 404)
            try await change(["roles": ["officer"], "agency": try await api.agency(Self.other)])
            #expect(try await api.call(.get, path, token).status == 404)
            try await change(["agency": try await api.agency(Self.ward)])
            #expect(try await api.call(.get, path, token).status == 200)
            try await change(["status": "disabled"])
            #expect(try await api.call(.get, path, token).status == 401)
            #expect(try await api.signIn("lan").status == 401)
            try await change(["status": "active"])
            // Enabled again, they sign in again: the sessions of before are gone.
            #expect(try await api.call(.get, path, token).status == 401)
            #expect(try await api.signIn("lan").status == 201)
        }
    }

    /// Whoever is disabled while their act waits for another's has done nothing.
    @Test func anActIsLookedAtAgainWhereItIsWritten() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            let token = try await api.token("lan")
            let code = try await api.filed()
            let tag = try #require(try await api.call(.get, "/v1/staff/reports/\(code)", token).header("etag"))
            let admin = api.database.pool(.superuser)
            let waiting: SQL = """
                SELECT count(*)
                FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            let act = try await admin.withTransaction { connection in
                try connection.execute("SELECT FROM report WHERE code = \(code) FOR UPDATE")
                let act = Task {
                    try await api.call(.post, "/v1/staff/reports/\(code)/actions", token, ["action": "acknowledge"], ["if-match": tag])
                }
                while try await admin.query(waiting, as: Int.self) != [1] { await Task.yield() }
                try await admin.execute("UPDATE account SET status = 'disabled' WHERE username = 'lan'")
                return act
            }
            let status = try await act.value.status
            #expect(status == 401)
            #expect(try await api.read(code, as: .coordinator).string("status") == "submitted")
        }
    }

    /// Of many who disable each other at once, one stays.
    @Test func theLastAdministratorStays() async throws {
        try await APITest.run { api in
            let rows = try await api.database.pool(.superuser).query(
                "SELECT username, id::text FROM account WHERE username IN ('coordinator', 'deputy') ORDER BY username",
                as: (String, String).self
            )
            let (coordinator, deputy) = (try #require(rows.first).1, try #require(rows.last).1)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for (target, token) in [(coordinator, Officer.deputy.token), (deputy, Officer.coordinator.token)] {
                    group.addTask {
                        try await api.call(.patch, "\(Self.accounts)/\(target)", token, ["status": "disabled"], ["if-match": "\"1-x\""])
                            .status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }.sorted()
            }
            #expect(statuses.first == 200 && statuses.count == 2, "\(statuses)")
            let left = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM account JOIN account_role ON account_id = id WHERE role = 'city_admin' AND status = 'active'",
                as: Int.self
            )
            #expect(left == [1])
            #expect([401, 409].contains(statuses[1]))
        }
    }

    @Test func namesAreGivenOnceAndBadOnesNotAtAll() async throws {
        try await APITest.run { (api: APITest) async throws -> Void in
            _ = try await api.staff("lan", at: Self.ward, ["officer"])
            func invite(_ members: [String: Any]) async throws -> JSONAnswer {
                try await api.call(.post, Self.accounts, Officer.desk.token, members)
            }
            #expect(try await invite(["username": "lan", "display_name": "x", "roles": ["officer"]]).string("rule") == "username_taken")
            #expect(try await invite([:]).refusals == ["/username required", "/display_name required", "/roles required"])
            #expect(
                try await invite(["username": "Lan", "display_name": "x", "roles": ["officer"]]).refusals == ["/username username_invalid"]
            )
            #expect(
                try await invite(["username": "a", "display_name": "\u{202E}x", "roles": ["officer"]]).refusals == [
                    "/display_name bidi_character"
                ]
            )
            #expect(try await invite(["username": "a", "display_name": "x", "roles": ["boss"]]).refusals == ["/roles unknown_value"])
            #expect(try await invite(["username": "a", "display_name": "x", "roles": []]).refusals == ["/roles required"])
            #expect(
                try await invite(["username": "a", "display_name": "x", "roles": ["officer"], "password": "x"]).refusals == [
                    "/password unknown_field"
                ]
            )
            #expect(try await api.call(.patch, "\(Self.accounts)/\(UUID())", Officer.desk.token, [:]).status == 428)
            #expect(
                try await api.call(.patch, "\(Self.accounts)/\(UUID())", Officer.desk.token, [:], ["if-match": "\"1-x\""]).status == 404
            )
            #expect(try await api.call(.get, "\(Self.accounts)/x", Officer.desk.token).status == 404)
            #expect(try await api.call(.get, "\(Self.accounts)?role=boss&status=x&agency=1&x=1", Officer.desk.token).refusals.count == 4)
        }
    }

    @Test func pagesGoThroughAllByName() async throws {
        try await APITest.run { (api: APITest) async throws -> Void in
            for number in 0..<7 { _ = try await api.database.account("o-\(number)", at: Self.ward, [.officer]) }
            var (names, next): ([String], String?) = ([], "\(Self.accounts)?role=officer&limit=3")
            while let path = next {
                let page = try await api.call(.get, path, Officer.coordinator.token)
                names += (0..<(page.count("items") ?? 0)).compactMap { page.string("items.\($0).username") }
                next = page.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            #expect(names == ["colleague", "desk", "neighbour"] + (0..<7).map { "o-\($0)" })
        }
    }

    @Test func aDesksTeamsAreOfItsOwnPeople() async throws {
        try await APITest.run { api in
            let lan = try await api.staff("lan", at: Self.ward, ["officer"])
            let hoa = try await api.staff("hoa", at: Self.other, ["officer"])
            let teams = "/v1/admin/teams"
            func make(_ name: String, _ members: [String], by token: String = Officer.desk.token) async throws -> JSONAnswer {
                try await api.call(.post, teams, token, ["name": name, "members": members])
            }
            let made = try await make("Tổ trực", [lan, lan])
            #expect(made.status == 201 && made.count("members") == 1, "\(made.text)")
            let path = try #require(made.header("location"))
            #expect(try await make("Tổ trực", []).string("rule") == "team_name_taken")
            #expect(try await make("Tổ khác", [hoa]).string("rule") == "foreign_member")
            #expect(try await make("Tổ của ai", [], by: try await api.token("lan")).status == 403)
            #expect(try await api.call(.get, path, try await api.token("lan")).status == 200)
            #expect(try await api.call(.get, path, Officer.neighbour.token).status == 404)
            #expect(try await api.call(.patch, path, Officer.neighbour.token, ["name": "x"], ["if-match": "\"1-x\""]).status == 404)
            let renamed = try await api.call(.patch, path, Officer.desk.token, ["name": "Tổ đêm"], ["if-match": "\"1-x\""])
            #expect(renamed.string("name") == "Tổ đêm" && renamed.count("members") == 1)
            #expect(try await api.call(.patch, path, Officer.desk.token, ["members": []], ["if-match": "\"1-x\""]).status == 412)
            // Whoever goes to another desk leaves the team.
            let tag = try await api.call(.get, "\(Self.accounts)/\(lan)", Officer.coordinator.token).header("etag") ?? ""
            let move = ["agency": try await api.agency(Self.other)]
            #expect(try await api.call(.patch, "\(Self.accounts)/\(lan)", Officer.coordinator.token, move, ["if-match": tag]).status == 200)
            #expect(try await api.call(.get, path, Officer.desk.token).count("members") == 0)
            #expect(try await api.call(.delete, path, Officer.desk.token, nil, ["if-match": "\"2-x\""]).status == 204)
            #expect(try await api.call(.get, teams, Officer.desk.token).count("items") == 0)
        }
    }

    @Test func desksSayWhomToCallToStaffAlone() async throws {
        try await APITest.run { api in
            let path = "/v1/admin/agencies/\(try await api.agency(Self.ward))"
            let before = try await api.call(.get, path, Officer.neighbour.token)
            #expect(before.string("duty") == "null" && before.number("version") == 0 && before.string("staffed_since") != "null")
            #expect(before.string("parent") == (try await api.agency("coordinator")))
            let duty = ["duty": ["phone": "024 3825 1234", "email": "truc@example.org", "note": " Ngoài giờ gọi bảo vệ. "]]
            #expect(try await api.call(.patch, path, Officer.neighbour.token, duty, ["if-match": "\"0-desk\""]).status == 403)
            let changed = try await api.call(.patch, path, Officer.desk.token, duty, ["if-match": "\"0-desk\""])
            #expect(
                changed.string("duty.phone") == "+842438251234" && changed.string("duty.note") == "Ngoài giờ gọi bảo vệ.",
                "\(changed.text)"
            )
            #expect(try await api.call(.patch, path, Officer.desk.token, duty, ["if-match": "\"0-desk\""]).status == 412)
            let bad: [String: Any] = ["duty": ["phone": "12", "email": "x", "note": ""]]
            #expect(try await api.call(.patch, path, Officer.desk.token, bad, ["if-match": "\"1-desk\""]).status == 422)
            #expect(try await api.call(.get, "/v1/admin/agencies?limit=200", Officer.coordinator.token).count("items") == 200)
        }
    }
}
