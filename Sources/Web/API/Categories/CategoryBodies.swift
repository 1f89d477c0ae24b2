import Domain
import Services

/// A category as clients choose from it.
struct CategoryBody: Encodable {
    struct Attribute: Encodable {
        struct Option: Encodable {
            let code: String
            let label: String
        }

        let code: String
        let type: String
        let label: String
        let required: Bool
        let `private`: Bool
        let unit: String?
        let min: Double?
        let max: Double?
        let maxLength: Int?
        let options: [Option]?
    }

    struct Deadline: Encodable {
        /// Working seconds.
        let acknowledgeS: Int64
        let resolveS: Int64
        let legalBasis: Nullable<String>
        let confirmed: Bool
    }

    let code: String
    let version: Int
    let name: String
    let severity: String?
    let sensitivity: Int?
    let evidenceRequired: Bool?
    let legalBasis: Nullable<String>?
    let notice: String?
    let responsible: String?
    let deadline: Deadline?
    let attributes: [Attribute]?
    let children: [CategoryBody]?

    init(_ details: CategoryDetails, leaves: [CategoryDetails], _ language: Language) {
        let category = details.category
        let isLeaf = category.treatment != nil
        code = category.code
        version = category.version
        name = category.name[language]
        severity = category.treatment?.severity.rawValue
        sensitivity = category.treatment?.sensitivity.rawValue
        evidenceRequired = isLeaf ? category.evidenceRequired : nil
        legalBasis = isLeaf ? Nullable(category.legalBasis) : nil
        notice = EmergencyNotice.text(category.emergencyNumbers)?[language]
        responsible = details.responsible?.rawValue
        deadline = details.policy.map(Deadline.init)
        attributes = isLeaf ? category.attributes.map { Attribute($0, language) } : nil
        children = isLeaf ? nil : leaves.map { CategoryBody($0, leaves: [], language) }
    }
}

extension CategoryBody.Deadline {
    init(_ policy: SLAPolicy) {
        self.init(
            acknowledgeS: policy.acknowledgeSeconds,
            resolveS: policy.resolveSeconds,
            legalBasis: Nullable(policy.legalBasis),
            confirmed: policy.confirmed
        )
    }
}

extension CategoryBody.Attribute {
    init(_ definition: AttributeDefinition, _ language: Language) {
        var range: (min: Double?, max: Double?) = (nil, nil)
        var maxLength: Int?
        var options: [Option]?
        switch definition.kind {
        case .choice(let choices):
            type = "choice"
            options = choices.map { Option(code: $0.code, label: $0.label[language]) }
        case .integer(let min, let max):
            type = "integer"
            range = (min.map(Double.init), max.map(Double.init))
        case .number(let min, let max):
            type = "number"
            range = (min, max)
        case .boolean:
            type = "boolean"
        case .text(let length):
            type = "text"
            maxLength = length
        }
        code = definition.code
        label = definition.label[language]
        required = definition.isRequired
        `private` = definition.isPrivate
        unit = definition.unit
        min = range.min
        max = range.max
        self.maxLength = maxLength
        self.options = options
    }
}

/// The whole tree.
struct CategoryTreeBody: Encodable {
    let items: [CategoryBody]
    let next: Nullable<String>
}
