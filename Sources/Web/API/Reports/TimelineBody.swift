import Domain

/// What happened to a report, and which desk held it how long.
struct TimelineBody: Encodable {
    struct Item: Encodable {
        let seq: Int
        let at: String
        let type: String
        let label: String
        let by: Author
    }

    struct Author: Encodable {
        let kind: String
        let name: String
    }

    struct HoldingBody: Encodable {
        let agency: AgencyBody
        let from: String
        let to: Nullable<String>
    }

    let items: [Item]
    let heldBy: [HoldingBody]
    let next: Nullable<String>

    init(_ timeline: [TimelineItem], _ language: Language) {
        // Items are numbered here, so that what is internal leaves no gap.
        items = timeline.enumerated().map { index, item in
            Item(seq: index + 1, at: item.at.rfc3339, type: item.type, label: item.label[language], by: Author(item.by, language))
        }
        heldBy = Holding.stretches(of: timeline).map { holding in
            HoldingBody(agency: AgencyBody(holding.agency, language), from: holding.from.rfc3339, to: Nullable(holding.to?.rfc3339))
        }
        next = Nullable(nil)
    }
}

extension TimelineBody.Author {
    init(_ author: TimelineItem.Author, _ language: Language) {
        switch author {
        case .citizen: self.init(kind: "citizen", name: BilingualText(vi: "Người phản ánh", en: "Reporter")[language])
        case .agency(let agency): self.init(kind: "agency", name: agency.name[language])
        case .system: self.init(kind: "system", name: BilingualText(vi: "Hệ thống", en: "System")[language])
        }
    }
}

extension TimelineItem {
    /// What people read of an event.
    var label: BilingualText {
        switch type {
        case "filed": BilingualText(vi: "Đã ghi nhận phản ánh", en: "Report recorded")
        case "routed": BilingualText(vi: "Đã chuyển đến \(holder.name.vi)", en: "Passed to \(holder.name.en)")
        default: BilingualText(vi: type, en: type)
        }
    }
}
