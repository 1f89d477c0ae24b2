import Domain
import JSON
import Services

/// A report with everything its desk needs.
struct StaffReportBody: JSONWritable {
    let reading: StaffReports.Reading
    let language: Language
    let links: AttachmentLinks
    /// Until when its links hold.
    let end: Int64

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.writeBanner(isPractice: reading.view.isPractice, language)
            json.member("version", reading.view.version)
            reading.view.writeMembers(to: &json, language)
            reading.view.own?.writeMembers(to: &json, sealed: reading.contact?.privateAttributes ?? [])
            json.array(
                "attachments",
                reading.view.attachments.map { attachment in
                    let address = AttachmentAddress(attachment.id, for: .staff, by: links, until: end)
                    return AttachmentBody(attachment: attachment, address: address, isForStaff: true)
                }
            )
            json.array("redactions", (reading.view.own?.redactions ?? []).map(RedactionBody.init))
            json.nullable("preview", reading.preview.map(PublicationPreviewBody.init))
            if reading.disclosesReporter { json.nullable("reporter", reading.contact.flatMap(StaffReporterBody.init)) }
            json.nullable("duplicate_of", reading.view.original?.code)
            json.nullable("possible_duplicate_of", reading.possibleDuplicateOf)
            json.nullable("moderation", reading.moderation?.rawValue)
            json.array("flags", reading.view.flagCounts)
            reading.work.writeMembers(to: &json)
            json.array("allowed_actions", reading.allowed.filter { ActionOrder.actions.contains($0) }.map(\.rawValue))
            json.array(
                "history",
                reading.history.map { entry in
                    HistoryBody(
                        entry: entry,
                        texts: reading.texts[entry.seq] ?? [],
                        documents: reading.documents[entry.seq] ?? [],
                        staff: reading.staff[entry.seq],
                        names: reading.catalog,
                        language: language
                    )
                }
            )
        }
    }
}

/// A part of the description that the published text leaves out; `from` and `to` count Unicode scalars.
private struct RedactionBody: JSONWritable {
    let span: Redaction.Span

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", span.kind.rawValue)
            json.member("from", span.range.lowerBound)
            json.member("to", span.range.upperBound)
        }
    }
}

/// What the public would read.
private struct PublicationPreviewBody: JSONWritable {
    let redaction: Redaction

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("text", redaction.text)
            json.array("redactions", redaction.spans.map(RedactionBody.init))
        }
    }
}

/// Who reported, in the clear. A name that is to be shown to nobody is not.
private struct StaffReporterBody: JSONWritable {
    let contact: OpenedContact
    let kind: Reporter.Kind

    init?(_ contact: OpenedContact) {
        guard let kind = contact.kind else { return nil }
        self.contact = contact
        self.kind = kind
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind.rawValue)
            json.nullable("name", contact.showNameTo == .nobody ? nil : contact.name)
            json.nullable("phone", contact.phone?.e164)
            json.nullable("email", contact.email?.address)
            json.member("show_name_to", contact.showNameTo.rawValue)
        }
    }
}
