package import FoundationEssentials

/// The 126 units of Hanoi, from the reference table that the product is seeded with.
package enum HanoiUnits {
    /// Read from `sql/reference/units.csv`.
    package static func read() throws -> [TestUnit] {
        let text = String(decoding: try Data(contentsOf: packageRoot.appending(path: "sql/reference/units.csv")), as: UTF8.self)
        let rows = text.split(whereSeparator: \.isNewline).map(fields)
        guard let header = rows.first else { return [] }
        return rows.dropFirst().map { row in
            let row = Dictionary(zip(header, row), uniquingKeysWith: { first, _ in first })
            return TestUnit(
                code: row["code"] ?? "",
                kind: row["kind"] ?? "",
                name: row["name"],
                fullName: row["full_name"],
                validFrom: row["valid_from"] ?? "",
                area: row["area_km2"].flatMap(Double.init),
                longitude: row["point_lon"].flatMap(Double.init),
                latitude: row["point_lat"].flatMap(Double.init)
            )
        }
    }

    /// The published polygons, which are no part of the project: `PHANANH_TEST_BOUNDARIES`, or the file next to the package; nil without.
    package static let boundaryFile: URL? = {
        let given = ProcessInfo.processInfo.environment["PHANANH_TEST_BOUNDARIES"].map { URL(filePath: $0) }
        let file = given ?? packageRoot.deletingLastPathComponent().appending(path: "shared/data/hanoi-units-2025.geojson")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    /// What a test that needs `boundaryFile` says when it is skipped.
    package static let skipped = "the published polygons are not here: set PHANANH_TEST_BOUNDARIES"

    private static func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}

extension TestTemplate {
    /// The 126 units, without boundaries.
    package static let hanoiUnits = TestTemplate("hanoiUnits") { database in
        try await database.insert(HanoiUnits.read())
    }
}
