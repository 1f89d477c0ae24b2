import Foundation
import HTTPTypes
import JSON
import NIOCore

@testable import Web

/// Holds requests and answers against the contract.
struct ContractCheck {
    static let shared = ContractCheck(OpenAPI.Document.v1.json)

    private let document: JSONValue
    private let schemas: SchemaCheck
    private let templates: [Template]

    /// A path of the document.
    private struct Template {
        let path: String
        let segments: [Substring]
        let parameters: Int

        init(_ path: String) {
            self.path = path
            segments = path.split(separator: "/")
            parameters = segments.count { $0.hasPrefix("{") }
        }

        func fits(_ path: [Substring]) -> Bool {
            segments.count == path.count && zip(segments, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }

    init(_ document: JSONValue) {
        self.document = document
        schemas = SchemaCheck(document: document)
        guard case .object(let paths) = document["paths"] else { preconditionFailure("a document without paths") }
        templates = paths.map { Template($0.name) }
    }

    /// What is wrong about an answer, or about the request if it was taken; empty when all conforms. `body` is nil for a form.
    func faults(_ method: HTTPRequest.Method, _ path: String, body: [UInt8]?, _ answer: JSONAnswer) -> [String] {
        let operation = operation(method, path)
        guard let expected = expected(operation, path, answer.status) else { return ["the status \(answer.status) is not in the contract"] }
        var faults = headerFaults(expected, answer) + contentFaults(expected, answer, hasBody: method != .head)
        if let operation, let body, (200..<300).contains(answer.status) { faults += bodyFaults(operation, body) }
        return faults
    }

    private func operation(_ method: HTTPRequest.Method, _ path: String) -> JSONValue? {
        let name = method == .head ? "get" : method.rawValue.lowercased()
        return template(path).flatMap { document["paths"]?[$0]?[name] }
    }

    /// The most literal path of the document that fits.
    private func template(_ path: String) -> String? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        return templates.filter { $0.fits(segments) }.min { $0.parameters < $1.parameters }?.path
    }

    private func expected(_ operation: JSONValue?, _ path: String, _ status: Int) -> JSONValue? {
        if let operation { return operation["responses"]?[String(status)] }
        let (name, only) = template(path) == nil ? ("NoSuchPath", 404) : ("MethodNotAllowed", 405)
        return status == only ? schemas.resolve("#/components/responses/\(name)") : nil
    }

    private func headerFaults(_ expected: JSONValue, _ answer: JSONAnswer) -> [String] {
        guard case .object(let headers) = expected["headers"] else { return [] }
        return headers.flatMap { header -> [String] in
            guard let text = answer.header(header.name) else {
                return header.value["required"] == true ? ["the header \(header.name) is missing"] : []
            }
            let isNumber = header.value["schema"]?["type"] == "integer"
            let value = isNumber ? Int(text).map(JSONValue.integer) ?? .string(text) : .string(text)
            return schemas.faults(value, header.value["schema"] ?? .null, at: header.name)
        }
    }

    private func contentFaults(_ expected: JSONValue, _ answer: JSONAnswer, hasBody: Bool) -> [String] {
        guard let content = expected["content"] else { return answer.text.isEmpty ? [] : ["a body that is not in the contract"] }
        let type = answer.header("content-type").map { String($0.prefix { $0 != ";" }) } ?? ""
        guard let schema = content[type]?["schema"] else { return ["the media type \(type) is not in the contract"] }
        guard hasBody else { return [] }
        guard type.hasSuffix("json") else { return schemas.faults(.string(answer.text), schema) }
        guard let value = try? JSONParser.parse(Array(answer.body.readableBytesView)) else { return ["the body is no JSON"] }
        return schemas.faults(value, schema)
    }

    /// What was taken must be allowed by the contract.
    private func bodyFaults(_ operation: JSONValue, _ body: [UInt8]) -> [String] {
        guard let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"] else { return [] }
        guard let value = try? JSONParser.parse(body) else { return ["a body was taken that is no JSON"] }
        return schemas.faults(value, schema, at: "request")
    }
}
