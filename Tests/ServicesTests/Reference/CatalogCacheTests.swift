import DatabaseTesting
import Domain
import Postgres
import Services
import Store
import Testing

@Suite struct CatalogCacheTests {
    @Test func manyWhoMeetAChangeAllGetTheNewCatalogue() async throws {
        try await withCache { database, cache in
            let before = try await cache.current()
            try await database.pool(.migrator).execute("UPDATE agency SET name_en = name_en || '!' WHERE kind = 'coordinator'")
            let epoch = try #require(try await database.pool(.migrator).query("SELECT epoch FROM reference_state", as: Int.self).first)
            #expect(epoch > before.epoch)
            let names = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await cache.catalog(of: epoch).routing.coordinator.name.en } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(names == [before.routing.coordinator.name.en + "!"])
            // The first one at the start, then one for the change.
            #expect(cache.loads == 2)
        }
    }

    /// Reports are told with the title of the boundaries that placed them.
    @Test func boundariesUnderAnotherTitleAreAnotherCatalogue() async throws {
        try await withCache { database, cache in
            let before = try await cache.current()
            try await database.pool(.migrator).execute(
                """
                INSERT INTO boundary_version (title, source, approximate, effective_from)
                VALUES ('Địa giới mới', 'test', true, '2027-01-01')
                """
            )
            let newest = try await cache.newest()
            #expect(newest.epoch > before.epoch)
            #expect(newest.boundaryVersions.values.contains { $0.title == "Địa giới mới" && $0.isApproximate })
            try await database.pool(.migrator).execute("UPDATE boundary_version SET title = 'Địa giới khác' WHERE title = 'Địa giới mới'")
            let renamed = try await cache.newest()
            #expect(renamed.boundaryVersions.values.contains { $0.title == "Địa giới khác" })
            try await database.pool(.migrator).execute("UPDATE boundary_version SET report = '{}' WHERE title = 'Địa giới khác'")
            #expect(try await cache.newest().epoch == renamed.epoch)
        }
    }

    /// Two changes in a row: those who read the first epoch get the catalogue of the second, and nobody loads in a row.
    @Test func anEpochThatIsAlreadyOverIsNoReasonToLoadAgainAndAgain() async throws {
        try await withCache { database, cache in
            let before = try await cache.current()
            for _ in 0..<2 {
                try await database.pool(.migrator).execute("UPDATE agency SET name_en = name_en || '!' WHERE kind = 'coordinator'")
            }
            let stale = before.epoch + 1
            let epochs = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await cache.catalog(of: stale).epoch } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(epochs.allSatisfy { $0 > stale } && epochs.count == 1)
            #expect(cache.loads < 20)
        }
    }

    /// After a restore the database is older than what was kept: it is right.
    @Test func anEpochThatGoesBackIsFollowed() async throws {
        try await withCache { database, cache in
            let before = try await cache.current()
            try await database.pool(.migrator).execute("UPDATE reference_state SET epoch = epoch - 1")
            #expect(try await cache.catalog(of: before.epoch - 1).epoch == before.epoch - 1)
        }
    }

    @Test func withoutReferenceDataThereIsNoCatalogue() async throws {
        try await withTestDatabase(.migrated) { database in
            try await database.withStore(.publicRead) { pool in
                let cache = CatalogCache(store: CatalogStore(pool))
                await #expect(throws: ServiceError.self) { try await cache.current() }
                await #expect(throws: ServiceError.self) { try await cache.current() }
            }
        }
    }

    /// A transaction of many changes moves the epoch once, and every kind of change moves it.
    @Test func theEpochMovesOnceATransaction() async throws {
        try await withTestDatabase(.city) { database in
            let pool = database.pool(.migrator)
            // Far ahead of the clock it counts by one.
            try await pool.execute("UPDATE reference_state SET epoch = 9000000000")
            try await pool.withTransaction { connection in
                _ = try connection.execute("UPDATE agency SET short_name = short_name || ' '")
                _ = try connection.execute("UPDATE unit SET population = population + 1 WHERE population IS NOT NULL")
            }
            #expect(try await pool.query("SELECT epoch FROM reference_state", as: Int.self) == [9_000_000_001])
            try await pool.execute("DELETE FROM routing_rule")
            _ = try await pool.withConnection { try $0.execute("TRUNCATE routing_rule") }
            #expect(try await pool.query("SELECT epoch FROM reference_state", as: Int.self) == [9_000_000_003])
        }
    }

    private func withCache(_ body: @Sendable (TestDatabase, CatalogCache) async throws -> Void) async throws {
        try await withTestDatabase(.city) { database in
            try await database.withStore(.publicRead) { pool in
                try await body(database, CatalogCache(store: CatalogStore(pool)))
            }
        }
    }
}
