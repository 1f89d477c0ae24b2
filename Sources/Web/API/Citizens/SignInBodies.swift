import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// What requests to sign in hold.
enum SignInBodies {
    /// `{"phone"}`
    static func phone(_ json: JSONValue) throws -> String {
        try members(json) { reader in text("phone", &reader) }
    }

    /// `{"request_id", "code"}`; blanks in a code do not count.
    static func code(_ json: JSONValue) throws -> (request: UUID, code: String) {
        try members(json) { reader in
            let id = text("request_id", &reader)
            let code = text("code", &reader)?.filter { !$0.isWhitespace }
            let request = id.flatMap { UUID(uuidString: $0) }
            if id != nil, request == nil { reader.refuse("request_id", .unknownValue) }
            if let code, !Self.isCode(code) { reader.refuse("code", .unknownValue) }
            guard let request, let code else { return nil }
            return (request, code)
        }
    }

    /// Reads an object whose every member is wanted; all that is wrong is reported at once.
    static func members<Value>(_ json: JSONValue, _ body: (inout JSONObjectReader) -> Value?) throws -> Value {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let value = body(&reader)
        reader.finish()
        guard reader.errors.isEmpty, let value else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return value
    }

    static func text(_ name: String, _ reader: inout JSONObjectReader) -> String? {
        let text = reader.string(name)
        if text == nil, !reader.refused(name) { reader.require(name) }
        return text
    }

    private static func isCode(_ text: String) -> Bool {
        text.utf8.count == CitizenSignInRules.codeDigits && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

/// What a code is to be tried with.
struct CodeRequestBody: JSONWritable {
    let asked: CitizenSignIn.CodeRequest

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("request_id", asked.id)
            json.member("expires_at", asked.expiresAt.rfc3339)
        }
    }
}

/// A session that was opened.
struct SessionBody: JSONWritable {
    let session: CitizenSignIn.Session

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("token", session.token)
            json.member("expires_at", session.expiresAt.rfc3339)
        }
    }

    func answer(to request: Request, _ context: APIContext) -> Response {
        var response = Answer.json(self, to: request, context, isPrivate: true)
        response.status = .created
        return response
    }
}

/// A report for the citizen it is from.
struct CitizenReportBody: JSONWritable {
    let item: CitizenReports.Item
    let language: Language
    let links: AttachmentLinks

    func write(to json: inout JSONWriter) {
        json.object { json in
            ReportBody(item.reading, language, links, until: links.end).writeMembers(to: &json)
            json.nullable("tracking_token", item.trackingToken)
        }
    }
}
