package import Domain
internal import FoundationEssentials

/// An attribute definition as JSON, in the reference file and in `category_version.attributes` alike.
package struct AttributeRecord: Codable, Sendable {
    struct Option: Codable {
        let code: String
        let vi: String
        let en: String
    }

    let code: String
    let type: String
    let vi: String
    let en: String
    let required: Bool
    let `private`: Bool
    let unit: String?
    let min: Double?
    let max: Double?
    let maxLength: Int?
    let options: [Option]?

    enum CodingKeys: String, CodingKey {
        case code, type, vi, en, required, `private`, unit, min, max, options
        case maxLength = "max_length"
    }

    /// The definition, or nil when the record contradicts itself.
    package var definition: AttributeDefinition? {
        guard let kind else { return nil }
        return AttributeDefinition(
            code: code,
            kind: kind,
            label: BilingualText(vi: vi, en: en),
            isRequired: required,
            isPrivate: `private`,
            unit: unit
        )
    }

    private var kind: AttributeDefinition.Kind? {
        switch type {
        case "choice":
            guard let options, !options.isEmpty else { return nil }
            return .choice(options.map { .init(code: $0.code, label: BilingualText(vi: $0.vi, en: $0.en)) })
        case "integer":
            if let min, let max, min > max { return nil }
            return .integer(min: min.flatMap(Int.init(exactly:)), max: max.flatMap(Int.init(exactly:)))
        case "number":
            if let min, let max, min > max { return nil }
            return .number(min: min, max: max)
        case "boolean": return .boolean
        case "text": return maxLength.map { .text(maxLength: $0) }
        default: return nil
        }
    }

    /// Reads a list of definitions; nil when any is wrong.
    package static func definitions(json: String) -> [AttributeDefinition]? {
        guard let records = try? JSONDecoder().decode([AttributeRecord].self, from: Data(json.utf8)) else { return nil }
        let definitions = records.compactMap(\.definition)
        return definitions.count == records.count ? definitions : nil
    }
}
