import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let templateOperations: [OpenAPI.Operation] = [listTemplates, makeTemplate, readTemplate, changeTemplate, dropTemplate]

    private static let listTemplates = OpenAPI.Operation(
        .get,
        "/v1/admin/templates",
        id: "listTemplates",
        tag: .staff,
        summary: BilingualText(vi: "Mẫu trả lời của một cơ quan", en: "What a desk says often"),
        note: BilingualText(
            vi: "Để ứng dụng gợi ý lời cho từng việc (action); người xử lý sửa lại trước khi gửi.",
            en: "For clients to offer with an `action`; whoever acts completes the words before they are sent."
        ),
        parameters: [.agencyID, .templateAction],
        token: .staff,
        answers: [
            .list(
                "TemplateList",
                BilingualText(vi: "Theo tiêu đề; mặc định cơ quan của mình.", en: "By title; of one's own desk unless told.")
            )
        ],
        problems: accountReads
    )

    private static let makeTemplate = OpenAPI.Operation(
        .post,
        "/v1/admin/templates",
        id: "makeTemplate",
        tag: .staff,
        summary: BilingualText(vi: "Thêm mẫu trả lời", en: "Add a template"),
        note: BilingualText(
            vi: "Quản trị đơn vị, cho cơ quan mình; tối đa \(AnswerTemplate.most) mẫu, tiêu đề không trùng.",
            en: "By a unit's administrator for their desk: at most \(AnswerTemplate.most), each title once."
        ),
        parameters: [],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("NewTemplate"),
            examples: [
                OpenAPI.Content.Example(
                    name: "photo",
                    summary: BilingualText(vi: "Hỏi thêm ảnh", en: "Asking for a photo"),
                    value: [
                        "action": "request_information", "title": "Xin thêm ảnh",
                        "text": "Đề nghị Ông/Bà gửi thêm ảnh hiện trường để chúng tôi xác định đúng vị trí.",
                    ]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Mẫu mới.", en: "The new template."),
                headers: [.locationOf("templates")] + OpenAPI.Header.versioned,
                contents: [.json("Template")]
            )
        ],
        problems: accountWrites
    )

    private static let readTemplate = OpenAPI.Operation(
        .get,
        "/v1/admin/templates/{id}",
        id: "readTemplate",
        tag: .staff,
        summary: BilingualText(vi: "Xem mẫu trả lời", en: "Read a template"),
        parameters: [.objectID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("Template", BilingualText(vi: "Mẫu.", en: "The template.")), .notModified],
        problems: ProblemCode.staff + [.notFound]
    )

    private static let changeTemplate = OpenAPI.Operation(
        .patch,
        "/v1/admin/templates/{id}",
        id: "changeTemplate",
        tag: .staff,
        summary: BilingualText(vi: "Sửa mẫu trả lời", en: "Change a template"),
        parameters: [.objectID, .ifMatchObject],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("TemplateChange")),
        token: .staff,
        answers: [.versioned("Template", BilingualText(vi: "Mẫu sau khi sửa.", en: "The template as it is then."))],
        problems: accountChanges
    )

    private static let dropTemplate = OpenAPI.Operation(
        .delete,
        "/v1/admin/templates/{id}",
        id: "dropTemplate",
        tag: .staff,
        summary: BilingualText(vi: "Xóa mẫu trả lời", en: "Take a template away"),
        parameters: [.objectID, .ifMatchObject],
        token: .staff,
        answers: [.nothing(BilingualText(vi: "Không còn mẫu này.", en: "There is no such template any more."))],
        problems: ProblemCode.staff + [
            .forbidden, .outcomeUnknown, .notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers,
        ]
    )
}

extension OpenAPI.Parameter {
    fileprivate static let templateAction = OpenAPI.Parameter(
        place: .query,
        name: "action",
        schema: .choice(AnswerTemplate.actions.map(\.rawValue)),
        note: BilingualText(vi: "Chỉ mẫu của việc này.", en: "Those of this action alone.")
    )
}

extension OpenAPI.Document {
    static let templateSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("TemplateList", .object([.required("items", .list(.named("Template"))), .required("next", .text.nullable)])),
        (
            "Template",
            .object([
                .required("id", .uuid), .required("agency", .uuid), .required("action", templateActions), .required("title", .text),
                .required("text", .text), .required("version", .integer(minimum: 1)),
            ])
        ),
        (
            "NewTemplate",
            .object([
                .required("action", templateActions), .required("title", templateTitle), .required("text", templateText),
                .optional("agency", .uuid),
            ])
        ),
        (
            "TemplateChange",
            .object([.optional("action", templateActions), .optional("title", templateTitle), .optional("text", templateText)])
        ),
    ]

    private static let templateActions = OpenAPI.Schema.choice(AnswerTemplate.actions.map(\.rawValue))
    private static let templateTitle = OpenAPI.Schema.text(length: 1...AnswerTemplate.longestTitle)
    private static let templateText = OpenAPI.Schema.text(length: 1...AnswerTemplate.longestText)
}
