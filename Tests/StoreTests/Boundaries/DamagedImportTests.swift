import DatabaseTesting
import Domain
import Store
import Testing

/// Files that are refused, and leave nothing behind.
@Suite struct DamagedImportTests {
    struct Damage: Sendable {
        var name: String
        var document: String
        var expected: BoundaryProblem.Code
        var feature: Int?
        var detail: String?
    }

    @Test func damagedDocumentsLeaveNothing() async throws {
        try await nothingIsStored(of: Self.documents)
    }

    @Test func damagedPropertiesLeaveNothing() async throws {
        try await nothingIsStored(of: Self.properties)
    }

    @Test func damagedGeometriesLeaveNothing() async throws {
        try await nothingIsStored(of: Self.geometries)
    }

    @Test func polygonsThatDoNotFitTogetherLeaveNothing() async throws {
        try await nothingIsStored(of: Self.coverages)
    }

    private func nothingIsStored(of damages: [Damage]) async throws {
        try await withTestDatabase(.squareCity) { database in
            for damage in damages {
                let report = try await database.importBoundaries(damage.document)
                #expect(report.version == nil, "\(damage.name)")
                #expect(report.errors > 0, "\(damage.name)")
                #expect(report.errors + report.warnings == report.problems.count, "\(damage.name)")
                let problem = report.problems.first { $0.code == damage.expected }
                #expect(problem?.severity == .error, "\(damage.name): \(report.problems)")
                #expect(problem?.feature == damage.feature, "\(damage.name)")
                #expect(problem?.detail == damage.detail, "\(damage.name)")
                #expect(try await database.boundaryRows() == [0, 0, 0, 0], "\(damage.name)")
            }
        }
    }

    @Test func everyProblemIsTold() async throws {
        try await withTestDatabase(.squareCity) { database in
            let features = [
                SquareCity.feature(code: "4", geometry: "null"), SquareCity.feature("00001"), SquareCity.feature("99999"),
                SquareCity.feature("00001"), "7",
            ]
            let report = try await database.importBoundaries(SquareCity.collection(features))
            #expect(
                report.problems == [
                    BoundaryProblem(.error, .notFeature, feature: 4),
                    BoundaryProblem(.error, .codeNotText, feature: 0, unit: "4", detail: "number"),
                    BoundaryProblem(.error, .codeUnknown, feature: 2, unit: "99999"),
                    BoundaryProblem(.error, .unitDuplicate, feature: 3, unit: "00001", other: "1"),
                    BoundaryProblem(.error, .unitMissing, unit: "00002"),
                    BoundaryProblem(.error, .unitMissing, unit: "00003"),
                    BoundaryProblem(.error, .unitMissing, unit: "00004"),
                    BoundaryProblem(.error, .geometryMissing, feature: 0, unit: "4"),
                ]
            )
        }
    }

    @Test func ofManyProblemsTheFirstAreShownAndAllCounted() async throws {
        try await withTestDatabase(.squareCity) { database in
            let report = try await database.importBoundaries(SquareCity.collection(Array(repeating: "{}", count: 5000)))
            #expect(report.errors == 5004)
            #expect(report.problems.count == ImportReport.shownProblems)
            #expect(report.problems.map(\.feature) == Array(0..<ImportReport.shownProblems))
        }
    }

    @Test func aDayThatDoesNotExistIsRefused() async throws {
        try await withTestDatabase(.squareCity) { database in
            _ = await #expect(throws: BoundaryError.invalidDate("2025-02-30")) {
                try await database.importBoundaries(SquareCity.collection(), effectiveFrom: "2025-02-30")
            }
        }
    }

    @Test func unitsAreThoseOfTheDayOfEffect() async throws {
        try await withTestDatabase(.squareCity) { database in
            try await database.insert([TestUnit(code: "00009", validFrom: "2000-01-01", validTo: "2025-07-01")])
            let report = try await database.importBoundaries(SquareCity.collection(), effectiveFrom: "2025-06-30")
            #expect(report.problems.filter { $0.code == .codeUnknown }.map(\.unit) == SquareCity.codes)
            #expect(report.problems.filter { $0.code == .unitMissing }.map(\.unit) == ["00009"])
        }
    }
}

extension DamagedImportTests {
    static let documents: [Damage] = [
        Damage(name: "empty", document: "", expected: .notJSON),
        Damage(name: "cut off", document: String(SquareCity.collection().dropLast(40)), expected: .notJSON),
        Damage(name: "HTML", document: "<html></html>", expected: .notJSON),
        Damage(name: "nested without end", document: String(repeating: "[", count: 1_000_000), expected: .notJSON),
        Damage(name: "escaped NUL", document: SquareCity.collection(members: #""name":"\u0000","#), expected: .nullCharacter),
        Damage(name: "raw NUL", document: SquareCity.collection(members: "\0"), expected: .nullCharacter),
        Damage(name: "array", document: "[]", expected: .notFeatureCollection),
        Damage(name: "number", document: "1", expected: .notFeatureCollection),
        Damage(name: "single feature", document: SquareCity.feature("00001"), expected: .notFeatureCollection),
        Damage(name: "no features", document: #"{"type":"FeatureCollection"}"#, expected: .notFeatureCollection),
        Damage(name: "features object", document: #"{"type":"FeatureCollection","features":{}}"#, expected: .notFeatureCollection),
        Damage(name: "no feature", document: SquareCity.collection([]), expected: .unitMissing),
        Damage(
            name: "projected system",
            document: SquareCity.collection(members: #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32648"}},"#),
            expected: .coordinateSystem,
            detail: "urn:ogc:def:crs:EPSG::32648"
        ),
        Damage(
            name: "linked system",
            document: SquareCity.collection(members: #""crs":{"type":"link","properties":{"href":"x"}},"#),
            expected: .coordinateSystem,
            detail: "unnamed"
        ),
    ]

    static let properties: [Damage] = [
        third("not a feature", #"{"type":"Polygon"}"#, .notFeature),
        third("feature null", "null", .notFeature),
        third("feature array", "[1]", .notFeature),
        third("no properties", #"{"type":"Feature","geometry":null}"#, .codeMissing),
        third("properties array", #"{"type":"Feature","properties":[],"geometry":null}"#, .codeMissing),
        third("code null", SquareCity.feature(code: "null", geometry: "null"), .codeMissing),
        third("code empty", SquareCity.feature(code: #""""#, geometry: "null"), .codeMissing),
        third("code number", SquareCity.feature(code: "3", geometry: "null"), .codeNotText, detail: "number"),
        third("code object", SquareCity.feature(code: "{}", geometry: "null"), .codeNotText, detail: "object"),
        third("code of nobody", SquareCity.feature("12345"), .codeUnknown),
        third("code with a blank", SquareCity.feature("00003 "), .codeUnknown),
        third("code twice", SquareCity.feature("00002"), .unitDuplicate),
    ]

    static let geometries: [Damage] = [
        geometry("null", "null", .geometryMissing),
        geometry("text", #""POLYGON""#, .geometryType, detail: "string"),
        geometry("point", #"{"type":"Point","coordinates":[105.8,21]}"#, .geometryType, detail: "Point"),
        geometry("collection", #"{"type":"GeometryCollection","geometries":[]}"#, .geometryType, detail: "GeometryCollection"),
        geometry("no type", "{}", .geometryType, detail: "object"),
        geometry("no coordinates", #"{"type":"Polygon"}"#, .geometryMalformed),
        geometry("too flat", #"{"type":"Polygon","coordinates":[[105.8,21],[105.9,21],[105.9,22]]}"#, .geometryMalformed),
        geometry("one ordinate", #"{"type":"Polygon","coordinates":[[[105.8],[105.9],[105.8]]]}"#, .geometryMalformed),
        geometry("empty", #"{"type":"Polygon","coordinates":[]}"#, .geometryEmpty),
        geometry("a line", #"{"type":"Polygon","coordinates":[[[105.8,21],[105.9,21],[105.8,21]]]}"#, .geometryEmpty),
        geometry("words", #"{"type":"Polygon","coordinates":[[["a","b"],["c","d"],["e","f"],["a","b"]]]}"#, .coordinatesOutside),
        geometry("infinite", #"{"type":"Polygon","coordinates":[[[105,21],[1e999,21],[105,22],[105,21]]]}"#, .coordinatesProjected),
        geometry(
            "metres",
            #"{"type":"Polygon","coordinates":[[[587000,2325000],[588000,2325000],[588000,2326000],[587000,2325000]]]}"#,
            .coordinatesProjected
        ),
        geometry(
            "swapped",
            #"{"type":"Polygon","coordinates":[[[21,105.8],[21.02,105.8],[21.02,105.82],[21,105.8]]]}"#,
            .coordinatesSwapped
        ),
        geometry(
            "Saigon",
            #"{"type":"Polygon","coordinates":[[[106.7,10.7],[106.8,10.7],[106.8,10.8],[106.7,10.7]]]}"#,
            .coordinatesOutside
        ),
        geometry(
            "old-style system",
            #"{"type":"Polygon","crs":{"type":"name","properties":{"name":"EPSG:4756"}},"coordinates":[[[105,21],[106,21],[106,22],[105,21]]]}"#,
            .coordinateSystem,
            detail: "EPSG:4756"
        ),
        geometry(
            "bow tie",
            #"{"type":"Polygon","coordinates":[[[105.8,21.02],[105.82,21.04],[105.82,21.02],[105.8,21.04],[105.8,21.02]]]}"#,
            .geometryRepaired
        ),
    ]

    static let coverages: [Damage] = [
        // 0.0001 degrees, 10 m, of 2.2 km.
        ring(
            "overlap",
            [[105.80, 21.02], [105.8201, 21.02], [105.8201, 21.04], [105.80, 21.04], [105.80, 21.02]],
            .overlap,
            feature: nil
        ),
        // A notch of 104 by 221 m in the border with 00004.
        ring(
            "gap",
            [
                [105.80, 21.02], [105.82, 21.02], [105.82, 21.03], [105.819, 21.03], [105.819, 21.032], [105.82, 21.032],
                [105.82, 21.04], [105.80, 21.04], [105.80, 21.02],
            ],
            .gap,
            feature: nil
        ),
        ring(
            "seven tenths of the area",
            [[105.806, 21.02], [105.82, 21.02], [105.82, 21.04], [105.806, 21.04], [105.806, 21.02]],
            .areaDiffers
        ),
    ]

    private static func third(_ name: String, _ feature: String, _ expected: BoundaryProblem.Code, detail: String? = nil) -> Damage {
        let document = SquareCity.collection(SquareCity.features(replacing: ["00003": feature]))
        return Damage(name: name, document: document, expected: expected, feature: 2, detail: detail)
    }

    private static func geometry(_ name: String, _ json: String, _ expected: BoundaryProblem.Code, detail: String? = nil) -> Damage {
        third(name, SquareCity.feature(code: #""00003""#, geometry: json), expected, detail: detail)
    }

    private static func ring(_ name: String, _ ring: [[Double]], _ expected: BoundaryProblem.Code, feature: Int? = 2) -> Damage {
        let document = SquareCity.collection(SquareCity.features(replacing: ["00003": SquareCity.feature("00003", ring: ring)]))
        return Damage(name: name, document: document, expected: expected, feature: feature)
    }
}
