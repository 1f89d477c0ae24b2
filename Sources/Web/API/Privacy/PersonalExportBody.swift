package import Domain
import Foundation
package import JSON
package import Services

/// All that is kept of a person, for that person: what they gave and what became of it. Nothing of desks' inner work, and no officer.
package struct PersonalExportBody: JSONWritable {
    let export: DataRequests.PersonalExport
    let language: Language

    package init(export: DataRequests.PersonalExport, language: Language) {
        self.export = export
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data_request", export.reading.request.id)
            json.member("received_at", export.reading.request.receivedAt.rfc3339)
            json.array("citizens", export.citizens.map(ExportedCitizenBody.init))
            json.array("reports", export.reports.map { ExportedReportBody(report: $0, language: language) })
            json.array("follows", export.follows.map(ExportedFollowBody.init))
            let concerned = export.reading.concerned
            json.member("complete", export.reports.count == concerned.reports.count && export.follows.count == concerned.follows.count)
        }
    }
}

/// What somebody follows, and how they are to be told.
private struct ExportedFollowBody: JSONWritable {
    let follow: DataRequests.ExportedFollow

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("report", follow.kept.report)
            json.member("since", follow.kept.since.rfc3339)
            json.nullable("phone", follow.phone?.e164)
            json.nullable("email", follow.email?.address)
        }
    }
}

/// Somebody who has signed in, and when; never what signs them in.
private struct ExportedCitizenBody: JSONWritable {
    let citizen: DataRequests.ExportedCitizen

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("since", citizen.kept.since.rfc3339)
            json.nullable("phone", citizen.phone?.e164)
            json.nullable("issuer", citizen.kept.issuer)
            json.nullable("subject", citizen.kept.subject)
            json.array("sessions", citizen.sessions.map(ExportedSessionBody.init))
        }
    }
}

private struct ExportedSessionBody: JSONWritable {
    let session: KeptCitizen.Session

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("created_at", session.createdAt.rfc3339)
            json.member("last_used_at", session.lastUsedAt.rfc3339)
            json.member("expires_at", session.expiresAt.rfc3339)
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
            json.array("attachments", view.attachments.map(ExportedAttachmentBody.init))
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

/// A picture or document, by what it is: whoever hands the export out adds the files.
private struct ExportedAttachmentBody: JSONWritable {
    let attachment: Attachment

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", attachment.id)
            json.member("content_type", attachment.contentType)
            json.member("bytes", attachment.bytes)
            json.nullable("width", attachment.width)
            json.nullable("height", attachment.height)
            json.member("used_as", attachment.use.rawValue)
            json.member("redacted", attachment.isRedacted)
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
