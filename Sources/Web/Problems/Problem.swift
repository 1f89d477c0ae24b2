import Domain
import HTTPTypes

/// A refusal on its way to the client; rendered by `ErrorMapping` as RFC 9457.
struct Problem: Error {
    /// More would help nobody, and 64 KB of unknown members would be answered with 800 KB.
    static let mostErrors = 50

    let code: ProblemCode
    var errors: [FieldError] = []
    var headers: HTTPFields = [:]

    init(_ code: ProblemCode, errors: [FieldError] = [], headers: HTTPFields = [:]) {
        self.code = code
        self.errors = errors
        self.headers = headers
    }
}

/// The body of `application/problem+json`.
struct ProblemBody: Encodable {
    struct Field: Encodable {
        let pointer: String
        let code: String
        let message: String
    }

    let type: String
    let title: String
    let status: Int
    let detail: String
    let code: String
    let requestId: String
    let errors: [Field]?

    init(_ problem: Problem, language: Language, requestID: String) {
        type = "urn:phananh:problem:\(problem.code.rawValue)"
        title = problem.code.title[language]
        status = problem.code.status.code
        detail = problem.code.detail[language]
        code = problem.code.rawValue
        requestId = requestID
        errors =
            problem.errors.isEmpty
            ? nil
            : problem.errors.prefix(Problem.mostErrors).map {
                Field(pointer: $0.pointer, code: $0.code.rawValue, message: $0.code.text[language])
            }
    }
}
