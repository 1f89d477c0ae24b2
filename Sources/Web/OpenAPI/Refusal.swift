import Domain
import HTTPTypes
import JSON

extension OpenAPI {
    /// A refusal of one status: problem+json with one of the codes.
    struct Refusal: Sendable {
        let codes: [ProblemCode]

        /// `codes` have one status, and there is at least one.
        init(_ codes: [ProblemCode]) {
            self.codes = codes
        }
    }
}

extension OpenAPI.Refusal {
    /// The answer it is.
    var json: JSONValue {
        [
            "description": .string(codes.map { "`\($0.rawValue)`: \($0.title.line)" }.joined(separator: "\n\n")),
            "headers": .members(headers.map { ($0.name, $0.json) }),
            "content": OpenAPI.Content.json([OpenAPI.Content(mediaType: "application/problem+json", schema: schema)]),
        ]
    }

    private var schema: OpenAPI.Schema {
        OpenAPI.Schema(
            .refined(
                .named("Problem"),
                [
                    .required("status", OpenAPI.Schema(.integerChoice(Set(codes.map(\.status.code)).sorted()))),
                    .required("code", .choice(codes.map(\.rawValue))),
                ]
            )
        )
    }

    private var headers: [OpenAPI.Header] {
        let ofStatus: [OpenAPI.Header] =
            switch codes.first?.status {
            case .unauthorized: [.wwwAuthenticate]
            case .methodNotAllowed: [.allow]
            case .tooManyRequests, .serviceUnavailable: [.retryAfter]
            case .rangeNotSatisfiable: [.contentRange]
            case let status? where status.code == 507: [.retryAfter]
            default: []
            }
        return ofStatus + [.contentLanguage, .requestID, .rateLimit, .rateLimitPolicy]
    }
}
