package import Domain
internal import FoundationEssentials

/// Attribute values as the JSON object they are stored as.
package enum AttributeJSON {
    /// `{"size":"large","depth_cm":30}`, names sorted.
    package static func text(_ values: [(code: String, value: AttributeValue)]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let object = Dictionary(values.map { ($0.code, Wire($0.value)) }) { first, _ in first }
        return String(decoding: try encoder.encode(object), as: UTF8.self)
    }

    /// Reads such an object, sorted by name.
    package static func values(_ text: String) throws -> [(code: String, value: AttributeValue)] {
        try JSONDecoder().decode([String: Wire].self, from: Data(text.utf8)).sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
    }

    private struct Wire: Codable {
        let value: AttributeValue

        init(_ value: AttributeValue) {
            self.value = value
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let boolean = try? container.decode(Bool.self) {
                value = .boolean(boolean)
            } else if let integer = try? container.decode(Int.self) {
                value = .integer(integer)
            } else if let number = try? container.decode(Double.self) {
                value = .number(number)
            } else {
                value = .text(try container.decode(String.self))
            }
        }

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
}
