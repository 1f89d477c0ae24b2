import Domain
import JSON

extension OpenAPI.Document {
    /// An action and the members it takes: one schema for each, so that a client's generator makes a type of each.
    static let action = OpenAPI.Schema(
        .either([
            one("acknowledge"),
            one(
                "assign",
                .optional("assignee", OpenAPI.Schema.uuid.nullable),
                .optional("team", OpenAPI.Schema.uuid.nullable),
                needsOneOf: ["assignee", "team"]
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
                needsOneOf: ["unit", "agency"]
            ), one("decline", .required("reason", words)),
            one("escalate", .optional("reason", words.nullable)), one("resolve", .required("summary", words)), one("approve"),
            one("send_back", .optional("reason", words.nullable)),
            one(
                "refuse",
                .required("code", .choice(RefusalCode.inUse.filter { $0 != .outsideCityCompetence }.map(\.rawValue))),
                .required("explanation", words),
                .optional("referred_to", competent.nullable)
            ),
            one(
                "refuse",
                .required("code", .choice([RefusalCode.outsideCityCompetence.rawValue])),
                .required("explanation", words),
                .required("referred_to", competent)
            ), one("mark_duplicate", .required("of", .text(format: "report-code"))), one("unmerge"),
            one(
                "classify",
                .optional("category", .text(format: "category-code").nullable),
                .optional("severity", OpenAPI.Schema.choice(Severity.self).nullable),
                .required("reason", words),
                needsOneOf: ["category", "severity"]
            ), one("note", .required("text", words)), one("publish", kept), one("withhold", .required("reason", words)),
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

    private static func one(
        _ action: String,
        _ members: OpenAPI.Schema.Property...,
        needsOneOf names: [String] = []
    ) -> OpenAPI.Schema {
        .object([.required("action", .choice([action]))] + members, needsOneOf: names)
    }

    /// Words that go with an action.
    private static let words = OpenAPI.Schema.text(format: "text", length: 1...ReportLimits.actionText)
    private static let competent = OpenAPI.Schema.text(format: "line", length: 1...ReportLimits.address)
}
