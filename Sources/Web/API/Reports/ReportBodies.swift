import Domain
import JSON
import Services

/// The category a report was filed under.
struct ReportCategoryBody: JSONWritable {
    let code: String
    let name: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("name", name)
        }
    }
}

/// The answer to a filing.
struct FilingBody: JSONWritable {
    let filing: Filing
    let language: Language

    init(_ filing: Filing, _ language: Language) {
        self.filing = filing
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        let receipt = filing.receipt
        json.object { json in
            json.member("id", receipt.id)
            json.member("code", receipt.code)
            json.member("tracking_token", filing.trackingToken)
            ReportStatus.submitted.writeMembers(to: &json, group: ReportStatus.submitted.group, language)
            json.member("created_at", receipt.receivedAt.rfc3339)
            json.member("category", ReportCategoryBody(code: receipt.categoryCode, name: receipt.categoryName[language]))
            json.nullable("unit", receipt.routing.unit.map { UnitBody($0, language) })
            json.member("agency", AgencyBody(receipt.routing.agency, language))
            json.member("stands_in_for", receipt.routing.standsInFor.map { AgencyBody($0, language) })
            json.member("routing", RoutingBody(receipt.routing, language))
            json.member(
                "sla",
                SLABody(
                    policy: receipt.policy,
                    severity: receipt.severity,
                    acknowledge: receipt.acknowledge,
                    resolve: receipt.resolve,
                    language: language
                )
            )
            json.member("publication", Publication.pending.rawValue)
            // For those in danger.
            json.member("notice", EmergencyNotice.text(receipt.emergencyNumbers)?[language])
            json.member("possible_duplicate_of", receipt.possibleDuplicateOf)
        }
    }
}

extension ReportStatus {
    func writeMembers(to json: inout JSONWriter, group: Group?, _ language: Language) {
        json.member("status", rawValue)
        json.member("status_group", group?.rawValue)
        json.member("status_label", label[language])
    }
}

/// A report as the public or its reporter sees it.
struct ReportBody: JSONWritable {
    let reading: ReportReading.Reading
    let language: Language
    private let links: AttachmentLinks
    private let end: Int64?

    /// Its reporter's links to attachments hold until `end`; nil for the public.
    init(_ reading: ReportReading.Reading, _ language: Language, _ links: AttachmentLinks, until end: Int64?) {
        self.reading = reading
        self.language = language
        self.links = links
        self.end = end
    }

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        let view = reading.view
        view.writeMembers(to: &json, language)
        json.array(
            "attachments",
            view.attachments.map { attachment in
                AttachmentBody(attachment: attachment, address: AttachmentAddress(attachment, by: links, until: end))
            }
        )
        json.member("duplicate_of", view.original?.code)
        json.member("own", view.own.map { OwnBody(own: $0, reading: reading, language: language, links: links, end: end) })
    }
}

extension ReportReading.Timeline {
    /// As `ReportView.linksTag`.
    func linksTag(_ end: Int64?) -> String {
        let hasFiles = items.contains { !$0.evidence.isEmpty || $0.documents.contains { $0.file != nil } }
        return end.map { hasFiles ? "-\($0 / 60)" : "" } ?? ""
    }
}

extension ReportView {
    /// What an entity tag says besides the version: the epoch of the names shown, for a duplicate the version of its original, and how many
    /// follow it, which is no new version.
    func names(_ epoch: Int) -> String {
        (original.map { "\(epoch)-\($0.version)" } ?? "\(epoch)") + (followers == 0 ? "" : "-f\(followers)")
    }

    /// What the tag says of links that end: they are others every minute. A message that brings pictures is no new version.
    func linksTag(_ end: Int64?) -> String {
        end.map { attachments.isEmpty && original == nil ? "" : "-\(attachments.count)-\($0 / 60)" } ?? ""
    }

    /// Where the report stands, for every reader.
    func writeMembers(to json: inout JSONWriter, _ language: Language) {
        json.member("id", id)
        json.member("code", code)
        status.writeMembers(to: &json, group: group, language)
        json.member("created_at", createdAt.rfc3339)
        json.member("updated_at", updatedAt.rfc3339)
        json.member("category", ReportCategoryBody(code: categoryCode, name: categoryName[language]))
        json.nullable("unit", unit.map { UnitBody($0, language) })
        json.member("agency", AgencyBody(agency, language))
        json.member("stands_in_for", standsInFor.map { AgencyBody($0, language) })
        if let routing {
            json.member("routing", RoutingBody(routing, language))
        } else {
            json.member("routing", PublicRoutingBody(view: self))
        }
        json.member(
            "sla",
            SLABody(policy: policy, severity: severity, acknowledge: acknowledge, resolve: resolve, language: language)
        )
        json.nullable("point", publicPoint.map(PointBody.init))
        json.member("publication", publication.rawValue)
        json.nullable("text", publishedText)
        json.member("followers", followers)
    }
}

extension ReportView.Own {
    /// What was reported, but not by whom; `sealed` are answers that are kept like contact data.
    func writeMembers(to json: inout JSONWriter, sealed: [(code: String, value: AttributeValue)]) {
        json.member("description", description)
        json.nullable("address", address)
        json.nullable("occurred_at", occurredAt?.rfc3339)
        json.nullable("location", pin.map(PointBody.init))
        json.nullable("accuracy_m", accuracyM)
        json.dictionary("attributes", (attributes + sealed).map { ($0.code, AttributeValueBody(value: $0.value)) })
        json.nullable("external_id", externalID)
        json.member("channel", channel.rawValue)
    }
}

/// What only the reporter sees of a report.
private struct OwnBody: JSONWritable {
    let own: ReportView.Own
    let reading: ReportReading.Reading
    let language: Language
    let links: AttachmentLinks
    let end: Int64?

    func write(to json: inout JSONWriter) {
        json.object { json in
            own.writeMembers(to: &json, sealed: reading.contact?.privateAttributes ?? [])
            json.nullable("reporter", reading.contact.flatMap(ReporterBody.init))
            json.member("publication_reason", reading.withholdingReason)
            json.member(
                "answer",
                reading.answer.map { AnswerBody(item: $0, names: reading.catalog, language: language, links: links, end: end) }
            )
        }
    }
}

/// Where answers go. Masked: whoever finds the token learns no number from it.
private struct ReporterBody: JSONWritable {
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
            json.nullable("name", contact.name)
            json.nullable("phone", contact.phone?.masked)
            json.nullable("email", contact.email?.masked)
            json.member("show_name_to", contact.showNameTo.rawValue)
        }
    }
}

/// An attribute's value in its own type.
private struct AttributeValueBody: JSONWritable {
    let value: AttributeValue

    func write(to json: inout JSONWriter) {
        switch value {
        case .text(let text): text.write(to: &json)
        case .integer(let integer): integer.write(to: &json)
        case .number(let number): number.write(to: &json)
        case .boolean(let boolean): boolean.write(to: &json)
        case .unsupported: json.null()
        }
    }
}
