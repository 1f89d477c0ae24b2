import Domain
import Foundation
import JSON
import Services

/// What was open at an instant, by how long, how much of its time is used, where it stands, and where it lies.
struct BacklogBody: JSONWritable {
    let head: FigureHeadBody
    let backlog: Backlog
    let links: FigureLinks?
    /// nil: now.
    let past: Instant?

    func write(to json: inout JSONWriter) {
        let rows = backlog.rows
        json.object { json in
            json.member("at", backlog.at.rfc3339)
            head.writeMembers(to: &json)
            json.member("open", rows.sum { _ in true })
            json.member("overdue", rows.sum(\.isOverdue))
            json.member("paused", rows.sum(\.isPaused))
            json.nullable("oldest_filed_at", backlog.oldest?.rfc3339)
            json.array(
                "by_age",
                zip(Backlog.ages, Backlog.ages.dropFirst().map(Optional.some) + [nil]).map { AgeBody(from: $0, to: $1, rows: rows) }
            )
            json.array("by_share", ([0] + Backlog.shares).map { ShareOfTimeBody(share: $0, rows: rows) })
            json.array(
                "by_status",
                ReportStatus.allCases.filter(\.isOpen).map { StatusBody(status: $0, rows: rows, language: head.language) }
            )
            json.array("by_unit", byUnit.map { UnitRowBody(unit: $0.unit, rows: $0.rows, language: head.language) })
            if let worst = backlog.worst { json.array("worst", worst.map { NamedReportBody(report: $0, language: head.language) }) }
            if let links {
                json.dictionary("explain", FigureStock.allCases.map { ($0.rawValue, links.link(to: $0.rawValue, at: past)) })
            }
        }
    }

    /// Those with most that is overdue first.
    var byUnit: [(unit: AdministrativeUnit?, rows: [BacklogRow])] {
        Dictionary(grouping: backlog.rows, by: \.unit)
            .map { (unit: $0.key.flatMap { backlog.units[$0] }, rows: $0.value) }
            .sorted { left, right in
                (right.rows.sum(\.isOverdue), right.rows.sum { _ in true }, left.unit?.code ?? "")
                    < (left.rows.sum(\.isOverdue), left.rows.sum { _ in true }, right.unit?.code ?? "")
            }
    }

    /// A row for each unit, for spreadsheets.
    func table(_ language: Language) -> CSVTable {
        var table = CSVTable(headings: ["at", "unit", "name", "open", "overdue", "paused"])
        for (unit, rows) in byUnit {
            let counts = [rows.sum { _ in true }, rows.sum(\.isOverdue), rows.sum(\.isPaused)]
            table.append([backlog.at.rfc3339, unit?.code, unit?.fullName[language]] + counts.map { "\($0)" })
        }
        return table
    }
}

extension [BacklogRow] {
    /// How many reports there are in rows of a kind.
    func sum(_ isCounted: (BacklogRow) -> Bool) -> Int { reduce(0) { $0 + (isCounted($1) ? $1.count : 0) } }
}

private struct AgeBody: JSONWritable {
    let from: Int
    let to: Int?
    let rows: [BacklogRow]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("from_days", from)
            json.nullable("to_days", to)
            json.member("open", rows.sum { $0.age == from })
            json.member("overdue", rows.sum { $0.age == from && $0.isOverdue })
        }
    }
}

private struct ShareOfTimeBody: JSONWritable {
    let share: Int
    let rows: [BacklogRow]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("used_percent", share)
            json.member("open", rows.sum { ($0.share ?? 0) == share })
        }
    }
}

private struct StatusBody: JSONWritable {
    let status: ReportStatus
    let rows: [BacklogRow]
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status.rawValue)
            json.member("status_label", status.label[language])
            json.member("open", rows.sum { $0.status == status })
        }
    }
}

private struct UnitRowBody: JSONWritable {
    let unit: AdministrativeUnit?
    let rows: [BacklogRow]
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("unit", unit.map { UnitBody($0, language) })
            json.member("open", rows.sum { _ in true })
            json.member("overdue", rows.sum(\.isOverdue))
        }
    }
}

/// A report behind figures.
struct NamedReportBody: JSONWritable {
    let report: NamedReport
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", report.code)
            json.nullable("at", report.at?.rfc3339)
            json.member("filed_at", report.filedAt.rfc3339)
            json.member("status", report.status.rawValue)
            json.member("status_label", report.status.label[language])
            json.nullable("unit", report.unit.map { UnitBody($0, language) })
            json.nullable("category", report.category.map { ReportCategoryBody(code: $0.code, name: $0.name[language]) })
            json.nullable("agency", report.agency.map { AgencyBody($0, language) })
            json.member("hours", report.seconds.map { WorkingHoursBody.rounded(Double($0)) })
        }
    }

    static let headings = ["code", "at", "filed_at", "status", "unit", "unit_name", "category", "agency", "hours"]

    var cells: [String?] {
        [
            report.code, report.at?.rfc3339, report.filedAt.rfc3339, report.status.rawValue, report.unit?.code,
            report.unit?.fullName[language],
            report.category?.code, report.agency?.name[language], report.seconds.map { "\(WorkingHoursBody.rounded(Double($0)))" },
        ]
    }
}

/// Places where the same was reported again and again.
struct SitesBody: JSONWritable {
    let sites: [RepeatSite]
    let catalog: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("days", RepeatSite.days)
            json.member("fewest", RepeatSite.fewest)
            json.array("items", sites.map { SiteBody(site: $0, catalog: catalog, language: language) })
        }
    }

    var table: CSVTable {
        var table = CSVTable(headings: ["lat", "lon", "category", "unit", "reports", "open", "first_at", "last_at", "codes"])
        for site in sites {
            let body = SiteBody(site: site, catalog: catalog, language: language)
            table.append([
                "\(PointBody.rounded(site.point.latitude))", "\(PointBody.rounded(site.point.longitude))", body.category?.code,
                body.unit?.code,
                "\(site.reports)", "\(site.open)", site.first.rfc3339, site.last.rfc3339, site.codes.joined(separator: " "),
            ])
        }
        return table
    }
}

private struct SiteBody: JSONWritable {
    let site: RepeatSite
    let catalog: ReferenceCatalog
    let language: Language

    var unit: AdministrativeUnit? { site.unit.flatMap { catalog.units[$0] } }
    var category: Category? { catalog.anyCategory(site.category) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("point", PointBody(site.point))
            json.nullable("category", category.map { ReportCategoryBody(code: $0.code, name: $0.name[language]) })
            json.nullable("unit", unit.map { UnitBody($0, language) })
            json.member("reports", site.reports)
            json.member("open", site.open)
            json.member("first_at", site.first.rfc3339)
            json.member("last_at", site.last.rfc3339)
            json.array("codes", site.codes)
        }
    }
}
