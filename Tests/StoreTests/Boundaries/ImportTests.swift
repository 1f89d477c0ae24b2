import DatabaseTesting
import Domain
import Postgres
import Store
import Testing

/// Files that are stored, some with a warning.
@Suite struct ImportTests {
    @Test func aGoodFileBecomesAValidatedVersion() async throws {
        try await withTestDatabase(.squareCity) { database in
            let report = try await database.importBoundaries(SquareCity.collection())
            #expect(report.problems == [])
            #expect((report.features, report.errors, report.warnings) == (4, 0, 0))
            let version = try #require(report.version)
            #expect(version.status == .validated)
            #expect(!version.approximate)
            #expect(version.effectiveFrom == "2025-07-01")
            #expect(version.units == 4)
            let rows = try await database.boundaryRows()
            #expect(rows.prefix(3) == [1, 4, 4])
            #expect(rows[3] >= 4)
        }
    }

    @Test func partsAndSegmentsKeepToTheirLimitsAndLoseNothing() async throws {
        try await withTestDatabase(.squareCity) { database in
            // A border of 1,000 vertices between the southern squares, the same in both.
            let wiggle: [[Double]] = (0...1000).map { step -> [Double] in
                [SquareCity.middleLongitude + (step.isMultiple(of: 2) ? 0 : 0.0001), 21.00 + 0.00002 * Double(step)]
            }
            let west: [[Double]] = [[105.80, 21.00]] + wiggle + [[105.80, 21.02], [105.80, 21.00]]
            let east: [[Double]] = wiggle.reversed() + [[105.84, 21.00], [105.84, 21.02], wiggle[1000]]
            let report = try await database.importBoundaries(
                SquareCity.collection(
                    SquareCity.features(replacing: [
                        "00001": SquareCity.feature("00001", ring: west), "00002": SquareCity.feature("00002", ring: east),
                    ])
                )
            )
            #expect(report.errors == 0)
            let measured = try await database.pool(.app).query(
                """
                SELECT (SELECT max(ST_NPoints(geom)) FROM unit_boundary_part), (SELECT max(ST_NPoints(geom)) FROM unit_border_segment),
                    (SELECT max(abs(drawn.area / whole.area - 1))
                     FROM (SELECT unit, sum(ST_Area(geom)) AS area FROM unit_boundary_part GROUP BY unit) AS drawn
                     JOIN (SELECT unit, ST_Area(geom) AS area FROM unit_boundary) AS whole USING (unit)),
                    (SELECT max(abs(drawn.length / whole.length - 1))
                     FROM (SELECT unit, sum(ST_Length(geom)) AS length FROM unit_border_segment GROUP BY unit) AS drawn
                     JOIN (SELECT unit, ST_Perimeter(ST_Transform(geom, 32648)) AS length FROM unit_boundary) AS whole USING (unit))
                """,
                as: (Int, Int, Double, Double).self
            )
            let (partVertices, segmentVertices, areaError, lengthError) = try #require(measured.first)
            #expect(partVertices <= 128)
            #expect(segmentVertices <= 8)
            #expect(areaError < 1e-9)
            #expect(lengthError < 1e-7)
        }
    }

    @Test func aLaterDayOfEffectMakesItScheduled() async throws {
        try await withTestDatabase(.squareCity) { database in
            let report = try await database.importBoundaries(SquareCity.collection(), effectiveFrom: "2999-01-01")
            #expect(report.version?.status == .scheduled)
        }
    }

    @Test func theCodePropertyHasAnyName() async throws {
        try await withTestDatabase(.squareCity) { database in
            let renamed = SquareCity.features().map { $0.replacing("\"code\"", with: "\"mã xã\"") }
            let report = try await database.importBoundaries(SquareCity.collection(renamed), codeProperty: "mã xã")
            #expect(report.errors == 0)
        }
    }

    @Test(arguments: [
        #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"#,
        #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4326"}},"#,
        #""crs":{"type":"name","properties":{"name":"EPSG:4326"}},"#,
        #""crs":null,"#,
        #""name":"x","bbox":[1,2,3,4],"name":"again","#,
    ])
    func harmlessMembersAreIgnored(members: String) async throws {
        try await withTestDatabase(.squareCity) { database in
            let report = try await database.importBoundaries(SquareCity.collection(members: members))
            #expect(report.problems == [])
        }
    }

    @Test func heightsAreDroppedAndMultiPolygonsTaken() async throws {
        try await withTestDatabase(.squareCity) { database in
            let ring = SquareCity.ring("00001").map { $0 + [12.5] }
            let feature = SquareCity.feature(code: #""00001""#, geometry: #"{"type":"MultiPolygon","coordinates":[[\#(ring)]]}"#)
            let report = try await database.importBoundaries(SquareCity.collection(SquareCity.features(replacing: ["00001": feature])))
            #expect(report.problems == [])
            #expect(report.version?.units == 4)
        }
    }

    /// Each is noticed, none stops the import, and the stored report repeats them.
    @Test(
        arguments: [
            // 0.00001 degrees, 1 m, of 2.2 km twice.
            (
                BoundaryProblem.Code.overlap, "00001",
                [[105.80, 21.00], [105.82001, 21.00], [105.82001, 21.02], [105.80, 21.02], [105.80, 21.00]]
            ),
            // A notch of 31 by 33 m in the border with 00002.
            (
                .gap, nil,
                [
                    [105.80, 21.00], [105.82, 21.00], [105.82, 21.01], [105.8197, 21.01], [105.8197, 21.0103], [105.82, 21.0103],
                    [105.82, 21.02], [105.80, 21.02], [105.80, 21.00],
                ]
            ),
            // A twentieth less.
            (.areaDiffers, "00001", [[105.801, 21.00], [105.82, 21.00], [105.82, 21.02], [105.801, 21.02], [105.801, 21.00]]),
            // A spike that turns over near the western side.
            (
                .geometryRepaired, "00001",
                [
                    [105.80, 21.00], [105.82, 21.00], [105.82, 21.02], [105.80, 21.02], [105.80, 21.0101],
                    [105.7999, 21.01], [105.7999, 21.0101], [105.80, 21.01], [105.80, 21.00],
                ]
            ),
        ] as [(BoundaryProblem.Code, String?, [[Double]])]
    )
    func smallFaultsAreWarnings(code: BoundaryProblem.Code, unit: String?, ring: [[Double]]) async throws {
        try await withTestDatabase(.squareCity) { database in
            let features = SquareCity.features(replacing: ["00001": SquareCity.feature("00001", ring: ring)])
            let report = try await database.importBoundaries(SquareCity.collection(features))
            let version = try #require(report.version)
            let problem = try #require(report.problems.first { $0.code == code })
            #expect(report.problems.count { $0.code == code } == (code == .overlap ? report.warnings : 1))
            #expect(problem.severity == .warning)
            #expect(problem.unit == unit)
            #expect((problem.amount ?? 0) > 0)
            #expect((problem.place != nil) == (code == .overlap || code == .gap))
            let stored = try await database.withBoundaryStore { try await $0.report(of: version) }
            #expect(stored == report)
        }
    }
}
