import DatabaseTesting
import Domain
import FoundationEssentials
import Postgres
import Store
import Testing

@Suite struct ActivationTests {
    @Test func theActiveVersionRetiresAndMayComeBack() async throws {
        try await withTestDatabase(.squareCity) { database in
            let first = try await database.insertSquareBoundaries(status: "validated")
            let second = try await database.insertSquareBoundaries(status: "validated")
            try await database.withBoundaryStore { store in
                #expect(try await store.activate(first).status == .active)
                #expect(try await store.activate(second).status == .active)
                let retired = try #require(try await store.versions().first { $0.id == first })
                #expect(retired.status == .retired)
                #expect(retired.activatedAt != nil && retired.retiredAt != nil)
                let back = try await store.activate(first)
                #expect(back.status == .active)
                #expect(back.retiredAt == nil)
                let other = try await store.versions().first { $0.id == second }
                #expect(other?.status == .retired)
            }
        }
    }

    @Test func activatingTheActiveVersionChangesNothing() async throws {
        try await withTestDatabase(.squareCity) { database in
            let id = try await database.insertSquareBoundaries(status: "validated")
            try await database.withBoundaryStore { store in
                let once = try await store.activate(id)
                #expect(try await store.activate(id) == once)
            }
        }
    }

    @Test func draftFutureAndUnknownVersionsAreRefused() async throws {
        try await withTestDatabase(.squareCity) { database in
            let draft = try await database.insertSquareBoundaries(status: "draft")
            let future = try await database.insertSquareBoundaries(status: "scheduled", effectiveFrom: "2999-01-01")
            let unknown = UUID()
            try await database.withBoundaryStore { store in
                await #expect(throws: BoundaryError.notActivatable(.draft)) { try await store.activate(draft) }
                await #expect(throws: BoundaryError.notYetEffective("2999-01-01")) { try await store.activate(future) }
                await #expect(throws: BoundaryError.notFound(unknown.uuidString.lowercased())) { try await store.activate(unknown) }
            }
        }
    }

    @Test func aScheduledVersionWhoseDayHasComeIsActivated() async throws {
        try await withTestDatabase(.squareCity) { database in
            let id = try await database.insertSquareBoundaries(status: "scheduled", effectiveFrom: "2025-07-01")
            try await database.withBoundaryStore { store in
                let version = try await store.activate(id)
                #expect(version.status == .active)
            }
        }
    }

    @Test func aVersionOfOtherUnitsThanTodaysIsRefused() async throws {
        try await withTestDatabase(.squareCity) { database in
            let id = try await database.insertSquareBoundaries(status: "validated")
            // 00001 ends, 00005 and 00006 begin.
            try await database.pool(.migrator).execute("UPDATE unit SET valid_to = '2026-01-01' WHERE code = '00001'")
            try await database.insert([
                TestUnit(code: "00005", validFrom: "2026-01-01"), TestUnit(code: "00006", validFrom: "2026-01-01"),
            ])
            try await database.withBoundaryStore { store in
                await #expect(throws: BoundaryError.unitsDiffer(3)) { try await store.activate(id) }
                let versions = try await store.versions()
                #expect(versions.map(\.status) == [.validated])
            }
        }
    }

    @Test func whoeverActivatesAtTheSameTimeOneVersionIsActive() async throws {
        try await withTestDatabase(.squareCity) { database in
            var ids: [UUID] = []
            for _ in 0..<4 { ids.append(try await database.insertSquareBoundaries(status: "validated")) }
            try await database.withBoundaryStore { store in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for round in 0..<24 {
                        let id = ids[round % ids.count]
                        group.addTask { _ = try await store.activate(id) }
                    }
                    try await group.waitForAll()
                }
                let statuses = try await store.versions().map(\.status)
                #expect(statuses.count { $0 == .active } == 1)
                #expect(statuses.count { $0 == .retired } == 3)
            }
        }
    }

    @Test func theSchemaAllowsNoSecondActiveVersion() async throws {
        try await withTestDatabase(.squareCity) { database in
            _ = try await database.insertSquareBoundaries(status: "active")
            let refused = await #expect(throws: PostgresError.self) { try await database.insertSquareBoundaries(status: "active") }
            #expect(refused?.constraint == "boundary_version_one_active")
        }
    }
}

/// Filing and activation exclude each other: see `AdvisoryLock.routing`.
@Suite struct RoutingLockTests {
    @Test func activationWaitsForFilingsUnderWay() async throws {
        try await withTestDatabase(.squareCity) { database in
            let old = try await database.insertSquareBoundaries(status: "active")
            let new = try await database.insertSquareBoundaries(status: "validated")
            try await database.withBoundaryStore { store in
                async let activated = database.untilALock(granted: true) { try await store.activate(new) }
                try await database.pool(.app).withTransaction { filing in
                    _ = try filing.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))")
                    try await database.untilALock(granted: false) {}
                    #expect(try filing.query("SELECT id FROM boundary_version WHERE status = 'active'", as: UUID.self) == [old])
                }
                #expect(try await activated.id == new)
            }
        }
    }

    @Test func aFilingThatWaitedSeesTheNewVersionInItsNextStatement() async throws {
        try await withTestDatabase(.squareCity) { database in
            _ = try await database.insertSquareBoundaries(status: "active")
            let new = try await database.insertSquareBoundaries(status: "validated")
            async let seen = database.untilALock(granted: true) {
                try await database.pool(.app).withConnection { filing in
                    try filing.pipeline([
                        "SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))",
                        "SELECT id FROM boundary_version WHERE status = 'active'",
                    ])[1].decode(UUID.self)
                }
            }
            try await database.pool(.migrator).withTransaction { activation in
                _ = try activation.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                try await database.untilALock(granted: false) {}
                try activation.execute(
                    "UPDATE boundary_version SET status = 'retired', retired_at = clock_timestamp() WHERE status = 'active'"
                )
                try activation.execute("UPDATE boundary_version SET status = 'active', activated_at = clock_timestamp() WHERE id = \(new)")
            }
            #expect(try await seen == [new])
        }
    }

    @Test func anActivationThatWaitsTooLongGivesUp() async throws {
        try await withTestDatabase(.squareCity) { database in
            let old = try await database.insertSquareBoundaries(status: "active")
            let new = try await database.insertSquareBoundaries(status: "validated")
            try await database.withBoundaryStore(lockTimeout: .milliseconds(20)) { store in
                try await database.pool(.app).withTransaction { filing in
                    _ = try filing.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))")
                    await #expect(throws: BoundaryError.busy) { try await store.activate(new) }
                }
                let active = try await store.versions().first { $0.status == .active }
                #expect(active?.id == old)
            }
        }
    }

    @Test func theServiceRolesOnlyRead() async throws {
        try await withTestDatabase(.squareCity) { database in
            let id = try await database.insertSquareBoundaries()
            for role in [TestDatabase.Role.app, .publicReader] {
                let pool = database.pool(role)
                #expect(try await pool.query("SELECT count(*) FROM unit_boundary WHERE version = \(id)", as: Int.self) == [4])
                let refused = await #expect(throws: PostgresError.self) { try await pool.execute("DELETE FROM boundary_version") }
                #expect(refused?.sqlState == "42501")
                let derive = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT derive_boundary_geometry(\(id))") }
                #expect(derive?.sqlState == "42501")
            }
        }
    }
}

extension TestDatabase {
    /// Runs `body` as soon as somebody holds the routing lock, or waits for it. Polls what the server says of its locks: the signal there is.
    fileprivate func untilALock<Value: Sendable>(granted: Bool, _ body: @Sendable () async throws -> Value) async throws -> Value {
        let locks: SQL = """
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND granted = \(granted)
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        while try await pool(.superuser).query(locks, as: Int.self) == [0] { await Task.yield() }
        return try await body()
    }
}
