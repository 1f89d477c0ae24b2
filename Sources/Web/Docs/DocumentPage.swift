import Domain
import HTTPTypes
import JSON

/// The contract as people read it, in one language.
struct DocumentPage: Pages.Content {
    static let template = "document"

    struct Tag {
        let title: String
        let operations: [Operation]
    }

    struct Operation {
        let id: String
        let method: String
        let path: String
        let summary: String
        let note: String?
        let token: String?
        let parameters: [Parameter]
        let body: Content?
        let answers: [Answer]
        let refusals: [Refusal]
    }

    struct Parameter {
        let name: String
        let place: String
        let isRequired: Bool
        let text: String
        let link: String?
        let note: String
    }

    struct Content {
        struct Example {
            let summary: String
            let text: String
        }

        let mediaType: String
        let type: TypeName
        let examples: [Example]
    }

    struct Answer {
        let status: Int
        let note: String
        let headers: String
        let contents: [Content]
    }

    struct Refusal {
        let status: Int
        let codes: [String]
    }

    struct ProblemRow {
        let code: String
        let status: Int
        let title: String
        let detail: String
    }

    struct Row {
        let code: String
        var group: String?
        let meaning: String
    }

    let language: String
    let title: String
    let words: Words
    let rules: [String]
    let tags: [Tag]
    let problems: [ProblemRow]
    let fields: [Row]
    let statuses: [Row]
    let schemas: [SchemaRow]

    init(_ document: OpenAPI.Document, _ language: Language) {
        self.language = language.rawValue
        title = OpenAPI.Document.title[language]
        words = Words(language)
        rules = OpenAPI.Document.rules.map { $0[language] }
        tags = OpenAPI.Operation.Tag.allCases.map { tag in
            let operations = document.operations.filter { $0.tag == tag }
            return Tag(title: tag.title[language], operations: operations.map { Operation($0, language) })
        }
        problems = ProblemCode.allCases.map {
            ProblemRow(code: $0.rawValue, status: $0.status.code, title: $0.title[language], detail: $0.detail[language])
        }
        fields = FieldErrorCode.allCases.map { Row(code: $0.rawValue, meaning: $0.text[language]) }
        statuses = ReportStatus.allCases.map { Row(code: $0.rawValue, group: $0.group?.rawValue, meaning: $0.label[language]) }
        schemas = document.schemas.map { SchemaRow($0.name, $0.schema, language) }
    }
}

extension DocumentPage.Operation {
    init(_ operation: OpenAPI.Operation, _ language: Language) {
        id = operation.id
        method = operation.method.rawValue
        path = operation.path
        summary = operation.summary[language]
        note = operation.note?[language]
        token = operation.token.text?[language]
        parameters = operation.parameters.map { DocumentPage.Parameter($0, language) }
        body = (operation.body ?? operation.form).map { DocumentPage.Content($0, language) }
        answers = operation.answers.map { answer in
            DocumentPage.Answer(
                status: answer.status.code,
                note: answer.note[language],
                headers: answer.headers.map(\.name).joined(separator: ", "),
                contents: answer.contents.map { DocumentPage.Content($0, language) }
            )
        }
        refusals = Dictionary(grouping: operation.problems, by: \.status.code).sorted { $0.key < $1.key }
            .map { DocumentPage.Refusal(status: $0.key, codes: $0.value.map(\.rawValue)) }
    }
}

extension OpenAPI.Operation.Token {
    /// What people read; nil where none is looked at.
    fileprivate var text: BilingualText? {
        switch self {
        case .none: nil
        case .tracking:
            BilingualText(
                vi: "Có thể kèm Authorization: Bearer trk_… (mã theo dõi).",
                en: "May carry Authorization: Bearer trk_… (the tracking token)."
            )
        case .filer:
            BilingualText(
                vi: "Có thể kèm Authorization: Bearer hnc_… (ứng dụng đăng ký) hoặc hnz_… (phiên đăng nhập của người dân).",
                en: "May carry Authorization: Bearer hnc_… (a registered client's token) or hnz_… (a citizen's session)."
            )
        case .follower:
            BilingualText(
                vi: "Theo scope: không cần gì (public), hoặc Authorization: Bearer hnc_… (client), hn_… (agency, city).",
                en: "By `scope`: nothing (public), or Authorization: Bearer hnc_… (client), hn_… (agency, city)."
            )
        case .reporter:
            BilingualText(
                vi: "Cần Authorization: Bearer trk_… (mã theo dõi), hnz_… (phiên đăng nhập khi gửi) hoặc hnc_… (ứng dụng đã gửi).",
                en:
                    "Needs Authorization: Bearer trk_… (the tracking token), hnz_… (a session of who filed) or hnc_… (the client that filed)."
            )
        case .staffToo:
            BilingualText(
                vi: "Có thể kèm Authorization: Bearer hn_… (cán bộ).",
                en: "May carry Authorization: Bearer hn_… (a token of staff)."
            )
        case .citizen:
            BilingualText(
                vi: "Cần Authorization: Bearer hnz_… (phiên đăng nhập của người dân).",
                en: "Needs Authorization: Bearer hnz_… (a citizen's session)."
            )
        case .staff:
            BilingualText(
                vi: "Cần Authorization: Bearer hn_… (mã truy cập của cán bộ).",
                en: "Needs Authorization: Bearer hn_… (a token of staff)."
            )
        }
    }
}

extension DocumentPage.Parameter {
    init(_ parameter: OpenAPI.Parameter, _ language: Language) {
        let type = DocumentPage.TypeName(parameter.schema)
        name = parameter.name
        place = parameter.place.rawValue
        isRequired = parameter.isRequired
        text = type.text
        link = type.link
        note = parameter.note[language]
    }
}

extension DocumentPage.Content {
    init(_ content: OpenAPI.Content, _ language: Language) {
        mediaType = content.mediaType
        type = DocumentPage.TypeName(content.schema)
        examples = content.examples.map { Example(summary: $0.summary[language], text: JSONText.indented($0.value)) }
    }
}
