import Foundation
import HTTPTypes
import JSON
import NIOCore

@testable import Web

/// Holds requests and answers against the contract.
struct ContractCheck: Sendable {
    static let shared = ContractCheck(OpenAPI.Document.v1.json)

    private let schemas: SchemaCheck
    private let templates: [Template]
    /// By path and method.
    private let operations: [String: [String: Operation]]
    /// Where no path fits, and where one has no such method.
    private let (noPath, noMethod): (Response, Response)

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

    private struct Operation {
        /// Of a body in JSON.
        let body: Schema?
        /// By status.
        let responses: [Int: Response]

        init(_ json: JSONValue) {
            body = (json["requestBody"]?["content"]?["application/json"]?["schema"]).map(Schema.init)
            responses = Dictionary(
                uniqueKeysWithValues: json.members(of: "responses").compactMap { status, response in
                    Int(status).map { ($0, Response(response)) }
                }
            )
        }
    }

    private struct Response {
        let headers: [Header]
        /// By media type; nil where there is no body.
        let contents: [String: Schema]?

        init(_ json: JSONValue) {
            headers = json.members(of: "headers").map(Header.init)
            contents =
                json["content"] == nil
                ? nil
                : Dictionary(
                    uniqueKeysWithValues: json.members(of: "content").compactMap { type, content in
                        content["schema"].map { (type, Schema($0)) }
                    }
                )
        }
    }

    private struct Header {
        let name: String
        let isRequired: Bool
        let isNumber: Bool
        let schema: Schema

        init(_ name: String, _ json: JSONValue) {
            self.name = name
            isRequired = json["required"] == true
            isNumber = json["schema"]?["type"] == "integer"
            schema = Schema(json["schema"] ?? .null)
        }
    }

    init(_ document: JSONValue) {
        schemas = SchemaCheck(document: document)
        let paths = document.members(of: "paths")
        precondition(!paths.isEmpty, "a document without paths")
        templates = paths.map { Template($0.0) }
        operations = Dictionary(
            uniqueKeysWithValues: paths.map { path, item in
                guard case .object(let methods) = item else { preconditionFailure("a path without methods") }
                return (path, Dictionary(uniqueKeysWithValues: methods.map { ($0.name, Operation($0.value)) }))
            }
        )
        (noPath, noMethod) = (
            Response(schemas.resolve("#/components/responses/NoSuchPath")),
            Response(schemas.resolve("#/components/responses/MethodNotAllowed"))
        )
    }

    /// What is wrong about an answer, or about the request if it was taken; empty when all conforms. `body` is nil for a form.
    func faults(_ method: HTTPRequest.Method, _ path: String, body: [UInt8]?, _ answer: JSONAnswer) -> [String] {
        let template = template(path)
        let operation = template.flatMap { operations[$0]?[method == .head ? "get" : method.rawValue.lowercased()] }
        let expected =
            if let operation { operation.responses[answer.status] } else if template == nil { answer.status == 404 ? noPath : nil } else {
                answer.status == 405 ? noMethod : nil
            }
        guard let expected else { return ["the status \(answer.status) is not in the contract"] }
        var faults = headerFaults(expected, answer) + contentFaults(expected, answer, hasBody: method != .head)
        if let schema = operation?.body, let body, (200..<300).contains(answer.status) { faults += bodyFaults(schema, body) }
        return faults
    }

    /// The most literal path of the document that fits.
    private func template(_ path: String) -> String? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        return templates.filter { $0.fits(segments) }.min { $0.parameters < $1.parameters }?.path
    }

    private func headerFaults(_ expected: Response, _ answer: JSONAnswer) -> [String] {
        expected.headers.flatMap { header -> [String] in
            guard let text = answer.header(header.name) else { return header.isRequired ? ["the header \(header.name) is missing"] : [] }
            let value = header.isNumber ? Int(text).map(JSONValue.integer) ?? .string(text) : .string(text)
            return header.schema.faults(value, schemas).map { header.name + $0 }
        }
    }

    private func contentFaults(_ expected: Response, _ answer: JSONAnswer, hasBody: Bool) -> [String] {
        guard let contents = expected.contents else { return answer.text.isEmpty ? [] : ["a body that is not in the contract"] }
        let type = answer.header("content-type").map { String($0.prefix { $0 != ";" }) } ?? ""
        guard let schema = contents[type] else { return ["the media type \(type) is not in the contract"] }
        guard hasBody else { return [] }
        guard type.hasSuffix("json") else { return schema.faults(.string(answer.text), schemas) }
        guard let value = try? JSONParser.parse(Array(answer.body.readableBytesView)) else { return ["the body is no JSON"] }
        return schema.faults(value, schemas)
    }

    /// What was taken must be allowed by the contract.
    private func bodyFaults(_ schema: Schema, _ body: [UInt8]) -> [String] {
        guard let value = try? JSONParser.parse(body) else { return ["a body was taken that is no JSON"] }
        return schema.faults(value, schemas).map { "request" + $0 }
    }
}

extension JSONValue {
    /// None where there is no object of that name.
    fileprivate func members(of name: String) -> [(String, JSONValue)] {
        guard case .object(let members) = self[name] else { return [] }
        return members.map { ($0.name, $0.value) }
    }
}
