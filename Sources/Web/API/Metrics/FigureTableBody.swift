import Domain
import Foundation
import JSON
import Services

/// Figures of each object of a dimension.
struct FigureTableBody: JSONWritable {
    let head: FigureHeadBody
    let table: FigureTable
    let rate: FigureRate
    let compares: Bool
    let links: FigureLinks?
    let now: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            head.writeMembers(to: &json)
            json.member("ranked_by", rate.rawValue)
            json.array(
                "items",
                table.rows.map { RowBody(row: $0, compares: compares, links: links?.of($0.object), now: now, language: head.language) }
            )
        }
    }
}

private struct RowBody: JSONWritable {
    let row: FigureTable.Row
    let compares: Bool
    let links: FigureLinks?
    let now: Instant
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            row.object.writeMembers(to: &json, filed: row.figures.tally[.filed], language)
            json.nullable("rank", row.rank)
            json.member("small", row.share.isSmall)
            FigureSetBody(figures: row.figures, links: links, now: now).writeMembers(to: &json)
            if compares {
                json.member("before", FigureSetOnlyBody(set: FigureSetBody(figures: row.before, links: links?.before, now: now)))
            }
        }
    }
}

private struct FigureSetOnlyBody: JSONWritable {
    let set: FigureSetBody

    func write(to json: inout JSONWriter) {
        json.object { json in set.writeMembers(to: &json) }
    }
}

extension FigureRowObject {
    /// What it is; of a unit also how much was filed for its size, which says little: people report where they pass.
    fileprivate func writeMembers(to json: inout JSONWriter, filed: Int, _ language: Language) {
        switch self {
        case .unit(let unit):
            json.nullable("unit", unit.map { UnitBody($0, language) })
            json.nullable(
                "filed_per_10000_people",
                unit?.population.flatMap { $0 > 0 ? Double(filed) * 10_000 / Double($0) : nil }.map(Self.rounded)
            )
            json.nullable("filed_per_km2", unit?.areaKm2.map { Self.rounded(Double(filed) / $0) })
            json.array("indicative", ["filed_per_10000_people", "filed_per_km2"])
        case .category(let category):
            json.nullable("category", category.map { ReportCategoryBody(code: $0.code, name: $0.name[language]) })
        case .agency(let agency): json.member("agency", AgencyBody(agency, language))
        case .severity(let severity):
            json.member("severity", severity.rawValue)
            json.member("severity_label", severity.label[language])
        case .channel(let channel): json.member("channel", channel.rawValue)
        }
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    /// For a table: a code or id, and what people read.
    func cells(_ language: Language) -> [String?] {
        switch self {
        case .unit(let unit): [unit?.code, unit?.fullName[language]]
        case .category(let category): [category?.code, category?.name[language]]
        case .agency(let agency): [agency.id.uuidString.lowercased(), agency.name[language]]
        case .severity(let severity): [severity.rawValue, severity.label[language]]
        case .channel(let channel): [channel.rawValue, nil]
        }
    }
}
