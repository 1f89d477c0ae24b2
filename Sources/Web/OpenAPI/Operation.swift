import Domain
import HTTPTypes
import JSON

extension OpenAPI {
    /// A method of a path.
    struct Operation: Sendable {
        /// A group of operations, as people look for them.
        enum Tag: String, CaseIterable, Sendable {
            case reports, changes, attachments, citizens, sessions, staff, accounts, administration, audit, figures, categories, units,
                documents
        }

        /// Which token a request may or has to show.
        enum Token: Sendable {
            case none
            /// A report's tracking token or a citizen's session's, if any.
            case tracking
            /// A registered client's or of a citizen's session, if any.
            case filer
            /// A registered client's or one of staff, if any, by what is asked for.
            case follower
            /// A report's tracking token, of the session it was filed in, or of the client that filed it.
            case reporter
            /// Of a citizen's session.
            case citizen
            /// One of staff.
            case staff
            /// One of staff, if any.
            case staffToo
        }

        let method: HTTPRequest.Method
        let path: String
        /// What clients' generators call it.
        let id: String
        let tag: Tag
        let summary: BilingualText
        let note: BilingualText?
        let parameters: [Parameter]
        let body: Content?
        /// The same with files.
        let form: Content?
        let token: Token
        let answers: [Answer]
        /// Refusals, by their codes.
        let problems: [ProblemCode]

        init(
            _ method: HTTPRequest.Method,
            _ path: String,
            id: String,
            tag: Tag,
            summary: BilingualText,
            note: BilingualText? = nil,
            parameters: [Parameter],
            body: Content? = nil,
            form: Content? = nil,
            token: Token = .none,
            answers: [Answer],
            problems: [ProblemCode]
        ) {
            self.method = method
            self.path = path
            self.id = id
            self.tag = tag
            self.summary = summary
            self.note = note
            self.parameters = parameters + [.acceptLanguage, .requestID] + (token == .staff ? [] : [.device, .client])
            self.body = body
            self.form = form
            self.token = token
            self.answers = answers
            self.problems = problems + (token == .staff ? [] : [.clientTokenInvalid])
        }
    }

    /// A value in the path, the query or a header.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let place: Place
        let name: String
        let schema: Schema
        let note: BilingualText
        var isRequired = false
    }

    /// A body in one media type.
    struct Content: Sendable {
        /// A whole body, for reading and trying.
        struct Example: Sendable {
            let name: String
            let summary: BilingualText
            let value: JSONValue
        }

        let mediaType: String
        let schema: Schema
        var examples: [Example] = []
    }

    /// What an operation answers when it does what it was asked.
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let note: BilingualText
        let headers: [Header]
        var contents: [Content] = []
        var links: [Link] = []
    }

    /// A header of an answer.
    struct Header: Sendable {
        let name: String
        let schema: Schema
        let note: BilingualText
        var isRequired = true
    }

    /// An operation that can follow, with a parameter taken from the answer.
    struct Link: Sendable {
        let name: String
        let operationID: String
        let parameter: String
        /// JSON Pointer into the body.
        let pointer: String
    }
}

extension BilingualText {
    /// On one line, Vietnamese first.
    var line: String { "\(vi) · \(en)" }
    /// In two paragraphs, Vietnamese first.
    var paragraphs: String { "\(vi)\n\n\(en)" }
}
