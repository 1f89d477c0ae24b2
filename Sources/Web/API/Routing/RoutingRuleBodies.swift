import Domain
import JSON

/// A rule as those who administer see it.
struct RoutingRuleBody: JSONWritable {
    let version: RoutingRuleVersion
    let catalog: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", version.id)
            let category = catalog.categories.first { $0.id == version.rule.categoryID }
            json.nullable("category", category.map { ReportCategoryBody(code: $0.code, name: $0.name[language]) })
            json.nullable("unit", version.rule.unitID.flatMap { catalog.units[$0] }.map { UnitBody($0, language) })
            switch version.rule.target {
            case .agency(let id):
                let agency = catalog.agencies[id]
                json.member("agency", agency.map { AgencyBody($0, language) })
                json.member("is_staffed", agency?.isStaffed ?? false)
            case .unitDesk(let kind): json.member("unit_desk", kind.rawValue)
            }
            json.member("status", version.status.rawValue)
            json.nullable("note", version.note)
            json.member("version", version.version)
            json.nullable("change", version.change.map(RuleChangeBody.init))
        }
    }
}

private struct RuleChangeBody: JSONWritable {
    let change: RoutingRuleVersion.Change

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("by", change.by.text)
            json.member("at", change.at.rfc3339)
            json.member("reason", change.reason)
        }
    }
}
