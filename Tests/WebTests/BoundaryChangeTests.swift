import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@Suite struct BoundaryChangeTests {
    /// While boundaries change again and again, every filing succeeds, and each report's unit is the one its own version gives.
    @Test func filingGoesOnWhileBoundariesChange() async throws {
        try await APITest.run(.squareCityWithDesks) { api in
            let mirrored = try await api.database.insertMirroredBoundaries()
            let original = try #require(try await api.database.activeBoundaries())
            let (filed, continuation) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await api.database.withStore(.owner, size: 1) { owner in
                        let boundaries = BoundaryService(store: BoundaryStore(owner))
                        var count = 0
                        // Every fourth report changes the boundaries under the three that are on their way.
                        for await _ in filed {
                            count += 1
                            if count % 4 == 0 { _ = try await boundaries.activate(count % 8 == 0 ? original : mirrored) }
                        }
                    }
                }
                group.addTask {
                    defer { continuation.finish() }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<4 { group.addTask { try await api.fileTwenty(mirrored, original) { continuation.yield() } } }
                        try await group.waitForAll()
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await api.rowCounts().first == 80)
            let used = try await api.database.pool(.app).query("SELECT count(DISTINCT boundary_version_id) FROM report", as: Int.self)
            #expect(used == [2])
        }
    }
}

extension APITest {
    /// Files twenty reports in one place, which is in 00001 by one version and in 00002 by the other.
    fileprivate func fileTwenty(_ mirrored: String, _ original: String, then filed: () -> Void) async throws {
        for _ in 0..<20 {
            let answer = try await file(["location": ["lat": 21.01, "lon": 105.81]])
            #expect(answer.status == 201)
            let version = answer.string("routing.boundary_version.id")
            #expect(version == mirrored || version == original)
            #expect(answer.string("unit.code") == (version == mirrored ? "00002" : "00001"))
            filed()
        }
    }
}

extension TestDatabase {
    /// A validated version in which west and east are exchanged; its id in lower case.
    fileprivate func insertMirroredBoundaries() async throws -> String {
        let id = try await insertSquareBoundaries(status: "validated")
        try await pool(.migrator).withTransaction { connection in
            try connection.execute(
                """
                UPDATE unit_boundary AS mine
                SET geom = other.geom
                FROM unit AS mine_unit, unit_boundary AS other
                JOIN unit AS other_unit ON other_unit.id = other.unit
                WHERE mine.version = \(id)
                    AND other.version <> \(id)
                    AND mine_unit.id = mine.unit
                    AND other_unit.code = (ARRAY['00002', '00001', '00004', '00003'])[mine_unit.code::integer]
                """
            )
            _ = try connection.query("SELECT derive_boundary_geometry(\(id))")
        }
        return id.uuidString.lowercased()
    }

    fileprivate func activeBoundaries() async throws -> String? {
        try await pool(.migrator).query("SELECT id::text FROM boundary_version WHERE status = 'active'", as: String.self).first
    }
}
