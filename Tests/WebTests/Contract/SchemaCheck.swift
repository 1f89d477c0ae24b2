import Domain
import Foundation
import JSON

@testable import Web

/// Checks JSON against the schemas of a document, by the keywords this document uses. Any other keyword is a fault by itself: what
/// is not understood is not checked.
struct SchemaCheck {
    /// Where references point into.
    private let document: JSONValue
    private let components: [String: JSONValue]

    init(document: JSONValue) {
        self.document = document
        guard case .object(let schemas) = document["components"]?["schemas"] else {
            components = [:]
            return
        }
        components = Dictionary(uniqueKeysWithValues: schemas.map { ("#/components/schemas/\($0.name)", $0.value) })
    }

    /// What is wrong, each with its place; empty when the value conforms.
    func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        guard case .object(let keywords) = schema else { return ["\(place): a schema that is no object"] }
        return keywords.flatMap { faults(value, $0.name, $0.value, of: schema, at: place) }
    }

    private func faults(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, of schema: JSONValue, at place: String) -> [String] {
        switch (keyword, rule, value) {
        case ("description", _, _), ("examples", _, _): []
        case ("$ref", .string(let reference), _): faults(value, resolve(reference), at: place)
        case ("type", .string(let name), _): value.isOf(name) ? [] : ["\(place): not \(name)"]
        case ("type", .array(let names), _):
            names.contains { if case .string(let name) = $0 { value.isOf(name) } else { false } } ? [] : ["\(place): not \(names)"]
        case ("enum", .array(let values), _): values.contains(value) ? [] : ["\(place): \(value) is not in the list"]
        case ("anyOf", .array(let schemas), _):
            schemas.contains { faults(value, $0, at: place).isEmpty }
                ? [] : ["\(place): none of anyOf"] + schemas.flatMap { faults(value, $0, at: place) }
        case ("oneOf", .array(let schemas), _):
            schemas.count { faults(value, $0, at: place).isEmpty } == 1 ? [] : ["\(place): not one of oneOf"]
        case ("allOf", .array(let schemas), _): schemas.flatMap { faults(value, $0, at: place) }
        case ("not", _, _): faults(value, rule, at: place).isEmpty ? ["\(place): must not be"] : []
        case ("required", .array(let names), .object(let members)): missing(names, members, at: place)
        case ("properties", .object(let properties), .object):
            properties.flatMap { property in
                value[property.name].map { faults($0, property.value, at: "\(place)/\(property.name)") } ?? []
            }
        case ("additionalProperties", _, .object(let members)): additional(members, rule, beside: schema, at: place)
        case ("items", _, .array(let elements)):
            elements.enumerated().flatMap { faults($1, rule, at: "\(place)/\($0)") }
        default: simpleFaults(value, keyword, rule, at: place)
        }
    }

    /// Keywords that look at one value only; each holds for values of other types.
    private func simpleFaults(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, at place: String) -> [String] {
        switch (keyword, rule, value) {
        case ("required", .array, _), ("properties", .object, _), ("additionalProperties", _, _), ("items", _, _): []
        case ("minItems", .integer(let count), .array(let elements)): elements.count < count ? ["\(place): too few"] : []
        case ("maxItems", .integer(let count), .array(let elements)): elements.count > count ? ["\(place): too many"] : []
        case ("minLength", .integer(let count), .string(let text)): text.unicodeScalars.count < count ? ["\(place): too short"] : []
        case ("maxLength", .integer(let count), .string(let text)): text.unicodeScalars.count > count ? ["\(place): too long"] : []
        case ("pattern", .string(let pattern), .string(let text)):
            (try? Regex(pattern)).map { text.contains($0) } == true ? [] : ["\(place): not \(pattern)"]
        case ("format", .string(let name), .string(let text)): TextFormat.fault(text, name).map { ["\(place): \($0)"] } ?? []
        case ("minimum", _, _) where value.number != nil && rule.number != nil:
            (value.number ?? 0) < (rule.number ?? 0) ? ["\(place): less than \(rule)"] : []
        case ("maximum", _, _) where value.number != nil && rule.number != nil:
            (value.number ?? 0) > (rule.number ?? 0) ? ["\(place): more than \(rule)"] : []
        case ("minItems", .integer, _), ("maxItems", .integer, _), ("minLength", .integer, _), ("maxLength", .integer, _),
            ("pattern", .string, _), ("format", .string, _):
            []
        case ("minimum", _, _) where rule.number != nil, ("maximum", _, _) where rule.number != nil: []
        default: ["\(place): the keyword \(keyword) is not understood"]
        }
    }

    private func missing(_ names: [JSONValue], _ members: [JSONValue.Member], at place: String) -> [String] {
        names.filter { name in !members.contains { .string($0.name) == name } }.map { "\(place): \($0) is missing" }
    }

    private func additional(_ members: [JSONValue.Member], _ rule: JSONValue, beside schema: JSONValue, at place: String) -> [String] {
        members.filter { schema["properties"]?[$0.name] == nil }.flatMap { member in
            rule == false ? ["\(place)/\(member.name): not in the contract"] : faults(member.value, rule, at: "\(place)/\(member.name)")
        }
    }

    /// The part of the document a reference names; null, which is no schema, when there is none.
    func resolve(_ reference: String) -> JSONValue {
        components[reference] ?? reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
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
