import DatabaseTesting
import Foundation
import Postgres
import Services
import Store
import Testing

@Suite struct ReferenceLoaderTests {
    @Test func loadingTwiceChangesNothing() async throws {
        try await withLoader(.city) { database, load in
            let before = try await database.pool(.migrator).query("SELECT epoch FROM reference_state", as: Int.self)
            let outcome = try await load(Self.shipped)
            #expect(outcome.changes.isEmpty)
            #expect(outcome.warnings.contains { $0.contains("normal") && $0.contains("placeholders") })
            #expect(try await database.pool(.migrator).query("SELECT epoch FROM reference_state", as: Int.self) == before)
        }
    }

    @Test func everythingTheResolutionSaysIsThere() async throws {
        try await withTestDatabase(.city) { database in
            let counts = try await database.pool(.migrator).query(
                """
                SELECT
                    (SELECT count(*) FROM unit WHERE valid_to IS NULL),
                    (SELECT count(*) FROM unit WHERE valid_to = '2025-07-01'),
                    (SELECT count(*) FROM unit_succession),
                    (SELECT count(*) FROM (SELECT predecessor_id FROM unit_succession GROUP BY 1 HAVING count(*) > 1) AS split),
                    (SELECT sum(population) FROM unit WHERE valid_to IS NULL),
                    (SELECT count(*) FROM agency WHERE kind = 'committee'),
                    (SELECT count(*) FROM agency WHERE kind = 'police' AND unit_id IS NOT NULL),
                    (SELECT count(*) FROM category WHERE parent_id IS NOT NULL),
                    (SELECT count(*) FROM routing_rule WHERE status = 'active')
                """,
                as: (Int, Int, Int, Int, Int, Int, Int, Int, Int).self
            ).first
            let expected = (126, 526, 795, 199, 8_811_473, 126, 126, 68, 2)
            #expect(counts.map { "\($0)" } == "\(expected)")
            // Every former unit has a successor, and every current one a predecessor.
            let orphans = try await database.pool(.migrator).query(
                """
                SELECT count(*)
                FROM unit
                WHERE id NOT IN (SELECT predecessor_id FROM unit_succession UNION SELECT successor_id FROM unit_succession)
                """,
                as: Int.self
            )
            #expect(orphans == [0])
        }
    }

    @Test func aChangedEntryBecomesANewVersionAndActivatedRulesStay() async throws {
        try await withLoader(.city) { database, load in
            try await database.pool(.migrator).execute(
                "UPDATE routing_rule SET status = 'active' WHERE note IS NULL AND status = 'proposed'"
            )
            let active = try await database.pool(.migrator).query("SELECT count(*) FROM routing_rule WHERE status = 'active'", as: Int.self)
            let changed = try Self.copy { folder in
                try Self.edit("\(folder)/categories.json") { $0.replacing("\"Pothole or damaged road surface\"", with: "\"Pothole\"") }
                try Self.edit("\(folder)/policies.json") { $0.replacing("\"target_s\": 288000", with: "\"target_s\": 144000") }
            }
            defer { try? FileManager.default.removeItem(atPath: changed) }
            let changes = try await load(changed).changes
            #expect(changes.categories == 1 && changes.policies == 0 && changes.units == 0)
            #expect(changes.keptPolicies.map(\.code) == ["complex"])
            let versions = try await database.pool(.migrator).query(
                "SELECT version, name_en FROM category_version WHERE category_id = (SELECT id FROM category WHERE code = 'road.pothole') ORDER BY 1",
                as: (Int, String).self
            )
            #expect(versions.map(\.0) == [1, 2])
            #expect(versions.last?.1 == "Pothole")
            let policies = try await database.pool(.migrator).query(
                "SELECT version, retired_at IS NULL FROM sla_policy WHERE code = 'complex' ORDER BY 1",
                as: (Int, Bool).self
            )
            #expect(policies.map(\.1) == [true])
            #expect(
                try await database.pool(.migrator).query("SELECT count(*) FROM routing_rule WHERE status = 'active'", as: Int.self)
                    == active
            )
        }
    }

    /// Codes are used again: the desk of a later unit of the same code is another one, and the earlier keeps its name.
    @Test func aCodeInASecondEraGetsADeskOfItsOwn() async throws {
        try await withLoader(.city) { database, load in
            try await database.pool(.migrator).execute("UPDATE unit SET valid_to = '2026-07-01' WHERE code = '00004' AND valid_to IS NULL")
            let changed = try Self.copy { folder in
                try Self.edit("\(folder)/units.csv") { text in
                    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                    return lines.map { line in
                        guard line.hasPrefix("00004,") else { return line }
                        return line.replacing("Ba Đình", with: "Quán Thánh").replacing("2025-07-01", with: "2026-07-01")
                    }.joined(separator: "\n")
                }
                try Self.edit("\(folder)/unit-succession.csv") { text in
                    text.split(separator: "\n", omittingEmptySubsequences: false)
                        .filter { $0.split(separator: ",").dropFirst().first != "00004" }
                        .joined(separator: "\n")
                }
            }
            defer { try? FileManager.default.removeItem(atPath: changed) }
            _ = try await load(changed)
            let desks = try await database.pool(.migrator).query(
                """
                SELECT agency.name, unit.name
                FROM agency
                JOIN unit ON unit.id = agency.unit_id
                WHERE unit.code = '00004'
                    AND agency.kind = 'committee'
                ORDER BY unit.valid_from
                """,
                as: (String, String).self
            )
            #expect(desks.map(\.0) == ["Ủy ban nhân dân phường Ba Đình", "Ủy ban nhân dân phường Quán Thánh"])
            #expect(desks.map(\.1) == ["Ba Đình", "Quán Thánh"])
        }
    }

    /// One person loads files, and limits take two: the files give the first version alone, whoever decided what follows.
    @Test func whatWasPublishedHereIsNotLoadedOver() async throws {
        try await withLoader(.city) { database, load in
            try await database.pool(.superuser).execute(
                """
                WITH agreed AS (
                    INSERT INTO approval (
                        id, kind, subject, proposal, base_version, reason, proposed_by, proposed_at, decision, decided_by, decided_at
                    )
                    VALUES (gen_random_uuid(), 'policy', 'complex', '{}', 1, 'vì', 'one', instant_now(), 'approved', 'two', instant_now())
                    RETURNING id, proposed_by
                ),
                gone AS (UPDATE sla_policy SET retired_at = instant_now() WHERE code IN ('complex', 'urgent') RETURNING *)
                INSERT INTO sla_policy
                SELECT (
                    jsonb_populate_record(
                        NULL::sla_policy,
                        to_jsonb(gone) || jsonb_build_object(
                            'id', gen_random_uuid(), 'version', 2, 'retired_at', NULL, 'approval_id', agreed.id, 'published_by', agreed.proposed_by
                        )
                    )
                ).*
                FROM gone
                CROSS JOIN agreed
                WHERE gone.code = 'complex'
                """
            )
            let same = try await load(Self.shipped)
            #expect(same.changes.isEmpty && same.changes.keptPolicies.isEmpty)
            let changed = try Self.copy { folder in
                try Self.edit("\(folder)/policies.json") { $0.replacing("\"target_s\": 28800", with: "\"target_s\": 28801") }
            }
            defer { try? FileManager.default.removeItem(atPath: changed) }
            let outcome = try await load(changed)
            #expect(outcome.changes.policies == 0)
            #expect(outcome.changes.keptPolicies.map(\.code) == ["default", "urgent", "normal", "complex"])
            #expect(outcome.warnings.count { $0.contains("stays as it is") && $0.contains("take two people") } == 4)
            let versions = try await database.pool(.superuser).query(
                "SELECT code || ' ' || max(version) FROM sla_policy GROUP BY code ORDER BY code",
                as: String.self
            )
            #expect(versions == ["complex 2", "default 1", "normal 1", "urgent 1"])
        }
    }

    static let faults: [(file: String, from: String, to: String)] = [
        ("units.csv", "00004,ward", "00004,village"), ("units.csv", "2025-07-01", "2025-07-32"),
        ("unit-succession.csv", "00001,00097", "00001,99999"), ("routing-rules.csv", "unit:police", "nobody"),
        ("categories.json", "\"severity\": \"urgent\"", "\"severity\": \"panic\""), ("categories.json", "{", "["),
        ("calendar-exceptions.csv", "2026-11-24,holiday", "2026-13-24,holiday"), ("calendar.json", "\"12:00\"", "\"25:00\""),
        ("calendar-exceptions.csv", "swap_off", "special"), ("policies.json", "\"hanoi-office\"", "\"nowhere\""),
        ("routing-rules.csv", "service,coordinator", "service,training-ward"),
        ("training-cases.json", "\"hours_ago\": 384", "\"hours_ago\": -1"), ("training-cases.json", "tree.dangerous", "tree.nothing"),
        ("training-cases.json", "\"to\": \"resolve\"", "\"to\": \"refuse\""), ("training-cases.json", "\"lat\": 21", "\"lat\": 11"),
        ("training-cases.json", "\"code\": \"overdue\"", "\"code\": \"pothole\""),
        ("training-cases.json", "\"vi\": \"Đã quá hạn\"", "\"vi\": \" \""),
    ]

    @Test func aCaseForPracticeThatIsDroppedIsNotOfferedAnyMore() async throws {
        try await withLoader(.city) { database, load in
            let changed = try Self.copy { folder in
                try Self.edit("\(folder)/training-cases.json") { $0.replacing("\"code\": \"overdue\"", with: "\"code\": \"late\"") }
            }
            defer { try? FileManager.default.removeItem(atPath: changed) }
            #expect(try await load(changed).changes.trainingCases == 2)
            let offered = try await database.pool(.migrator).query(
                "SELECT code FROM training_case WHERE position BETWEEN 6 AND 8 ORDER BY position",
                as: String.self
            )
            #expect(offered == ["duplicates", "late", "personal-data"])
            #expect(try await load(Self.shipped).changes.trainingCases == 2)
            #expect(try await load(Self.shipped).changes.isEmpty)
        }
    }

    @Test func filesWithFaultsAreRefusedWhole() async throws {
        try await withLoader(.migrated) { database, load in
            for fault in Self.faults {
                let folder = try Self.copy { folder in
                    try Self.edit("\(folder)/\(fault.file)") { $0.replacing(fault.from, with: fault.to, maxReplacements: 1) }
                }
                defer { try? FileManager.default.removeItem(atPath: folder) }
                let error = await #expect(throws: (any Error).self, "\(fault)") { try await load(folder) }
                #expect("\(try #require(error))".hasPrefix(fault.file.prefix(8)), "\(fault)")
                #expect(try await database.pool(.migrator).query("SELECT count(*) FROM unit", as: Int.self) == [0])
            }
        }
    }

    private static let shipped = packageRoot.appending(path: "sql/reference").path

    private func withLoader(
        _ template: TestTemplate,
        _ body: @Sendable (TestDatabase, (String) async throws -> ReferenceLoader.Outcome) async throws -> Void
    ) async throws {
        try await withTestDatabase(template) { database in
            try await database.withStore(.owner) { owner in
                let loader = ReferenceLoader(store: ReferenceStore(owner))
                try await body(database) { try await loader.load(folder: $0) }
            }
        }
    }

    private static func copy(_ change: (String) throws -> Void) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.copyItem(atPath: shipped, toPath: folder)
        try change(folder)
        return folder
    }

    private static func edit(_ path: String, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text, "\(path)")
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
