package import Domain
internal import Foundation

/// An import report as lines for a terminal: a summary, then one aligned row for each problem.
package struct ImportReportTable: CustomStringConvertible {
    private let report: ImportReport

    /// Of an import just done, or of a stored one.
    package init(_ report: ImportReport) {
        self.report = report
    }

    /// Ends without a line break. Control characters of the file are shown as `?`.
    package var description: String {
        ([summary] + table + remainder).joined(separator: "\n")
    }

    private var summary: String {
        let counts = "\(report.features) features, \(report.errors) errors, \(report.warnings) warnings"
        guard let version = report.version else { return "\(counts): nothing was stored" }
        return "\(counts): version \(version.id.uuidString.lowercased()), \(version.units) units, \(version.status.rawValue)"
    }

    private var table: [String] {
        guard !report.problems.isEmpty else { return [] }
        let rows = [["", "problem", "feature", "unit", ""]] + report.problems.map(Self.row)
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            return (cells + row.suffix(1)).joined(separator: "  ")
        }
    }

    private var remainder: [String] {
        let hidden = report.errors + report.warnings - report.problems.count
        return hidden > 0 ? ["… and \(hidden) more"] : []
    }

    private static func row(_ problem: BoundaryProblem) -> [String] {
        [
            problem.severity.rawValue,
            problem.code.rawValue,
            problem.feature.map { "features[\($0)]" } ?? "",
            printable(problem.code == .overlap ? "\(problem.unit ?? "?") + \(problem.other ?? "?")" : problem.unit ?? ""),
            printable(explanation(problem)),
        ]
    }

    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}

extension ImportReportTable {
    private static func explanation(_ problem: BoundaryProblem) -> String {
        let detail = problem.detail ?? ""
        let amount = problem.amount ?? 0
        return switch problem.code {
        case .notJSON: "the file is not JSON"
        case .nullCharacter: "the file holds a NUL character"
        case .notFeatureCollection: "the file is not a GeoJSON FeatureCollection"
        case .coordinateSystem: "coordinates must be WGS 84 longitude, latitude (EPSG:4326), not \(detail)"
        case .notFeature: "not a GeoJSON Feature"
        case .codeMissing: "no code of the unit among its properties"
        case .codeNotText: "the code must be text of five digits such as \"00004\", not a \(detail)"
        case .codeUnknown: "no unit of this code is valid on the day of effect"
        case .unitDuplicate: "the unit was given before, as features[\(problem.other ?? "?")]"
        case .unitMissing: "the unit has no feature"
        case .geometryMissing: "no geometry"
        case .geometryType: "must be Polygon or MultiPolygon, not \(detail)"
        case .geometryMalformed: "the coordinates cannot be read as a polygon"
        case .geometryEmpty: "the polygon has no area"
        case .coordinatesProjected: "looks like projected metres, not degrees"
        case .coordinatesSwapped: "looks like swapped axes: longitude comes first"
        case .coordinatesOutside: "outside 104–107 degrees east, 20–22.5 degrees north"
        case .geometryRepaired: "crossed itself; the repair changed \(squareMetres(amount))"
        case .overlap: "\(squareMetres(amount)) in both\(near(problem.place))"
        case .gap: "\(squareMetres(amount)) in no unit\(near(problem.place))"
        case .areaDiffers: "\(decimal(amount * 100, places: 1)) % of the official area"
        }
    }

    private static func near(_ place: BoundaryProblem.Place?) -> String {
        place.map { ", near \(decimal($0.latitude, places: 5)), \(decimal($0.longitude, places: 5))" } ?? ""
    }

    private static func squareMetres(_ area: Double) -> String {
        "\(decimal(area, places: area < 100 ? 1 : 0)) m²"
    }

    private static func decimal(_ value: Double, places: Int) -> String {
        String(format: "%.*f", places, value)
    }
}
