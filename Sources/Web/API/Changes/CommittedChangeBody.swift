import Domain
import JSON
import Services

/// Some of a feed, and where it goes on.
struct ChangeListBody: JSONWritable {
    let page: ChangeFeed.Page
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items", page.changes.map { CommittedChangeBody(change: $0, scope: page.next.scope, language: language) })
            json.member("next", page.next.text)
        }
    }
}

/// One thing that happened to a report.
struct CommittedChangeBody: JSONWritable {
    let change: CommittedChange
    let scope: ChangeScope
    let language: Language

    /// What a reader goes on from who has got this.
    var cursor: String { ChangeCursor(scope, change.place).text }

    func write(to json: inout JSONWriter) {
        let entry = change.entry
        json.object { json in
            json.member("cursor", cursor)
            json.member("at", entry.at.rfc3339)
            json.member("type", entry.type)
            json.member("label", entry.label[language])
            json.member("by", AuthorBody(author: entry.by, language: language))
            json.member("seq", change.seq)
            json.member("public", change.isPublic)
            json.member("agency", AgencyBody(entry.holder, language))
            json.member("clock", entry.clock?.name)
            json.member("occurred_at", entry.occurredAt?.rfc3339)
            json.member("refusal", entry.refusal?.rawValue)
            json.member("undone", change.undone)
            json.member("report", ChangedReportBody(report: change.report, language: language))
        }
    }
}

private struct ChangedReportBody: JSONWritable {
    let report: ChangedReport
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", report.code)
            json.member("external_id", report.externalID)
            json.member("status", report.status.rawValue)
            json.member("status_group", report.group?.rawValue)
            json.member("status_label", report.status.label[language])
            json.member("duplicate_of", report.original?.code)
            json.nullable("unit", report.unit.map { UnitBody($0, language) })
            json.member("agency", AgencyBody(report.agency, language))
            json.member("stands_in_for", report.standsInFor.map { AgencyBody($0, language) })
            json.member("category", ReportCategoryBody(code: report.categoryCode, name: report.categoryName[language]))
            json.member("severity", report.severity.rawValue)
            json.member("publication", report.publication.rawValue)
        }
    }
}
