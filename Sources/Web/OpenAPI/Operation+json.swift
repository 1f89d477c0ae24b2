import Domain
import HTTPTypes
import JSON

extension OpenAPI.Operation {
    /// As it stands under its path.
    var json: JSONValue {
        let members: [(String, JSONValue?)] = [
            ("operationId", .string(id)), ("tags", .strings([tag.rawValue])), ("summary", .string(summary.line)),
            ("description", note.map { .string($0.paragraphs) }), ("security", token.security),
            ("parameters", .array(parameters.map(\.json))), ("requestBody", body == nil && form == nil ? nil : requestBody),
            ("responses", .members(responses)),
        ]
        return .members(members)
    }

    private var requestBody: JSONValue {
        ["required": true, "content": OpenAPI.Content.json([body, form].compactMap(\.self))]
    }

    private var responses: [(String, JSONValue?)] {
        let refusals = Dictionary(grouping: problems, by: \.status.code).sorted { $0.key < $1.key }
        return answers.map { (String($0.status.code), $0.json) } + refusals.map { (String($0.key), OpenAPI.Refusal($0.value).json) }
    }
}

extension OpenAPI.Operation.Token {
    /// nil where none is looked at.
    fileprivate var security: JSONValue? {
        switch self {
        case .none: nil
        case .tracking:
            [
                [:], .members([(OpenAPI.Document.trackingScheme, .array([]))]), .members([(OpenAPI.Document.citizenScheme, .array([]))]),
            ]
        case .filer:
            [
                [:], .members([(OpenAPI.Document.clientScheme, .array([]))]), .members([(OpenAPI.Document.citizenScheme, .array([]))]),
            ]
        case .follower:
            [
                [:], .members([(OpenAPI.Document.clientScheme, .array([]))]), .members([(OpenAPI.Document.staffScheme, .array([]))]),
            ]
        case .reporter:
            [
                .members([(OpenAPI.Document.trackingScheme, .array([]))]), .members([(OpenAPI.Document.citizenScheme, .array([]))]),
                .members([(OpenAPI.Document.clientScheme, .array([]))]),
            ]
        case .citizen: [.members([(OpenAPI.Document.citizenScheme, .array([]))])]
        case .staff: [.members([(OpenAPI.Document.staffScheme, .array([]))])]
        case .staffToo: [[:], .members([(OpenAPI.Document.staffScheme, .array([]))])]
        }
    }
}

extension OpenAPI.Parameter {
    var json: JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .boolean(isRequired),
            "description": .string(note.paragraphs), "schema": schema.json,
        ]
    }
}

extension OpenAPI.Content {
    static func json(_ contents: [Self]) -> JSONValue {
        .members(contents.map { ($0.mediaType, $0.json) })
    }

    private var json: JSONValue {
        let examples = examples.map { example -> (String, JSONValue?) in
            (example.name, ["summary": .string(example.summary.line), "value": example.value])
        }
        return .members([("schema", schema.json), ("examples", examples.isEmpty ? nil : .members(examples))])
    }
}

extension OpenAPI.Answer {
    var json: JSONValue {
        .members([
            ("description", .string(note.paragraphs)),
            ("headers", .members(headers.map { ($0.name, $0.json) })),
            ("content", contents.isEmpty ? nil : OpenAPI.Content.json(contents)),
            ("links", links.isEmpty ? nil : .members(links.map { ($0.name, $0.json) })),
        ])
    }
}

extension OpenAPI.Header {
    var json: JSONValue {
        ["description": .string(note.paragraphs), "required": .boolean(isRequired), "schema": schema.json]
    }
}

extension OpenAPI.Link {
    fileprivate var json: JSONValue {
        ["operationId": .string(operationID), "parameters": .members([(parameter, .string("$response.body#\(pointer)"))])]
    }
}
