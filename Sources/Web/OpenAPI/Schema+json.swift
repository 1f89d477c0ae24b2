import JSON

extension OpenAPI.Schema {
    /// As it stands in the document.
    var json: JSONValue {
        let words: [(String, JSONValue?)] = [
            ("description", note.map { .string($0.paragraphs) }), ("examples", example.map { [$0] }),
        ]
        return .members(keywords + words)
    }

    private var keywords: [(String, JSONValue?)] {
        switch shape {
        case .text(let format, let pattern, let length):
            [
                type("string"), ("format", format.map(JSONValue.string)), ("pattern", pattern.map(JSONValue.string)),
                ("minLength", length.map { .integer($0.lowerBound) }), ("maxLength", length.map { .integer($0.upperBound) }),
            ]
        case .choice(let values): [type("string"), ("enum", .array(values.map(JSONValue.string) + (isNullable ? [.null] : [])))]
        case .integer(let minimum, let maximum):
            [type("integer"), ("minimum", minimum.map(JSONValue.integer)), ("maximum", maximum.map(JSONValue.integer))]
        case .integerChoice(let values): [type("integer"), ("enum", .array(values.map(JSONValue.integer)))]
        case .number(let minimum, let maximum):
            [type("number"), ("minimum", minimum.map(JSONValue.number)), ("maximum", maximum.map(JSONValue.number))]
        case .boolean: [type("boolean")]
        case .list(let element, let count):
            [
                type("array"), ("items", element.json), ("minItems", count.map { .integer($0.lowerBound) }),
                ("maxItems", count.map { .integer($0.upperBound) }),
            ]
        case .object(let properties, let names, let alternatives):
            [type("object")] + Self.members(properties) + [
                ("additionalProperties", false), ("anyOf", names.isEmpty ? nil : .array(names.map(Self.present))),
                ("oneOf", alternatives.isEmpty ? nil : .array(alternatives.map(Self.present))),
            ]
        case .map(let value): [type("object"), ("additionalProperties", value.json)]
        case .anyObject: [type("object")]
        case .either(let schemas): [("anyOf", .array(schemas.map(\.json) + (isNullable ? [["type": "null"]] : [])))]
        case .named(let name): isNullable ? [("anyOf", [Self.reference(name), ["type": "null"]])] : Self.reference(name).keywords
        case .refined(let schema, let properties): [("allOf", [schema.json, .members(Self.members(properties))])]
        }
    }

    private func type(_ name: JSONValue) -> (String, JSONValue?) {
        ("type", isNullable ? [name, "null"] : name)
    }

    private static func members(_ properties: [Property]) -> [(String, JSONValue?)] {
        let required = properties.filter(\.isRequired).map(\.name)
        return [
            ("required", required.isEmpty ? nil : .strings(required)),
            ("properties", .members(properties.map { ($0.name, $0.schema.json) })),
        ]
    }

    /// A member that is there and not null.
    private static func present(_ name: String) -> JSONValue {
        let value: JSONValue = ["not": ["type": "null"]]
        return ["required": [.string(name)], "properties": .members([(name, value)])]
    }

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }
}

extension JSONValue {
    fileprivate var keywords: [(String, JSONValue?)] {
        guard case .object(let members) = self else { return [] }
        return members.map { ($0.name, $0.value) }
    }
}
