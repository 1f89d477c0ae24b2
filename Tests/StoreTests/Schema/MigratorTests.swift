import DatabaseTesting
import Foundation
import Postgres
import Store
import Testing

@Suite struct MigratorTests {
    @Test func filesAreAppliedOnceAndInOrder() async throws {
        try await withMigrations(["-- first\nCREATE TABLE a (x int);", "ALTER TABLE a ADD y int;"]) { database, owner, folder in
            let files = try MigrationFile.all(in: folder)
            let migrator = Migrator(owner)
            #expect(try await migrator.status(of: files).pending.map(\.number) == [1, 2])
            #expect(try await migrator.apply(files).map(\.number) == [1, 2])
            #expect(try await migrator.apply(files).isEmpty)
            #expect(try await migrator.status(of: files).isServable)
            #expect(try await database.pool(.migrator).query("SELECT count(y) FROM a", as: Int.self) == [0])
        }
    }

    @Test func aFailingFileLeavesTheOnesBeforeItAndNothingOfItself() async throws {
        try await withMigrations(["CREATE TABLE a (x int);", "CREATE TABLE b (x int); SELECT 1 / 0;"]) { database, owner, folder in
            let files = try MigrationFile.all(in: folder)
            let refusal = await #expect(throws: Migrator.Refusal.self) { try await Migrator(owner).apply(files) }
            #expect(refusal?.description.hasPrefix("0002_step.sql: ") == true)
            #expect(refusal?.description.contains("division by zero") == true)
            let tables = try await database.pool(.migrator).query(
                "SELECT to_regclass('a') IS NULL, to_regclass('b') IS NULL",
                as: (Bool, Bool).self
            )
            #expect(tables.first?.0 == false && tables.first?.1 == true)
            #expect(try await Migrator(owner).status(of: files).pending.map(\.number) == [2])
        }
    }

    @Test func severalMigratorsAtOnceApplyEachFileOnce() async throws {
        try await withMigrations(["CREATE TABLE a (x int);", "INSERT INTO a VALUES (1);"]) { database, owner, folder in
            let files = try MigrationFile.all(in: folder)
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await Migrator(owner).apply(files).count } }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
            #expect(try await database.pool(.migrator).query("SELECT count(*) FROM a", as: Int.self) == [1])
        }
    }

    @Test func aChangedFileIsNoticed() async throws {
        try await withMigrations(["CREATE TABLE a (x int);"]) { _, owner, folder in
            _ = try await Migrator(owner).apply(try MigrationFile.all(in: folder))
            try Data("CREATE TABLE a (x bigint);".utf8).write(to: URL(filePath: "\(folder)/0001_step.sql"))
            let files = try MigrationFile.all(in: folder)
            #expect(try await Migrator(owner).status(of: files).altered == ["1 step"])
            await #expect(throws: Migrator.Refusal.self) { try await Migrator(owner).apply(files) }
        }
    }

    /// An older service runs on a newer schema unless that says it must not.
    @Test func onlyABreakingMigrationStopsAnOlderService() async throws {
        try await withMigrations(["CREATE TABLE a (x int);", "CREATE TABLE b (x int);", "-- breaking\nDROP TABLE a;"]) { _, owner, folder in
            let all = try MigrationFile.all(in: folder)
            let migrator = Migrator(owner)
            _ = try await migrator.apply(Array(all.prefix(2)))
            #expect(try await migrator.status(of: Array(all.prefix(1))).isServable)
            _ = try await migrator.apply(all)
            let status = try await migrator.status(of: Array(all.prefix(1)))
            #expect(status.unknown == ["2 step", "3 step"])
            #expect(status.unknownBreaking == ["3 step"])
            #expect(!status.isServable)
        }
    }

    @Test(arguments: [["0002_late.sql"], ["first.sql"], ["001_short.sql"], []])
    func foldersWithGapsOrOtherNamesAreRefused(names: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in names { try Data("SELECT 1;".utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
        #expect(throws: MigrationFile.ReadingError.self) { try MigrationFile.all(in: folder) }
    }

    /// A database without any migration, and a folder of the given ones.
    private func withMigrations(
        _ texts: [String],
        _ body: @Sendable (TestDatabase, DatabasePool, String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (index, text) in texts.enumerated() {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/000\(index + 1)_step.sql"))
        }
        try await withTestDatabase(.prepared) { database in
            try await database.withStore(.owner) { owner in try await body(database, owner, folder) }
        }
    }
}
