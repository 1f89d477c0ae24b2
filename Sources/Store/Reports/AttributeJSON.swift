package import Domain
internal import FoundationEssentials
internal import JSON

/// Attribute values as the JSON object they are stored as.
package enum AttributeJSON {
    /// `{"size":"large","depth_cm":30}`, names sorted.
    package static func text(_ values: [(code: String, value: AttributeValue)]) -> String {
        var json = JSONWriter()
        json.dictionary(values.sorted { $0.code < $1.code }.map { ($0.code, Wire($0.value)) })
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads such an object, sorted by name.
    package static func values(_ text: String) throws -> [(code: String, value: AttributeValue)] {
        try JSONDecoder().decode([String: Wire].self, from: Data(text.utf8)).sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
    }

    private struct Wire: Decodable, JSONWritable {
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
}
