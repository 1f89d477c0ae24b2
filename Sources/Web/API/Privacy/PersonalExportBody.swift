package import Domain
import Foundation
package import JSON
package import Services

/// All that is kept of a person, for that person: what they gave and what became of it. Nothing of desks' inner work, and no officer.
package struct PersonalExportBody: JSONWritable {
    let reading: DataRequests.Reading
    let reports: [DataRequests.ExportedReport]
    let language: Language

    package init(reading: DataRequests.Reading, reports: [DataRequests.ExportedReport], language: Language) {
        self.reading = reading
        self.reports = reports
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data_request", reading.request.id)
            json.member("received_at", reading.request.receivedAt.rfc3339)
            json.array("reports", reports.map { ExportedReportBody(report: $0, language: language) })
            json.member("complete", reports.count == reading.reports.count)
        }
    }
}

private struct ExportedReportBody: JSONWritable {
    let report: DataRequests.ExportedReport
    let language: Language

    func write(to json: inout JSONWriter) {
        let view = report.view
        json.object { json in
            json.member("code", view.code)
            json.member("created_at", view.createdAt.rfc3339)
            json.member("status", view.status.rawValue)
            json.member("category", view.categoryName[language])
            json.nullable("unit", view.unit.map { UnitBody($0, language) })
            json.nullable("description", view.own?.description)
            json.nullable("address", view.own?.address)
            json.nullable("occurred_at", view.own?.occurredAt?.rfc3339)
            json.nullable("location", view.own?.pin.map(PointBody.init))
            json.nullable("published_text", view.publishedText)
            json.nullable("reporter", report.contact.map(ExportedContactBody.init))
            json.array(
                "history",
                report.history.map {
                    ExportedEntryBody(entry: $0, texts: report.texts[$0.seq] ?? [], catalog: report.catalog, language: language)
                }
            )
        }
    }
}

private struct ExportedContactBody: JSONWritable {
    let contact: OpenedContact

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("name", contact.name)
            json.nullable("phone", contact.phone?.e164)
            json.nullable("email", contact.email?.address)
        }
    }
}

private struct ExportedEntryBody: JSONWritable {
    let entry: HistoryEntry
    let texts: [ActionText]
    let catalog: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", entry.at.rfc3339)
            json.member("type", entry.type.rawValue)
            json.nullable("agency", catalog.agencies[entry.holder]?.name[language])
            json.array("texts", texts.map(\.text))
        }
    }
}
