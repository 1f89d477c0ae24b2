import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let routingRuleOperations: [OpenAPI.Operation] = [listRoutingRules, readRoutingRule, changeRoutingRule]

    private static let listRoutingRules = OpenAPI.Operation(
        .get,
        "/v1/admin/routing-rules",
        id: "listRoutingRules",
        tag: .administration,
        summary: BilingualText(vi: "Quy tắc giao phản ánh", en: "Which desk handles what"),
        note: BilingualText(
            vi: "Không có quy tắc active thì Ủy ban nhân dân xã, phường nhận. Quy tắc proposed chờ quản trị viên kích hoạt.",
            en: "Without an active rule the unit's committee has the report. A proposed rule waits for an administrator."
        ),
        parameters: [.ruleStatus, .limit, .cursor],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang.", en: "A page."),
                headers: OpenAPI.Header.always + [.link],
                contents: [.json("RoutingRuleList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let readRoutingRule = OpenAPI.Operation(
        .get,
        "/v1/admin/routing-rules/{id}",
        id: "readRoutingRule",
        tag: .administration,
        summary: BilingualText(vi: "Xem một quy tắc giao phản ánh", en: "Read a routing rule"),
        parameters: [.ruleID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("RoutingRule", BilingualText(vi: "Quy tắc.", en: "The rule.")), .notModified],
        problems: ProblemCode.staff + [.forbidden, .notFound]
    )

    private static let changeRoutingRule = OpenAPI.Operation(
        .post,
        "/v1/admin/routing-rules/{id}/status",
        id: "changeRoutingRule",
        tag: .administration,
        summary: BilingualText(vi: "Kích hoạt hoặc ngừng một quy tắc", en: "Activate a routing rule, or retire it"),
        note: BilingualText(
            vi: "Áp dụng ngay cho phản ánh mới; phản ánh đã có không chuyển. Cơ quan chưa có tài khoản thì đầu mối điều phối nhận thay.",
            en:
                "Holds at once for new reports; those there are stay where they are. For a desk without an account the coordinator stands in."
        ),
        parameters: [.ruleID, .ifMatchRule],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("RoutingRuleOrder"), examples: [.activation]),
        token: .staff,
        answers: [.versioned("RoutingRule", BilingualText(vi: "Quy tắc sau thay đổi.", en: "The rule, changed."))],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers, .routingRefused, .outcomeUnknown,
        ]
    )

    static let routingRuleSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("RoutingRuleList", .object([.required("items", .list(.named("RoutingRule"))), .required("next", .text.nullable)])),
        (
            "RoutingRule",
            .object([
                .required("id", .uuid),
                .required(
                    "category",
                    OpenAPI.Schema.object([.required("code", .text), .required("name", .text)]).nullable.note(
                        "null: lĩnh vực không còn dùng.",
                        "null: not in force any more."
                    )
                ),
                .required("unit", .named("Unit").nullable.note("null: mọi đơn vị.", "null: in every unit.")),
                .optional("agency", .named("Agency").note("Cơ quan được giao.", "The desk it names.")),
                .optional("is_staffed", .boolean.note("Cơ quan đã có tài khoản.", "Whether somebody has an account there.")),
                .optional(
                    "unit_desk",
                    .choice(["committee", "police"]).note("Cơ quan của đơn vị nơi xảy ra.", "The desk of the unit it happened in.")
                ),
                .required("status", .choice(RoutingRuleStatus.self)), .required("note", .text.nullable),
                .required("version", .integer(minimum: 1)),
                .required(
                    "change",
                    OpenAPI.Schema.object([
                        .required("by", .text(pattern: "^[a-z0-9-]{1,32}$")), .required("at", .time), .required("reason", .text),
                    ]).nullable.note("Thay đổi gần nhất.", "The last change.")
                ),
            ])
        ),
        (
            "RoutingRuleOrder",
            .object([.required("status", .choice(RoutingRuleStatus.self)), .required("reason", .text(length: 1...1_000))])
        ),
    ]
}

extension OpenAPI.Parameter {
    fileprivate static let ruleID = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid,
        note: BilingualText(vi: "Mã quy tắc.", en: "The rule's id."),
        isRequired: true
    )

    fileprivate static let ruleStatus = OpenAPI.Parameter(
        place: .query,
        name: "status",
        schema: .choice(RoutingRuleStatus.self).example("proposed"),
        note: BilingualText(vi: "Chỉ quy tắc ở trạng thái này.", en: "Rules of this status only.")
    )

    fileprivate static let ifMatchRule = OpenAPI.Parameter(
        place: .header,
        name: "If-Match",
        schema: .text(pattern: "^\"[0-9]+-[!#-~]*\"$").example("\"1-rule-1764000000-vi\""),
        note: BilingualText(
            vi: "ETag của quy tắc như đã xem; chỉ phần phiên bản được so sánh. Đã có phiên bản khác: 412.",
            en: "The ETag of the rule as it was seen; only the version in it counts. If there is another by now: 412."
        ),
        isRequired: true
    )
}

extension OpenAPI.Content.Example {
    fileprivate static let activation = OpenAPI.Content.Example(
        name: "activate",
        summary: BilingualText(vi: "Kích hoạt", en: "Activate"),
        value: ["status": "active", "reason": "Cơ quan đã có tài khoản và nhận việc."]
    )
}
