import Domain
import JSON
import Services

/// What happened to a report, and which desk held it how long.
struct TimelineBody: JSONWritable {
    let timeline: ReportReading.Timeline
    let language: Language
    let links: AttachmentLinks
    /// Until when links hold; nil for the public.
    let end: Int64?

    func write(to json: inout JSONWriter) {
        json.object { json in
            // Items are numbered here, so that what is internal leaves no gap.
            json.array(
                "items",
                timeline.items.enumerated().map { number, item in
                    ItemBody(
                        seq: number + 1,
                        answer: AnswerBody(item: item, names: timeline.catalog, language: language, links: links, end: end)
                    )
                }
            )
            json.array("held_by", Holding.stretches(of: timeline.items).map { HoldingBody(holding: $0, language: language) })
            json.nullable("next", String?.none)
        }
    }
}

private struct ItemBody: JSONWritable {
    let seq: Int
    let answer: AnswerBody

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", seq)
            answer.writeMembers(to: &json, number: seq)
        }
    }
}

/// What happened, with all that is said and shown of it.
struct AnswerBody: JSONWritable {
    let item: TimelineItem
    let names: ReferenceCatalog
    let language: Language
    let links: AttachmentLinks
    let end: Int64?

    func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json, number: nil) }
    }

    /// `number`: of its entry, where it stands in a timeline.
    func writeMembers(to json: inout JSONWriter, number: Int?) {
        json.member("at", item.at.rfc3339)
        json.member("type", item.type)
        json.member("label", item.label[language])
        json.member("by", AuthorBody(author: item.by, language: language))
        json.member("report", item.original)
        json.member("occurred_at", item.occurredAt?.rfc3339)
        json.member("note", item.note)
        json.member("working_hours", item.grantedSeconds.map { Double($0) / 3_600 })
        json.member("pause_reason", item.pauseReason?.rawValue)
        json.member("refusal", item.refusal.map { RefusalBody(code: $0, reason: names.refusals[$0], language: language) })
        json.member("taken_at", item.photographedAt?.rfc3339)
        if !item.evidence.isEmpty { json.array("evidence", item.evidence.map { body($0, number) }) }
        if !item.documents.isEmpty {
            json.array("documents", item.documents.map { DocumentBody(document: $0.document, file: $0.file.map { body($0, number) }) })
        }
    }

    private func body(_ attachment: Attachment, _ number: Int?) -> AttachmentBody {
        let address = AttachmentAddress(attachment, by: links, until: end)
        return AttachmentBody(attachment: attachment, address: address, number: number)
    }
}

/// Whose act an entry is.
struct AuthorBody: JSONWritable {
    let author: TimelineItem.Author
    let language: Language

    func write(to json: inout JSONWriter) {
        let (kind, name) =
            switch author {
            case .citizen: ("citizen", BilingualText(vi: "Người phản ánh", en: "Reporter"))
            case .agency(let agency): ("agency", agency.name)
            case .system: ("system", BilingualText(vi: "Hệ thống", en: "System"))
            }
        json.object { json in
            json.member("kind", kind)
            json.member("name", name[language])
        }
    }
}

private struct HoldingBody: JSONWritable {
    let holding: Holding
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("agency", AgencyBody(holding.agency, language))
            json.member("from", holding.from.rfc3339)
            json.nullable("to", holding.to?.rfc3339)
        }
    }
}
