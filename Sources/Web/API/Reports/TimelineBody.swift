import Domain
import JSON

/// What happened to a report, and which desk held it how long.
struct TimelineBody: JSONWritable {
    let timeline: [TimelineItem]
    let language: Language

    init(_ timeline: [TimelineItem], _ language: Language) {
        self.timeline = timeline
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            // Items are numbered here, so that what is internal leaves no gap.
            json.array("items", timeline.enumerated().map { TimelineItemBody(seq: $0 + 1, item: $1, language: language) })
            json.array("held_by", Holding.stretches(of: timeline).map { HoldingBody(holding: $0, language: language) })
            json.nullable("next", String?.none)
        }
    }
}

private struct TimelineItemBody: JSONWritable {
    let seq: Int
    let item: TimelineItem
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", seq)
            json.member("at", item.at.rfc3339)
            json.member("type", item.type)
            json.member("label", item.label[language])
            json.member("by", AuthorBody(author: item.by, language: language))
            json.member("occurred_at", item.occurredAt?.rfc3339)
            json.member("note", item.note)
        }
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
