import Domain
import HTTPTypes
import JSON
import NIOCore

/// A refusal on its way to the client; rendered by `ErrorMapping` as RFC 9457.
struct Problem: Error {
    /// More would help nobody, and 64 KB of unknown members would be answered with 800 KB.
    static let mostErrors = 50

    let code: ProblemCode
    var errors: [FieldError] = []
    /// The rule behind `actionRefused`.
    var refusal: CommandRefusal?
    var headers: HTTPFields = [:]

    init(_ code: ProblemCode, errors: [FieldError] = [], headers: HTTPFields = [:]) {
        self.code = code
        self.errors = errors
        self.headers = headers
    }

    /// To be tried again after some seconds, drawn anew each time: who is refused together shall not come back together.
    init(_ code: ProblemCode, retryAfter seconds: ClosedRange<Int>) {
        self.init(code, headers: [.retryAfter: "\(Int.random(in: seconds))"])
    }
}

extension Problem {
    /// The last answer on its connection: what follows may be the rest of the body, or the next request of a client that did not send it.
    static var bodyTooLarge: Problem { Problem(.bodyTooLarge, headers: [.connection: "close"]) }

    /// The answer's headers and body.
    func rendered(in language: Language, requestID: String) -> (headers: HTTPFields, body: ByteBuffer) {
        var headers = headers
        headers[.contentType] = "application/problem+json; charset=utf-8"
        headers[.contentLanguage] = language.rawValue
        headers[.cacheControl] = "no-store"
        headers[.vary] = "Accept-Language"
        return (headers, ByteBuffer(bytes: JSONWriter.bytes(ProblemBody(problem: self, language: language, requestID: requestID))))
    }
}

/// The body of `application/problem+json`.
struct ProblemBody: JSONWritable {
    let problem: Problem
    let language: Language
    let requestID: String

    func write(to json: inout JSONWriter) {
        let code = problem.code
        json.object { json in
            json.member("type", "urn:phananh:problem:\(code.rawValue)")
            json.member("title", code.title[language])
            json.member("status", code.status.code)
            json.member("detail", (problem.refusal?.text ?? code.detail)[language])
            json.member("code", code.rawValue)
            json.member("rule", problem.refusal?.code)
            json.member("request_id", requestID)
            if !problem.errors.isEmpty {
                json.array("errors", problem.errors.prefix(Problem.mostErrors).map { FieldErrorBody(error: $0, language: language) })
            }
        }
    }
}

private struct FieldErrorBody: JSONWritable {
    let error: FieldError
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("pointer", error.pointer)
            json.member("code", error.code.rawValue)
            json.member("message", error.code.text[language])
        }
    }
}
