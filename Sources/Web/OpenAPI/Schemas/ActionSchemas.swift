import Domain
import JSON

extension OpenAPI.Document {
    /// An action and the members it takes: one schema for each, so that a client's generator makes a type of each.
    static let action = OpenAPI.Schema(
        .either([
            one("acknowledge", .optional("publish", OpenAPI.Schema.boolean.nullable)),
            one(
                "assign",
                .optional(
                    "assignee",
                    OpenAPI.Schema(.either([.uuid, .choice(["me", "none"])])).nullable.note(
                        "Tài khoản của cơ quan, me (mình) hoặc none (thôi phân công).",
                        "An account of the desk, `me`, or `none`: nobody's any more."
                    )
                ),
                .optional("team", OpenAPI.Schema.uuid.nullable),
                onlyOneOf: ["assignee", "team"]
            ), one("start"), one("request_information", .required("message", words)),
            one("pause", .required("reason", .choice(PauseReason.self))), one("resume"),
            one("request_opinion", .required("agency", .uuid), .required("question", words)), one("give_opinion", .required("text", words)),
            one(
                "extend",
                .required("working_hours", .integer(minimum: 1, maximum: Int(ReportCourse.longestExtensionSeconds / 3_600))),
                .required("reason", words)
            ),
            one(
                "transfer",
                .optional("unit", .uuid.nullable),
                .optional("agency", .uuid.nullable),
                .required("reason", words),
                onlyOneOf: ["unit", "agency"]
            ), one("decline", .required("reason", words)),
            one("escalate", .optional("reason", words.nullable)),
            one("resolve", .required("summary", summary), toldPublic, evidence, documents),
            one("approve"),
            one("send_back", .optional("reason", words.nullable)),
            one(
                "refuse",
                .required(
                    "code",
                    .choice(RefusalCode.allCases.filter { $0.outside != .outsideCityCompetence && $0 != .notFoundOnSite }.map(\.rawValue))
                ),
                .required("explanation", words),
                .optional("referred_to", competent.nullable),
                toldPublic,
                evidence,
                takenAt
            ),
            one(
                "refuse",
                .required("code", .choice([RefusalCode.notFoundOnSite.rawValue])),
                .required("explanation", words),
                .optional("referred_to", competent.nullable),
                toldPublic,
                .required("evidence", .list(.uuid, count: 1...AttachmentLimits.perEntry)),
                .required("taken_at", .time.note("Lúc chụp ảnh, sau khi phản ánh.", "When the pictures were taken, after the report."))
            ),
            one(
                "refuse",
                .required("code", .choice(RefusalCode.allCases.filter { $0.outside == .outsideCityCompetence }.map(\.rawValue))),
                .required("explanation", words),
                .required("referred_to", competent),
                toldPublic,
                evidence,
                takenAt
            ), one("mark_duplicate", .required("of", .text(format: "report-code"))), one("unmerge"),
            one(
                "classify",
                .optional("category", .text(format: "category-code").nullable),
                .optional("severity", OpenAPI.Schema.choice(Severity.self).nullable),
                .required("reason", words),
                needsOneOf: ["category", "severity"]
            ),
            one("relocate", .required("lat", .number(minimum: -90, maximum: 90)), .required("lon", .number(minimum: -180, maximum: 180))),
            one("note", .required("text", words)),
            one("publish", kept, hidden), one("withhold", .required("reason", words)),
            one("reopen", .required("reason", words)), one("undo"),
        ])
    )

    private static let kept = OpenAPI.Schema.Property.optional(
        "keep",
        OpenAPI.Schema.list(
            .object([.required("from", .integer(minimum: 0)), .required("to", .integer(minimum: 1))]),
            count: 0...ActionOrder.mostKept
        ).nullable.note(
            "Phần trong redactions nhận nhầm (tên đường, số văn bản), giữ nguyên khi công khai lần này; không áp dụng cho email.",
            "Parts of `redactions` that were taken for what they are not (a road, a document's number), published as they are this once; "
                + "never an e-mail address."
        )
    )

    private static let hidden = OpenAPI.Schema.Property.optional(
        "hide",
        OpenAPI.Schema.list(
            .object([.required("from", .integer(minimum: 0)), .required("to", .integer(minimum: 1))]),
            count: 0...ActionOrder.mostKept
        ).nullable.note(
            "Phần của description cần ẩn thêm; áp dụng cho mọi lần công khai, đến khi nêu phần khác.",
            "Parts of `description` to be hidden besides; they hold for every publication until others are named."
        )
    )
    private static let summary = words.note(
        "Đã làm gì, ở đâu; ít nhất \(AnswerSubstance.leastWords) từ ngoài câu chung chung.",
        "What was done, and where: at least \(AnswerSubstance.leastWords) words besides those that fit any answer."
    )
    private static let evidence = OpenAPI.Schema.Property.optional(
        "evidence",
        OpenAPI.Schema.list(.uuid, count: 0...AttachmentLimits.perEntry).nullable.note(
            "Ảnh đã gửi qua /v1/staff/attachments; bắt buộc khi lĩnh vực yêu cầu.",
            "Pictures sent by `POST /v1/staff/attachments`; needed where the category asks for evidence."
        )
    )
    private static let toldPublic = OpenAPI.Schema.Property.optional(
        "tell_public",
        OpenAPI.Schema.boolean.nullable.note(
            "Công khai câu trả lời, đã ẩn số điện thoại và các dữ liệu tương tự, khi phản ánh được công khai. Tên người không tự ẩn được.",
            "Everybody reads the answer, without phones and the like, once the report is published. Names of people are not found by themselves."
        )
    )
    private static let takenAt = OpenAPI.Schema.Property.optional("taken_at", OpenAPI.Schema.time.nullable)
    private static let documents = OpenAPI.Schema.Property.optional(
        "documents",
        OpenAPI.Schema.list(
            .object([
                .required("number", .text(format: "line", length: 1...OfficialDocument.longestNumber)), .required("date", .date),
                .required("issuer", .text(format: "line", length: 1...OfficialDocument.longestIssuer)),
                .required("title", .text(format: "line", length: 1...OfficialDocument.longestTitle)),
                .optional("attachment", OpenAPI.Schema.uuid.nullable),
            ]),
            count: 0...OfficialDocument.most
        ).nullable
    )

    private static func one(
        _ action: String,
        _ members: OpenAPI.Schema.Property...,
        needsOneOf names: [String] = [],
        onlyOneOf alternatives: [String] = []
    ) -> OpenAPI.Schema {
        .object([.required("action", .choice([action]))] + members, needsOneOf: names, onlyOneOf: alternatives)
    }

    /// Words that go with an action.
    private static let words = OpenAPI.Schema.text(format: "text", length: 1...ReportLimits.actionText)
    private static let competent = OpenAPI.Schema.text(format: "line", length: 1...ReportLimits.address)
}
