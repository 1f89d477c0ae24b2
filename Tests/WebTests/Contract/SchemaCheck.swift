import Domain
import Foundation
import JSON

@testable import Web

/// Checks JSON against the schemas of a document.
struct SchemaCheck: Sendable {
    /// Where references point into.
    private let document: JSONValue
    private let components: [String: Schema]

    init(document: JSONValue) {
        self.document = document
        guard case .object(let schemas) = document["components"]?["schemas"] else {
            components = [:]
            return
        }
        components = Dictionary(uniqueKeysWithValues: schemas.map { ("#/components/schemas/\($0.name)", Schema($0.value)) })
    }

    /// What is wrong, each with its place; empty when the value conforms.
    func faults(_ value: JSONValue, _ schema: JSONValue) -> [String] {
        Schema(schema).faults(value, self)
    }

    func schema(_ reference: String) -> Schema {
        components[reference] ?? Schema(resolve(reference))
    }

    /// The part of the document a reference names; null, which is no schema, when there is none.
    func resolve(_ reference: String) -> JSONValue {
        reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }
}

/// A schema by the keywords this document uses, read once for many values. Any other keyword is a fault by itself: what is not
/// understood is not checked.
struct Schema: Sendable {
    /// What is wrong about a value by one keyword, each with its place within the value.
    private typealias Rule = @Sendable (JSONValue, SchemaCheck) -> [String]

    private let rules: [Rule]

    init(_ json: JSONValue) {
        guard case .object(let keywords) = json else {
            rules = [{ _, _ in [": a schema that is no object"] }]
            return
        }
        rules = keywords.compactMap { Self.rule($0.name, $0.value, of: json) }
    }

    /// References are looked up in `check`.
    func faults(_ value: JSONValue, _ check: SchemaCheck) -> [String] {
        var all: [String] = []
        for rule in rules {
            let faults = rule(value, check)
            if !faults.isEmpty { all += faults }
        }
        return all
    }

    private func accepts(_ value: JSONValue, _ check: SchemaCheck) -> Bool {
        rules.allSatisfy { $0(value, check).isEmpty }
    }
}

extension Schema {
    private static func rule(_ keyword: String, _ rule: JSONValue, of schema: JSONValue) -> Rule? {
        switch (keyword, rule) {
        case ("description", _), ("examples", _): return nil
        case ("$ref", .string(let reference)): return { $1.schema(reference).faults($0, $1) }
        case ("type", .string(let name)): return { value, _ in value.isOf(name) ? [] : [": not \(name)"] }
        case ("type", .array(let types)):
            let names = types.compactMap(\.text)
            return { value, _ in names.contains { value.isOf($0) } ? [] : [": not \(types)"] }
        case ("enum", .array(let values)): return { value, _ in values.contains(value) ? [] : [": \(value) is not in the list"] }
        case ("anyOf", .array(let schemas)):
            let schemas = schemas.map(Schema.init)
            return { value, check in
                schemas.contains { $0.accepts(value, check) } ? [] : [": none of anyOf"] + schemas.flatMap { $0.faults(value, check) }
            }
        case ("oneOf", .array(let schemas)):
            let schemas = schemas.map(Schema.init)
            return { value, check in schemas.count { $0.accepts(value, check) } == 1 ? [] : [": not one of oneOf"] }
        case ("allOf", .array(let schemas)):
            let schemas = schemas.map(Schema.init)
            return { value, check in schemas.flatMap { $0.faults(value, check) } }
        case ("not", _):
            let refused = Schema(rule)
            return { refused.accepts($0, $1) ? [": must not be"] : [] }
        case ("required", .array(let names)): return required(names)
        case ("properties", .object(let properties)): return members(properties)
        case ("additionalProperties", _): return additional(rule, beside: schema["properties"])
        case ("items", _): return items(Schema(rule))
        default: return simple(keyword, rule)
        }
    }

    private static func required(_ names: [JSONValue]) -> Rule {
        { value, _ in
            guard case .object(let members) = value else { return [] }
            let given = Set(members.map(\.name))
            return names.filter { $0.text.map(given.contains) != true }.map { ": \($0) is missing" }
        }
    }

    private static func members(_ properties: [JSONValue.Member]) -> Rule {
        let schemas = Dictionary(uniqueKeysWithValues: properties.map { ($0.name, Schema($0.value)) })
        return { value, check in
            guard case .object(let members) = value else { return [] }
            return members.flatMap { schemas[$0.name]?.faults($0.value, check).at($0.name) ?? [] }
        }
    }

    private static func additional(_ rule: JSONValue, beside properties: JSONValue?) -> Rule {
        let known = if case .object(let members) = properties { Set(members.map(\.name)) } else { Set<String>() }
        let schema = Schema(rule)
        return { value, check in
            guard case .object(let members) = value else { return [] }
            return members.filter { !known.contains($0.name) }.flatMap { member in
                (rule == false ? [": not in the contract"] : schema.faults(member.value, check)).at(member.name)
            }
        }
    }

    private static func items(_ schema: Schema) -> Rule {
        { value, check in
            guard case .array(let elements) = value else { return [] }
            return elements.enumerated().flatMap { schema.faults($1, check).at(String($0)) }
        }
    }

    /// Keywords that look at one value only; each holds for values of other types.
    private static func simple(_ keyword: String, _ rule: JSONValue) -> Rule {
        switch (keyword, rule) {
        case ("minItems", .integer(let count)): { value, _ in (value.elements?.count ?? count) < count ? [": too few"] : [] }
        case ("maxItems", .integer(let count)): { value, _ in (value.elements?.count ?? count) > count ? [": too many"] : [] }
        case ("minLength", .integer(let count)): { value, _ in (value.text?.unicodeScalars.count ?? count) < count ? [": too short"] : [] }
        case ("maxLength", .integer(let count)): { value, _ in (value.text?.unicodeScalars.count ?? count) > count ? [": too long"] : [] }
        case ("pattern", .string(let pattern)):
            { value, _ in
                guard let text = value.text else { return [] }
                return (try? Regex(pattern)).map { text.contains($0) } == true ? [] : [": not \(pattern)"]
            }
        case ("format", .string(let name)):
            { value, _ in value.text.flatMap { TextFormat.fault($0, name) }.map { [": \($0)"] } ?? [] }
        case ("minimum", _) where rule.number != nil:
            { value, _ in value.number.map { $0 < rule.number ?? 0 } == true ? [": less than \(rule)"] : [] }
        case ("maximum", _) where rule.number != nil:
            { value, _ in value.number.map { $0 > rule.number ?? 0 } == true ? [": more than \(rule)"] : [] }
        default: { _, _ in [": the keyword \(keyword) is not understood"] }
        }
    }
}

extension [String] {
    /// Faults of a member or an element as faults of the whole.
    fileprivate func at(_ name: String) -> [String] {
        isEmpty ? [] : map { "/\(name)\($0)" }
    }
}

/// The formats of the document. Those that only say what a text means hold for any text.
enum TextFormat {
    static func fault(_ text: String, _ name: String) -> String? {
        let holds: Bool? =
            switch name {
            case "uuid": UUID(uuidString: text) != nil && text == text.lowercased()
            case "date": CivilDate(text) != nil
            case "date-time": Instant(rfc3339: text) != nil
            case "uri": URL(string: text)?.scheme != nil
            case "email": text.contains("@")
            case "report-code": if case .code = ReportCode.read(text) { true } else { false }
            case "text", "line", "phone", "category-code", "cursor", "binary": true
            default: nil
            }
        guard let holds else { return "the format \(name) is not understood" }
        return holds ? nil : "\(text) is not a \(name)"
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    fileprivate var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    fileprivate func isOf(_ type: String) -> Bool {
        switch (type, self) {
        case ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .integer), ("number", .number),
            ("string", .string), ("array", .array), ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}
