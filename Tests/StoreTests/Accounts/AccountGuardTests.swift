import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

/// What the database itself holds to, whoever writes.
@Suite struct AccountGuardTests {
    private static let ward = "committee-00004-2025-07-01"

    private static func staffed(_ code: String, _ database: TestDatabase) async throws -> Bool {
        let answers = try await database.pool(.app).query(
            "SELECT staffed_since IS NOT NULL FROM agency WHERE code = \(code)",
            as: Bool.self
        )
        return answers == [true]
    }

    private static func epoch(_ database: TestDatabase) async throws -> Int {
        try #require(try await database.pool(.app).query("SELECT epoch FROM reference_state", as: Int.self).first)
    }

    /// A city whose desks have nobody.
    private static func withCity(_ body: (TestDatabase) async throws -> Void) async throws {
        try await withTestDatabase(.city) { database in
            try await database.pool(.superuser).execute("UPDATE agency SET staffed_since = NULL")
            try await body(database)
        }
    }

    @Test func aDeskIsStaffedWhileSomebodyWorksThere() async throws {
        try await Self.withCity { database in
            let app = database.pool(.app)
            let epoch = try await Self.epoch(database)
            let dashboard = try await database.account("man-hinh", at: Self.ward, [.dashboard, .auditor])
            #expect(try await Self.staffed(Self.ward, database) == false)
            #expect(try await Self.epoch(database) == epoch)
            try await app.execute("INSERT INTO account_role (account_id, role) VALUES (\(dashboard), 'officer')")
            #expect(try await Self.staffed(Self.ward, database))
            #expect(try await Self.epoch(database) > epoch)
            try await app.execute("DELETE FROM account_role WHERE account_id = \(dashboard) AND role = 'officer'")
            #expect(try await Self.staffed(Self.ward, database) == false)

            let officer = try await database.account("lan", at: Self.ward, [.officer])
            #expect(try await Self.staffed(Self.ward, database))
            try await app.execute("UPDATE account SET status = 'disabled' WHERE id = \(officer)")
            #expect(try await Self.staffed(Self.ward, database) == false)
            try await app.execute("UPDATE account SET status = 'active' WHERE id = \(officer)")
            try await app.execute(
                "UPDATE account SET agency_id = (SELECT id FROM agency WHERE code = 'committee-00070-2025-07-01') WHERE id = \(officer)"
            )
            #expect(try await Self.staffed(Self.ward, database) == false)
            #expect(try await Self.staffed("committee-00070-2025-07-01", database))
        }
    }

    /// Each of two transactions sees the other's account as active until one waits for the other.
    @Test func twoWhoLeaveAtOnceLeaveNobody() async throws {
        try await Self.withCity { database in
            for round in 0..<10 {
                let accounts = [
                    try await database.account("a\(round)", at: Self.ward, [.officer]),
                    try await database.account("b\(round)", at: Self.ward, [.unitAdmin]),
                ]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for account in accounts {
                        group.addTask {
                            try await database.pool(.app).execute("UPDATE account SET status = 'disabled' WHERE id = \(account)")
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Self.staffed(Self.ward, database) == false)
            }
        }
    }

    @Test func rolesOfTheCityStandAtTheCoordinator() async throws {
        try await Self.withCity { database in
            let app = database.pool(.app)
            let officer = try await database.account("lan", at: Self.ward, [.officer])
            let admin = try await database.account("minh", at: "coordinator", [.cityAdmin])
            #expect(try await Self.staffed("coordinator", database))
            for role in [Role.cityAdmin, .cityCoordinator] {
                let refused = await #expect(throws: PostgresError.self) {
                    try await app.execute("INSERT INTO account_role (account_id, role) VALUES (\(officer), \(role.rawValue))")
                }
                #expect(refused?.constraint == "account_city_roles")
            }
            let moved = await #expect(throws: PostgresError.self) {
                try await app.execute(
                    "UPDATE account SET agency_id = (SELECT agency_id FROM account WHERE id = \(officer)) WHERE id = \(admin)"
                )
            }
            #expect(moved?.constraint == "account_city_roles")
        }
    }

    @Test func aTeamIsOfOneDesk() async throws {
        try await Self.withCity { database in
            let app = database.pool(.app)
            let here = try await database.account("lan", at: Self.ward, [.officer])
            let there = try await database.account("hoa", at: "committee-00070-2025-07-01", [.officer])
            let team = UUID()
            try await app.execute(
                """
                INSERT INTO team (id, agency_id, name, created_at)
                SELECT \(team), agency_id, 'Tổ 1', clock_timestamp()
                FROM account
                WHERE id = \(here)
                """
            )
            func join(_ account: UUID) async throws {
                try await app.execute(
                    "INSERT INTO team_member (team_id, account_id, agency_id) SELECT \(team), id, agency_id FROM account WHERE id = \(account)"
                )
            }
            try await join(here)
            await #expect(throws: PostgresError.self) { try await join(there) }
            // Nobody leaves the desk and stays in its team.
            let moved = await #expect(throws: PostgresError.self) {
                try await app.execute(
                    "UPDATE account SET agency_id = (SELECT agency_id FROM account WHERE id = \(there)) WHERE id = \(here)"
                )
            }
            #expect(moved?.constraint == "team_member_of_desk")
        }
    }

    @Test func desksStandBelowTheCoordinatorAndAccountsAreForStaff() async throws {
        try await Self.withCity { database in
            let loose = try await database.pool(.app).query(
                "SELECT code FROM agency WHERE parent_id IS NULL AND kind <> 'coordinator'",
                as: String.self
            )
            #expect(loose == [])
            let tables = [
                "account", "account_role", "agency_duty", "staff_session", "account_activation", "recovery_code", "sign_in_throttle",
                "account_identity", "oidc_sign_in",
            ]
            let readable = try await database.pool(.publicReader).query(
                "SELECT name FROM unnest(\(tables)::text[]) AS name WHERE has_table_privilege(name, 'SELECT')",
                as: String.self
            )
            #expect(readable == [])
        }
    }
}
