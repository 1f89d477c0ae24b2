import Domain
import JSON

extension OpenAPI.Document {
    static let changeSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "ChangeList",
            .object([
                .required("items", .list(.named("Change"))),
                .required("next", cursor.note("Để đọc tiếp; luôn có.", "To go on from; always there.")),
            ])
        ),
        (
            "Change",
            .object([
                .required("cursor", cursor.note("Để đọc tiếp sau mục này.", "To go on from behind this.")), .required("at", .time),
                .required(
                    "type",
                    .text.note(
                        "Nay có \(ReportEventType.allCases.map(\.rawValue).joined(separator: ", ")); sẽ có thêm.",
                        "Now \(ReportEventType.allCases.map(\.rawValue).joined(separator: ", ")); more may come."
                    ).example("acknowledged")
                ),
                .required("label", .text),
                .required("by", .object([.required("kind", .choice(["citizen", "agency", "system"])), .required("name", .text)])),
                .optional(
                    "seq",
                    .integer(minimum: 1).note(
                        "Số thứ tự trong lịch sử: công khai (public, client) hoặc của cán bộ (agency, city).",
                        "Its number in the timeline: the public one's (public, client) or staff's (agency, city)."
                    )
                ),
                .required("public", .boolean.note("Có trong lịch sử công khai.", "Whether it stands on the public timeline.")),
                .required("agency", .named("Agency").note("Cơ quan giữ phản ánh từ đây.", "The desk that has the report from here on.")),
                .optional("clock", .choice(["acknowledge", "resolve", "handle"])), .optional("occurred_at", .time),
                .optional("refusal", .choice(RefusalCode.self)),
                .optional("undone", .integer(minimum: 1).note("seq của mục được thu hồi.", "The `seq` of what is taken back.")),
                .required(
                    "report",
                    .object([
                        .required("code", .text(format: "report-code")),
                        .optional("external_id", .text.note("Tên mà ứng dụng đặt (client).", "The client's own name for it (client).")),
                        .required("status", .choice(ReportStatus.self)), .optional("status_group", .choice(ReportStatus.Group.self)),
                        .required("status_label", .text), .optional("duplicate_of", .text(format: "report-code")),
                        .required("unit", .named("Unit").nullable), .required("agency", .named("Agency")),
                        .optional("stands_in_for", .named("Agency")),
                        .required("category", .object([.required("code", .text), .required("name", .text)])),
                        .required("severity", .choice(Severity.self)), .required("publication", .choice(Publication.self)),
                    ]).note("Phản ánh lúc đọc, không phải lúc xảy ra.", "The report as it is when it is read, not as it was then.")
                ),
            ])
        ),
    ]

    private static let cursor = OpenAPI.Schema.text(pattern: "^[A-Za-z0-9_-]{20}$")
}
