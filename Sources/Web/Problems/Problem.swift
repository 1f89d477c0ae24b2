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
    /// The rule behind a conflict, by which it says what stands in the way.
    var rule: (code: String, text: BilingualText)?
    /// What the checks of a calendar found, behind `calendarUnfit`.
    var findings: [CalendarFinding] = []
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
            json.member("detail", (problem.rule?.text ?? code.detail)[language])
            json.member("code", code.rawValue)
            json.member("rule", problem.rule?.code)
            json.member("request_id", requestID)
            let refused =
                problem.errors.map { RefusedFieldBody($0.pointer, $0.code.rawValue, ($0.text ?? $0.code.text)[language]) }
                + problem.findings.map { RefusedFieldBody($0.pointer, $0.code, $0.text[language]) }
            if !refused.isEmpty { json.array("errors", refused.prefix(Problem.mostErrors)) }
        }
    }
}

private struct RefusedFieldBody: JSONWritable {
    let pointer: String
    let code: String
    let message: String

    init(_ pointer: String, _ code: String, _ message: String) {
        self.pointer = pointer
        self.code = code
        self.message = message
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("pointer", pointer)
            json.member("code", code)
            json.member("message", message)
        }
    }
}
