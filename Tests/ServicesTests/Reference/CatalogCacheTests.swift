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
            #expect(epoch == before.epoch + 1)
            let names = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await cache.catalog(of: epoch).routing.coordinator.name.en } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(names == [before.routing.coordinator.name.en + "!"])
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

    /// A transaction of many changes moves the epoch once.
    @Test func theEpochMovesOnceATransaction() async throws {
        try await withTestDatabase(.city) { database in
            let pool = database.pool(.migrator)
            let before = try #require(try await pool.query("SELECT epoch FROM reference_state", as: Int.self).first)
            try await pool.withTransaction { connection in
                _ = try connection.execute("UPDATE agency SET short_name = short_name || ' '")
                _ = try connection.execute("UPDATE unit SET population = population + 1 WHERE population IS NOT NULL")
            }
            #expect(try await pool.query("SELECT epoch FROM reference_state", as: Int.self) == [before + 1])
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
