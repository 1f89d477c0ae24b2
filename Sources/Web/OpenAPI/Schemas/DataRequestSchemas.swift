import Domain
import JSON

extension OpenAPI.Document {
    static let dataRequestSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("DataRequestList", .object([.required("items", .list(.named("DataRequest"))), .required("next", next)])),
        ("DataRequest", dataRequest),
        (
            "DataRequestSubmission",
            .object([
                .required("kind", .choice(DataRequestKind.self)),
                .optional("received_at", .time.nullable.note("Không gửi: bây giờ.", "Without: now.")),
                .required("requester", .object(requesterMembers, needsOneOf: ["phone", "email", "report"])),
                .optional("details", .text(format: "text", length: 1...ReportLimits.actionText).nullable),
            ])
        ),
        ("OwnDataRequestList", .object([.required("items", .list(.named("OwnDataRequest"))), .required("next", next)])),
        ("OwnDataRequest", ownDataRequest),
        (
            "OwnDataRequestSubmission",
            .object([
                .required("kind", .choice(DataRequestKind.self)),
                .optional("details", .text(format: "text", length: 1...ReportLimits.actionText).nullable),
            ])
        ),
        (
            "DataRequestOrder",
            OpenAPI.Schema(
                .either([
                    order(of: { !$0.needsReason }, .optional("reason", reason.nullable)),
                    order(of: { $0.needsReason }, .required("reason", reason)),
                ])
            )
        ),
        (
            "PersonalExport",
            .object([
                .required("data_request", .uuid), .required("received_at", .time), .required("citizens", .list(.named("ExportedCitizen"))),
                .required("reports", .list(.named("ExportedReport"))),
                .required(
                    "follows",
                    .list(
                        .object([
                            .required("report", .text(format: "report-code")), .required("since", .time),
                            .required("phone", .text.nullable), .required("email", .text.nullable),
                        ])
                    ).note("Phản ánh đang theo dõi.", "What they follow.")
                ), .required("complete", .boolean),
            ])
        ),
        ("ExportedCitizen", exportedCitizen),
        ("ExportedReport", exportedReport),
        (
            "DataErasure",
            .object([
                .required("data_request", .uuid), .required("reports", .list(.text(format: "report-code"))),
                .required("citizens", .list(.uuid.note("Người đã đăng nhập.", "Whom they have signed in as."))),
                .required("follows", .list(.uuid.note("Người theo dõi.", "Whom they follow reports as."))),
            ])
        ),
    ]

    private static let reason = OpenAPI.Schema.text(format: "text", length: 1...1_000)

    private static func order(of isMeant: (DataRequestAction) -> Bool, _ reason: OpenAPI.Schema.Property) -> OpenAPI.Schema {
        .object([.required("action", .choice(DataRequestAction.allCases.filter(isMeant).map(\.rawValue))), reason])
    }

    private static let requesterMembers: [OpenAPI.Schema.Property] = [
        .optional("name", .text(format: "line", length: 1...ReportLimits.name).nullable),
        .optional("phone", .text(format: "phone").nullable),
        .optional("email", .text(format: "email").nullable), .optional("report", .text(format: "report-code").nullable),
    ]

    private static let dataRequest = OpenAPI.Schema.object([
        .required("id", .uuid), .required("version", .integer(minimum: 1)), .required("kind", .choice(DataRequestKind.self)),
        .required("state", .choice(DataRequestState.self)), .required("received_at", .time),
        .required(
            "registered_by",
            .text(pattern: "^[a-z0-9-]{1,32}$").nullable.note(
                "null: người dân tự gửi khi đã đăng nhập.",
                "null: by the citizen, who has signed in."
            )
        ),
        .required("acknowledge_due_at", .time),
        .required("due_at", .time.note("Từ thời điểm này là trễ.", "From this instant on it is late.")),
        .required("acknowledged_at", .time.nullable), .required("extended_at", .time.nullable),
        .required("extension_reason", .text.nullable), .required("closed_at", .time.nullable),
        .required("closed_by", .text(pattern: "^[a-z0-9-]{1,32}$").nullable), .required("reason", .text.nullable),
        .optional("approval", .uuid.note("Điều người thứ hai quyết định.", "What a second person decides on.")),
        .optional(
            "requester",
            OpenAPI.Schema.object([
                .required("name", .text.nullable), .required("phone", .text.nullable), .required("email", .text.nullable),
                .required("details", .text.nullable),
            ]).nullable
        ),
        .optional("reports", .list(.text(format: "report-code"))),
        .optional("follows", .list(.text(format: "report-code")).note("Phản ánh đang theo dõi.", "What they follow.")),
        .optional(
            "held",
            .list(.text(format: "report-code")).note(
                "Phản ánh đang được lưu giữ theo yêu cầu pháp lý: còn thì chưa xóa gì.",
                "Those under a legal hold: while there are any, nothing is erased."
            )
        ),
        .optional(
            "citizens",
            .list(
                .object([
                    .required("id", .uuid), .required("since", .time.note("Đăng nhập lần đầu.", "The first sign-in.")),
                    .required("issuer", .text.nullable.note("null: bằng số điện thoại.", "null: by a phone.")),
                ])
            )
        ),
    ])

    private static let ownDataRequest = OpenAPI.Schema.object([
        .required("id", .uuid), .required("kind", .choice(DataRequestKind.self)), .required("state", .choice(DataRequestState.self)),
        .required("received_at", .time),
        .required("acknowledge_due_at", .time.note("Được xác nhận trước lúc này.", "It is acknowledged before.")),
        .required("due_at", .time.note("Được thực hiện trước lúc này.", "It is carried out before.")),
        .required("acknowledged_at", .time.nullable), .required("extended_at", .time.nullable),
        .required("extension_reason", .text.nullable), .required("closed_at", .time.nullable),
        .required("reason", .text.nullable.note("Vì sao bị từ chối.", "Why it was refused.")),
    ])

    private static let exportedCitizen = OpenAPI.Schema.object([
        .required("since", .time), .required("phone", .text.nullable), .required("issuer", .text.nullable),
        .required("subject", .text.nullable),
        .required(
            "sessions",
            .list(.object([.required("created_at", .time), .required("last_used_at", .time), .required("expires_at", .time)]))
        ),
    ])

    private static let exportedReport = OpenAPI.Schema.object([
        .required("code", .text(format: "report-code")), .required("created_at", .time), .required("status", .choice(ReportStatus.self)),
        .required("category", .text), .required("unit", .named("Unit").nullable), .required("description", .text.nullable),
        .required("address", .text.nullable), .required("occurred_at", .time.nullable), .required("location", .named("Point").nullable),
        .required("published_text", .text.nullable),
        .required(
            "attachments",
            .list(.object(attachmentFacts + [.required("used_as", .choice(Attachment.Use.self)), .required("redacted", .boolean)]))
        ),
        .required(
            "reporter",
            OpenAPI.Schema.object([
                .required("name", .text.nullable), .required("phone", .text.nullable), .required("email", .text.nullable),
            ]).nullable
        ),
        .required(
            "history",
            .list(
                .object([
                    .required("at", .time), .required("type", .text), .required("agency", .text.nullable), .required("texts", .list(.text)),
                ])
            )
        ),
    ])
}
