import Domain

extension DocumentPage {
    /// A schema of the document.
    struct SchemaRow {
        struct Member {
            let name: String
            let isRequired: Bool
            let type: TypeName
            let note: String?
        }

        let name: String
        let note: String?
        let members: [Member]
        var hasMembers: Bool

        init(_ name: String, _ schema: OpenAPI.Schema, _ language: Language) {
            self.name = name
            note = schema.note?[language]
            members = Self.members(schema, "", language)
            hasMembers = !members.isEmpty
        }

        /// Members of members stand in the same table, with the whole way to them.
        private static func members(_ schema: OpenAPI.Schema, _ prefix: String, _ language: Language) -> [Member] {
            switch schema.shape {
            case .object(let properties, _, _):
                properties.flatMap { property in
                    let name = prefix + property.name
                    let note = property.schema.note?[language]
                    return [Member(name: name, isRequired: property.isRequired, type: TypeName(property.schema), note: note)]
                        + members(property.schema, name + ".", language)
                }
            case .list(let element, _): members(element, prefix.isEmpty ? "" : prefix.dropLast() + "[].", language)
            default: []
            }
        }
    }

    /// What a value may be, in a few words.
    struct TypeName {
        let text: String
        /// The schema of the document that is meant.
        let link: String?

        init(_ schema: OpenAPI.Schema) {
            text = Self.text(schema)
            link = Self.name(schema)
        }

        private static func name(_ schema: OpenAPI.Schema) -> String? {
            switch schema.shape {
            case .named(let name): name
            case .list(let element, _): self.name(element)
            default: nil
            }
        }

        private static func text(_ schema: OpenAPI.Schema) -> String {
            plain(schema) + (schema.isNullable ? " | null" : "")
        }

        private static func plain(_ schema: OpenAPI.Schema) -> String {
            switch schema.shape {
            case .text(let format, let pattern, let length):
                ["string", format, pattern, length.map { "\($0.lowerBound)…\($0.upperBound)" }].compactMap(\.self).joined(separator: ", ")
            case .choice(let values): values.joined(separator: " | ")
            case .integerChoice(let values): values.map(String.init).joined(separator: " | ")
            case .integer(let minimum, let maximum): "integer" + range(minimum, maximum)
            case .number(let minimum, let maximum): "number" + range(minimum, maximum)
            case .boolean: "boolean"
            case .list(let element, _): "[\(text(element))]"
            case .object, .anyObject, .refined: "object"
            case .map(let value): "{…: \(text(value))}"
            case .either(let schemas): schemas.map(text).joined(separator: " | ")
            case .named(let name): name
            }
        }

        private static func range<Number>(_ minimum: Number?, _ maximum: Number?) -> String {
            if minimum == nil, maximum == nil { return "" }
            return " \(minimum.map { "\($0)" } ?? "")…\(maximum.map { "\($0)" } ?? "")"
        }
    }

    /// Headings.
    struct Words {
        let catalogue, problems, fields, statuses, schemas, parameters, name, type, meaning, required, body: String
        let answers, headers, refusals, status: String

        init(_ language: Language) {
            func word(_ vi: String, _ en: String) -> String { BilingualText(vi: vi, en: en)[language] }
            catalogue = word("Danh mục lĩnh vực và thời hạn", "Categories and time limits")
            problems = word("Mã lỗi", "Problem codes")
            fields = word("Mã lỗi của trường", "Codes of refused fields")
            statuses = word("Trạng thái", "Statuses")
            schemas = word("Cấu trúc dữ liệu", "Schemas")
            parameters = word("Tham số", "Parameters")
            name = word("Tên", "Name")
            type = word("Kiểu", "Type")
            meaning = word("Ý nghĩa", "Meaning")
            required = word("bắt buộc", "required")
            body = word("Nội dung gửi", "Body")
            answers = word("Trả lời", "Answers")
            headers = word("tiêu đề", "headers")
            refusals = word("Từ chối", "Refusals")
            status = word("Trạng thái HTTP", "Status")
        }
    }
}
