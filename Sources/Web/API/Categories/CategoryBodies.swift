import Domain
import JSON
import Services

/// A category as clients choose from it.
struct CategoryBody: JSONWritable {
    let details: CategoryDetails
    let leaves: [CategoryDetails]
    let language: Language

    init(_ details: CategoryDetails, leaves: [CategoryDetails], _ language: Language) {
        self.details = details
        self.leaves = leaves
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        let category = details.category
        json.object { json in
            json.member("code", category.code)
            json.member("version", category.version)
            json.member("name", category.name[language])
            json.member("notice", EmergencyNotice.text(category.emergencyNumbers)?[language])
            if let treatment = category.treatment {
                writeLeaf(treatment, to: &json)
            } else {
                json.array("children", leaves.map { CategoryBody($0, leaves: [], language) })
            }
        }
    }

    private func writeLeaf(_ treatment: Treatment, to json: inout JSONWriter) {
        let category = details.category
        json.member("severity", treatment.severity.rawValue)
        json.member("sensitivity", treatment.sensitivity.rawValue)
        json.member("evidence_required", category.evidenceRequired)
        json.nullable("legal_basis", category.legalBasis)
        json.member("responsible", details.responsible?.rawValue)
        json.member("deadline", details.policy.map(DeadlineBody.init))
        json.array("attributes", category.attributes.map { AttributeBody(definition: $0, language: language) })
    }
}

/// Time limits in working seconds.
private struct DeadlineBody: JSONWritable {
    let policy: SLAPolicy

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("acknowledge_s", policy.acknowledgeSeconds)
            json.member("resolve_s", policy.resolveSeconds)
            json.nullable("legal_basis", policy.legalBasis)
            json.member("confirmed", policy.confirmed)
        }
    }
}

/// A question a category asks.
private struct AttributeBody: JSONWritable {
    let definition: AttributeDefinition
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", definition.code)
            json.member("label", definition.label[language])
            json.member("required", definition.isRequired)
            json.member("private", definition.isPrivate)
            json.member("unit", definition.unit)
            writeKind(to: &json)
        }
    }

    private func writeKind(to json: inout JSONWriter) {
        switch definition.kind {
        case .choice(let choices):
            json.member("type", "choice")
            json.array("options", choices.map { OptionBody(code: $0.code, label: $0.label[language]) })
        case .integer(let min, let max):
            json.member("type", "integer")
            json.member("min", min)
            json.member("max", max)
        case .number(let min, let max):
            json.member("type", "number")
            json.member("min", min)
            json.member("max", max)
        case .boolean:
            json.member("type", "boolean")
        case .text(let length):
            json.member("type", "text")
            json.member("max_length", length)
        }
    }
}

private struct OptionBody: JSONWritable {
    let code: String
    let label: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("label", label)
        }
    }
}
