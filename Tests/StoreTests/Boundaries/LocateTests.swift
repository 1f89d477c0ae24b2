import DatabaseTesting
import Foundation
import Postgres
import Testing

/// `locate_units` on four squares, against distances from the ellipsoid's radii of curvature.
@Suite struct LocateTests {
    @Test func insideOneUnitFarFromItsBorder() async throws {
        try await withSquares { places in
            let found = try await places.at(105.81, 21.01)
            #expect(found == [Located("00001", covers: true, distance: nil)])
        }
    }

    @Test func onASharedEdgeBothUnitsCover() async throws {
        try await withSquares { places in
            for latitude in [21.005, 21.01, 21.0131313] {
                let found = try await places.at(SquareCity.middleLongitude, latitude)
                #expect(found.filter(\.covers).map(\.code) == ["00001", "00002"])
                #expect(found.allSatisfy { ($0.distance ?? .infinity) < 0.01 })
            }
        }
    }

    @Test func whereFourCornersMeetAllCover() async throws {
        try await withSquares { places in
            let found = try await places.at(SquareCity.middleLongitude, SquareCity.middleLatitude)
            #expect(found.map(\.code) == SquareCity.codes)
            #expect(found.allSatisfy { $0.covers && ($0.distance ?? .infinity) < 0.01 })
        }
    }

    @Test func onTheOuterEdgeAndCornerTheUnitCovers() async throws {
        try await withSquares { places in
            for (longitude, latitude) in [(SquareCity.west, 21.01), (105.81, SquareCity.south), (SquareCity.west, SquareCity.south)] {
                let found = try await places.at(longitude, latitude)
                #expect(found.filter(\.covers).map(\.code) == ["00001"])
            }
        }
    }

    @Test func aCoveredPointHasCandidatesWithin200Metres() async throws {
        try await withSquares { places in
            for metres in [0.5, 1, 60, 195, 199.5] {
                let found = try await places.at(SquareCity.middleLongitude - degreesEast(metres, at: 21.01), 21.01)
                #expect(found.map(\.code) == ["00001", "00002"])
                #expect(found.map(\.covers) == [true, false])
                #expect(found.allSatisfy { abs(($0.distance ?? .infinity) - metres) < 0.0005 * metres + 0.001 })
            }
            for metres in [200.5, 205, 400] {
                let found = try await places.at(SquareCity.middleLongitude - degreesEast(metres, at: 21.01), 21.01)
                #expect(found == [Located("00001", covers: true, distance: nil)])
            }
        }
    }

    @Test func anUncoveredPointHasCandidatesWithin500Metres() async throws {
        try await withSquares { places in
            for metres in [0.5, 1, 195, 205, 495, 499] {
                let found = try await places.at(SquareCity.west - degreesEast(metres, at: 21.01), 21.01)
                #expect(found.map(\.code) == ["00001"])
                #expect(found.allSatisfy { !$0.covers && abs(($0.distance ?? .infinity) - metres) < 0.0005 * metres + 0.001 })
            }
            for metres in [501.0, 505, 100_000] {
                let found = try await places.at(SquareCity.west - degreesEast(metres, at: 21.01), 21.01)
                #expect(found.isEmpty)
            }
        }
    }

    @Test func northOfTheEdgeTheDistanceIsMeasuredAlongTheMeridian() async throws {
        try await withSquares { places in
            let found = try await places.at(105.81, SquareCity.north + 150 / metresPerDegreeNorth(at: 21.04))
            #expect(found.map(\.code) == ["00003"])
            #expect(abs((found.first?.distance ?? 0) - 150) < 0.2)
        }
    }

    @Test func farAwayAndImpossiblePlacesAreNowhere() async throws {
        let places = [
            (Double.nan, 21.0), (105.8, .nan), (.infinity, 21), (105.8, -.infinity), (1e300, 1e300), (0, 0), (180, 90), (-180, -90),
            (102, 0), (108, 84), (SquareCity.middleLatitude, SquareCity.middleLongitude),
        ]
        try await withSquares { squares in
            for (longitude, latitude) in places {
                let found = try await squares.at(longitude, latitude)
                #expect(found.isEmpty, "\(longitude), \(latitude)")
            }
        }
    }

    @Test func anotherVersionIsNotSeen() async throws {
        try await withSquares { places in
            let found = try await LocatedPlaces(database: places.database, version: UUID()).at(105.81, 21.01)
            #expect(found.isEmpty)
        }
    }

    private func withSquares(_ body: (LocatedPlaces) async throws -> Void) async throws {
        try await withTestDatabase(.squareCity) { database in
            try await body(LocatedPlaces(database: database, version: database.insertSquareBoundaries()))
        }
    }
}

struct Located: Equatable, Sendable {
    var code: String
    var covers: Bool
    /// Metres.
    var distance: Double?

    init(_ code: String, covers: Bool, distance: Double?) {
        self.code = code
        self.covers = covers
        self.distance = distance
    }
}

/// `locate_units` as the service calls it.
struct LocatedPlaces {
    let database: TestDatabase
    let version: UUID

    /// By code.
    func at(_ longitude: Double, _ latitude: Double) async throws -> [Located] {
        try await database.pool(.publicReader).query(
            """
            SELECT unit.code, located.covers, located.distance_m
            FROM locate_units(\(version), \(longitude), \(latitude)) AS located
            JOIN unit ON unit.id = located.unit_id
            ORDER BY unit.code
            """,
            as: (String, Bool, Double?).self
        ).map { Located($0.0, covers: $0.1, distance: $0.2) }
    }
}

/// WGS 84: a = 6,378,137 m, e² = 0.00669437999.
private func metresPerDegreeNorth(at latitude: Double) -> Double {
    let square = 0.00669437999 * pow(sin(latitude * .pi / 180), 2)
    return 6_378_137 * (1 - 0.00669437999) / pow(1 - square, 1.5) * .pi / 180
}

private func degreesEast(_ metres: Double, at latitude: Double) -> Double {
    let square = 0.00669437999 * pow(sin(latitude * .pi / 180), 2)
    return metres / (6_378_137 / (1 - square).squareRoot() * cos(latitude * .pi / 180) * .pi / 180)
}
