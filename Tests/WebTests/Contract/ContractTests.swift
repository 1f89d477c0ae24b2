import DatabaseTesting
import Foundation
import HTTPTypes
import JSON
import NIOCore
import Testing

@testable import Web

@Suite struct ContractTests {
    static let document = OpenAPI.Document.v1

    @Test func theRouterServesTheContractAndNothingElse() async throws {
        try await APITest.run { api in
            let served = APIRouter.table(api.useCases).routes.map { "\($0.method) \($0.path)" }
            let described = Self.document.operations.map { "\($0.method) \($0.path)" }
            #expect(Set(served) == Set(described))
            #expect(served.count == Set(served).count && described.count == Set(described).count)
        }
    }

    @Test func whatIsServedIsTheDocumentForEveryReaderOfJSON() async throws {
        try await APITest.run { api in
            let answer = try await api.get("/openapi.json")
            #expect(answer.text == JSONText.indented(Self.document.json))
            #expect(throws: Never.self) { try JSONParser.parse(Array(answer.body.readableBytesView)) }
            #expect(answer.string("openapi") == "3.1.0")
            let tag = try #require(answer.header("etag"))
            #expect(try await api.get("/openapi.json", ["if-none-match": tag]).status == 304)
        }
    }

    @Test func namesAreGivenOnceAndEveryReferenceLeadsSomewhere() throws {
        let ids = Self.document.operations.map(\.id)
        #expect(Set(ids).count == ids.count)
        let names = Self.document.schemas.map(\.name)
        #expect(Set(names).count == names.count)
        let json = Self.document.json
        let references = json.texts(of: "$ref")
        #expect(references.count > 50)
        for reference in Set(references) { #expect(SchemaCheck(document: json).resolve(reference) != .null, "\(reference)") }
        for id in json.texts(of: "operationId") { #expect(ids.contains(id)) }
    }

    @Test func everyProblemCodeBelongsToAnOperation() {
        let used = Self.document.operations.flatMap(\.problems) + OpenAPI.Document.noOperation.map(\.code)
        #expect(Set(used) == Set(ProblemCode.allCases))
        for operation in Self.document.operations {
            #expect(Set(operation.problems).count == operation.problems.count, "\(operation.id)")
        }
    }

    @Test func everyParameterOfAPathIsDescribed() {
        for operation in Self.document.operations {
            let inPath = operation.parameters.filter { $0.place == .path }
            #expect(inPath.allSatisfy { $0.isRequired && operation.path.contains("{\($0.name)}") })
            #expect(inPath.count == operation.path.count { $0 == "{" })
        }
    }

    @Test func examplesConform() throws {
        let check = SchemaCheck(document: Self.document.json)
        var count = 0
        for operation in Self.document.operations {
            for content in [operation.body].compactMap(\.self) + operation.answers.flatMap(\.contents) {
                for example in content.examples {
                    #expect(check.faults(example.value, content.schema.json) == [], "\(example.name)")
                    count += 1
                }
            }
            for parameter in operation.parameters {
                if let example = parameter.schema.example {
                    #expect(check.faults(example, parameter.schema.json) == [], "\(parameter.name)")
                }
            }
        }
        #expect(count >= 5)
        for (name, schema) in Self.document.schemas { #expect(check.exampleFaults(schema.json) == [], "\(name)") }
    }

    /// The filings shown are taken as they stand.
    @Test func examplesOfFilingsAreFiled() async throws {
        try await APITest.run { api in
            for example in OpenAPI.Content.Example.filings {
                let answer = try await api.post(
                    "/v1/reports",
                    ["content-type": "application/json", "idempotency-key": UUID().uuidString],
                    body: Array(JSONText.indented(example.value).utf8)
                )
                #expect(answer.status == 201, "\(answer.text)")
            }
        }
    }
}

extension JSONValue {
    /// The texts of all members of a name, wherever they stand.
    fileprivate func texts(of name: String) -> [String] {
        switch self {
        case .array(let elements): return elements.flatMap { $0.texts(of: name) }
        case .object(let members):
            return members.flatMap { member -> [String] in
                if member.name == name, case .string(let text) = member.value { return [text] }
                return member.value.texts(of: name)
            }
        default: return []
        }
    }
}

extension SchemaCheck {
    /// Examples inside a schema that do not conform to their own place.
    fileprivate func exampleFaults(_ schema: JSONValue) -> [String] {
        guard case .object(let members) = schema else { return [] }
        var faults: [String] = []
        if case .array(let examples) = schema["examples"] { faults += examples.flatMap { self.faults($0, schema) } }
        for member in members {
            switch (member.name, member.value) {
            case ("properties", .object(let properties)): faults += properties.flatMap { exampleFaults($0.value) }
            case ("items", let element), ("additionalProperties", let element): faults += exampleFaults(element)
            case ("anyOf", .array(let schemas)), ("allOf", .array(let schemas)): faults += schemas.flatMap(exampleFaults)
            default: break
            }
        }
        return faults
    }
}
