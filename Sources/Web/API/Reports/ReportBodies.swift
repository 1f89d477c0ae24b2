import Domain
import Foundation
import Services

/// The category a report was filed under.
struct ReportCategoryBody: Encodable {
    let code: String
    let name: String
}

/// The answer to a filing.
struct FilingBody: Encodable {
    let id: String
    let code: String
    let trackingToken: String
    let status: String
    let statusGroup: String?
    let statusLabel: String
    let createdAt: String
    let category: ReportCategoryBody
    let unit: Nullable<UnitBody>
    let agency: AgencyBody
    let routing: RoutingBody
    let sla: SLABody
    let publication: String
    /// For those in danger.
    let notice: String?

    init(_ filing: Filing, _ language: Language) {
        let receipt = filing.receipt
        let status = ReportStatus.submitted
        id = receipt.id.uuidString.lowercased()
        code = receipt.code
        trackingToken = filing.trackingToken
        self.status = status.rawValue
        statusGroup = status.group?.rawValue
        statusLabel = status.label[language]
        createdAt = receipt.receivedAt.rfc3339
        category = ReportCategoryBody(code: receipt.categoryCode, name: receipt.categoryName[language])
        unit = Nullable(receipt.routing.unit.map { UnitBody($0, language) })
        agency = AgencyBody(receipt.routing.agency, language)
        routing = RoutingBody(receipt.routing, language)
        sla = SLABody(
            policy: receipt.policy,
            severity: receipt.severity,
            acknowledge: receipt.acknowledge,
            resolve: receipt.resolve,
            language
        )
        publication = Publication.pending.rawValue
        notice = EmergencyNotice.text(receipt.emergencyNumbers)?[language]
    }
}

/// A report as the public or its reporter sees it.
struct ReportBody: Encodable {
    /// What only the reporter sees.
    struct OwnBody: Encodable {
        let description: String
        let address: Nullable<String>
        let occurredAt: Nullable<String>
        let location: Nullable<PointBody>
        let accuracyM: Nullable<Double>
        let attributes: [String: AttributeBody]
        let reporter: Nullable<ReporterBody>
        let externalId: Nullable<String>
        let channel: String

        init(_ own: ReportView.Own, _ contact: OpenedContact?) {
            description = own.description
            address = Nullable(own.address)
            occurredAt = Nullable(own.occurredAt?.rfc3339)
            location = Nullable(own.pin.map(PointBody.init))
            accuracyM = Nullable(own.accuracyM)
            externalId = Nullable(own.externalID)
            channel = own.channel.rawValue
            let values = own.attributes + (contact?.privateAttributes ?? [])
            attributes = Dictionary(values.map { ($0.code, AttributeBody(value: $0.value)) }) { first, _ in first }
            reporter = Nullable(contact.flatMap(ReporterBody.init))
        }
    }

    /// Where answers go. Masked: whoever finds the token learns no number from it.
    struct ReporterBody: Encodable {
        let kind: String
        let name: Nullable<String>
        let phone: Nullable<String>
        let email: Nullable<String>
        let showNameTo: String

        init?(_ contact: OpenedContact) {
            guard let kind = contact.kind else { return nil }
            self.kind = kind.rawValue
            name = Nullable(contact.name)
            phone = Nullable(contact.phone?.masked)
            email = Nullable(contact.email?.masked)
            showNameTo = contact.showNameTo.rawValue
        }
    }

    let id: String
    let code: String
    let status: String
    let statusGroup: String?
    let statusLabel: String
    let createdAt: String
    let updatedAt: String
    let category: ReportCategoryBody
    let unit: Nullable<UnitBody>
    let agency: AgencyBody
    let routing: RoutingBody
    let sla: SLABody
    /// Snapped to 50 m or to the unit.
    let point: Nullable<PointBody>
    let publication: String
    /// The text, once published.
    let text: Nullable<String>
    let own: OwnBody?

    init(_ reading: ReportReading.Reading, _ language: Language) {
        let view = reading.view
        id = view.id.uuidString.lowercased()
        code = view.code
        status = view.status.rawValue
        statusGroup = view.status.group?.rawValue
        statusLabel = view.status.label[language]
        createdAt = view.createdAt.rfc3339
        updatedAt = view.updatedAt.rfc3339
        category = ReportCategoryBody(code: view.categoryCode, name: view.categoryName[language])
        unit = Nullable(view.unit.map { UnitBody($0, language) })
        agency = AgencyBody(view.agency, language)
        routing = view.own?.routing.map { RoutingBody($0, language) } ?? RoutingBody(view)
        sla = SLABody(policy: view.policy, severity: view.severity, acknowledge: view.acknowledge, resolve: view.resolve, language)
        point = Nullable(view.publicPoint.map(PointBody.init))
        publication = view.publication.rawValue
        text = Nullable(view.publishedText)
        own = view.own.map { OwnBody($0, reading.contact) }
    }
}

/// An attribute's value in its own type.
struct AttributeBody: Encodable {
    let value: AttributeValue

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .text(let text): try container.encode(text)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .boolean(let boolean): try container.encode(boolean)
        case .unsupported: try container.encodeNil()
        }
    }
}

/// Whom to call before waiting for an answer.
enum EmergencyNotice {
    static func text(_ numbers: [String]) -> BilingualText? {
        if numbers.isEmpty { return nil }
        let list = numbers.map { number in label(number).map { "\(number) (\($0.vi))" } ?? number }.joined(separator: ", ")
        let english = numbers.map { number in label(number).map { "\(number) (\($0.en))" } ?? number }.joined(separator: ", ")
        return BilingualText(
            vi: "Nếu có nguy hiểm ngay lúc này, hãy gọi \(list). Phản ánh qua ứng dụng không thay thế cuộc gọi khẩn cấp.",
            en: "If anybody is in danger now, call \(english). A report does not replace an emergency call."
        )
    }

    /// Who answers at a number.
    static func label(_ number: String) -> BilingualText? {
        switch number {
        case "113": BilingualText(vi: "công an", en: "police")
        case "114": BilingualText(vi: "chữa cháy, cứu nạn", en: "fire and rescue")
        case "115": BilingualText(vi: "cấp cứu", en: "ambulance")
        default: nil
        }
    }
}
