import Domain
import JSON

/// The parts of an OpenAPI 3.1 document that this API uses. Each part knows its own JSON.
enum OpenAPI {}

extension OpenAPI {
    /// A JSON Schema (draft 2020-12), with the keywords this API needs.
    struct Schema: Sendable {
        indirect enum Shape: Sendable {
            case text(format: String?, pattern: String?, length: ClosedRange<Int>?)
            /// One of a closed list.
            case choice([String])
            case integer(minimum: Int?, maximum: Int?)
            case integerChoice([Int])
            case number(minimum: Double?, maximum: Double?)
            case boolean
            case list(Schema, count: ClosedRange<Int>?)
            /// These members and no others; if any are named, one of `needsOneOf` has a value, and of `onlyOneOf` just one.
            case object([Property], needsOneOf: [String], onlyOneOf: [String])
            /// Members of any name.
            case map(Schema)
            /// Any object at all.
            case anyObject
            case either([Schema])
            /// A schema of the document, by its name.
            case named(String)
            /// A schema and what its members are besides.
            case refined(Schema, [Property])
        }

        /// A member of an object.
        struct Property: Sendable {
            let name: String
            let schema: Schema
            let isRequired: Bool

            static func required(_ name: String, _ schema: Schema) -> Property {
                Property(name: name, schema: schema, isRequired: true)
            }

            static func optional(_ name: String, _ schema: Schema) -> Property {
                Property(name: name, schema: schema, isRequired: false)
            }
        }

        let shape: Shape
        private(set) var isNullable = false
        private(set) var note: BilingualText?
        private(set) var example: JSONValue?

        init(_ shape: Shape) {
            self.shape = shape
        }

        /// The same, or null.
        var nullable: Schema {
            var schema = self
            schema.isNullable = true
            return schema
        }

        /// With a word for people.
        func note(_ vi: String, _ en: String) -> Schema {
            var schema = self
            schema.note = BilingualText(vi: vi, en: en)
            return schema
        }

        func example(_ value: JSONValue) -> Schema {
            var schema = self
            schema.example = value
            return schema
        }
    }
}

extension OpenAPI.Schema {
    static let text = text()
    static let uuid = text(format: "uuid")
    static let date = text(format: "date")
    static let time = text(format: "date-time").example("2026-02-13T16:30:00+07:00")
    static let boolean = OpenAPI.Schema(.boolean)
    static let integer = integer()
    static let number = number()
    static let anyObject = OpenAPI.Schema(.anyObject)

    /// Lengths count Unicode scalars.
    static func text(format: String? = nil, pattern: String? = nil, length: ClosedRange<Int>? = nil) -> OpenAPI.Schema {
        OpenAPI.Schema(.text(format: format, pattern: pattern, length: length))
    }

    static func choice(_ values: [String]) -> OpenAPI.Schema {
        OpenAPI.Schema(.choice(values))
    }

    /// The raw values of a closed list of the code's own.
    static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> OpenAPI.Schema {
        choice(Choice.allCases.map(\.rawValue))
    }

    static func integer(minimum: Int? = nil, maximum: Int? = nil) -> OpenAPI.Schema {
        OpenAPI.Schema(.integer(minimum: minimum, maximum: maximum))
    }

    static func number(minimum: Double? = nil, maximum: Double? = nil) -> OpenAPI.Schema {
        OpenAPI.Schema(.number(minimum: minimum, maximum: maximum))
    }

    static func list(_ element: OpenAPI.Schema, count: ClosedRange<Int>? = nil) -> OpenAPI.Schema {
        OpenAPI.Schema(.list(element, count: count))
    }

    static func object(
        _ properties: [Property],
        needsOneOf names: [String] = [],
        onlyOneOf alternatives: [String] = []
    ) -> OpenAPI.Schema {
        OpenAPI.Schema(.object(properties, needsOneOf: names, onlyOneOf: alternatives))
    }

    static func named(_ name: String) -> OpenAPI.Schema {
        OpenAPI.Schema(.named(name))
    }
}
