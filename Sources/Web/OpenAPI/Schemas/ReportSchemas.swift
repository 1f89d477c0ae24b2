import Domain
import JSON

extension OpenAPI.Document {
    static let reportSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("ReportSubmission", submission),
        (
            "Filing",
            .object(
                [
                    .required("id", .uuid), .required("code", .text(format: "report-code").example("HN-26-7K3F9Q-3")),
                    .required(
                        "tracking_token",
                        .text(pattern: "^trk_[A-Za-z0-9_-]{43}$").note(
                            "Ai có mã này xem được dữ liệu của người phản ánh: giữ kín.",
                            "Who has it sees the reporter's data: keep it secret."
                        )
                    ),
                ] + standing + [
                    .optional("notice", .text.note("Gọi ai khi nguy hiểm.", "Whom to call in danger.")),
                    .optional(
                        "possible_duplicate_of",
                        .text(format: "report-code").note(
                            "Phản ánh trước đó của cùng thiết bị hoặc người dùng, có thể là một; phản ánh này vẫn được ghi nhận.",
                            "An earlier report of the same device or user that this may be a copy of; this one is filed all the same."
                        )
                    ),
                ]
            )
        ),
        ("Report", .object(reportMembers + attachmentMembers)),
        (
            "OwnReport",
            .object([
                .required("description", .text), .required("address", .text.nullable), .required("occurred_at", .time.nullable),
                .required("location", .named("Point").nullable), .required("accuracy_m", metres.nullable),
                .required("attributes", OpenAPI.Schema(.map(OpenAPI.Schema(.either([.text, .number, .boolean]))))),
                .required("reporter", .named("Reporter").nullable), .required("external_id", .text.nullable),
                .required("channel", .choice(Channel.self)),
                .optional("publication_reason", .text.note("Vì sao không công khai.", "Why it is not shown.")),
                .optional(
                    "answer",
                    .object(eventMembers).note(
                        "Kết quả hiện tại; phản ánh trùng có kết quả của phản ánh gốc.",
                        "The answer that stands: of a duplicate its original's."
                    )
                ),
            ]).note("Chỉ người phản ánh thấy.", "What only the reporter sees.")
        ),
        (
            "Reporter",
            .object([
                .required("kind", .choice(Reporter.Kind.self)), .required("name", .text.nullable),
                .required("phone", .text.nullable.note("Che bớt.", "Masked.").example("••• ••• 678")),
                .required("email", .text.nullable.note("Che bớt.", "Masked.").example("t•••@example.com")),
                .required("show_name_to", .choice(NameVisibility.self)),
            ])
        ),
        ("Timeline", .object([.required("items", .list(event)), .required("held_by", .list(holding)), .required("next", next)])),
    ]

    /// A report for the public and for its reporter.
    static let reportMembers: [OpenAPI.Schema.Property] =
        [.required("id", .uuid), .required("code", .text(format: "report-code"))] + standing + [
            .required("updated_at", .time),
            .required(
                "point",
                .named("Point").nullable.note("Làm tròn 50 m hoặc về đơn vị.", "Snapped to 50 m or to the unit.")
            ),
            .required("text", .text.nullable.note("Khi đã công khai.", "Once published.")), followerCount,
            .optional(
                "duplicate_of",
                .text(format: "report-code").note("Phản ánh gốc, nếu được công khai.", "Its original, where that is public.")
            ),
            .optional("own", .named("OwnReport")),
        ]

    static let followerCount = OpenAPI.Schema.Property.required(
        "followers",
        .integer(minimum: 0).note("Số người theo dõi, ngoài người gửi.", "How many follow it, besides who filed it.")
    )

    /// Where a report stands, in every view.
    static let standing: [OpenAPI.Schema.Property] = [
        .required("status", .choice(ReportStatus.self)),
        .optional(
            "status_group",
            .choice(ReportStatus.Group.self).note(
                "Bốn nhóm chính thức; phản ánh trùng theo phản ánh gốc.",
                "The official four groups; a duplicate has its original's."
            )
        ),
        .required("status_label", .text.example("Chờ tiếp nhận")), .required("created_at", .time),
        .required("category", .object([.required("code", .text), .required("name", .text)])),
        .required("unit", .named("Unit").nullable), .required("agency", .named("Agency")),
        .optional(
            "stands_in_for",
            .named("Agency").note(
                "Cơ quan phụ trách chưa có tài khoản; agency nhận thay.",
                "The responsible desk, where nobody has an account yet: `agency` stands in for it."
            )
        ), .required("routing", .named("Routing")),
        .required("sla", .named("SLA")), .required("publication", .choice(Publication.self)),
    ]

    private static let event = OpenAPI.Schema.object([.required("seq", .integer(minimum: 1))] + eventMembers)

    /// Of an official document.
    static let documentMembers: [OpenAPI.Schema.Property] = [
        .required("number", .text), .required("date", .date), .required("issuer", .text), .required("title", .text),
    ]

    private static let refusal = OpenAPI.Schema.object([
        .required("code", .choice(RefusalCode.allCases.filter { $0 == $0.outside }.map(\.rawValue))), .optional("name", .text),
        .optional("explanation", .text), .optional("legal_basis", .text),
        .optional(
            "guidance",
            .object([.required("title", .text), .required("url", .text.nullable), .required("phone", .text.nullable)])
                .note("Nơi tiếp nhận đúng.", "The channel that is the right one.")
        ),
    ])

    private static let eventMembers: [OpenAPI.Schema.Property] = [
        .required("at", .time),
        .required("type", .text.note("Nay có \(eventTypes); sẽ có thêm.", "Now \(eventTypes); more may come.").example("filed")),
        .required("label", .text),
        .required("by", .object([.required("kind", .choice(["citizen", "agency", "system"])), .required("name", .text)])),
        .optional(
            "occurred_at",
            .time.note("Thời điểm hết hạn, dù phát hiện muộn.", "When a limit ran out, however late that was noticed.")
        ),
        .optional(
            "note",
            .text.note(
                "Lời cơ quan gửi người phản ánh, lý do chuyển, hoặc lời người phản ánh: chỉ người đó thấy. Khi đã công khai, ai cũng thấy trả lời "
                    + "(kết quả, giải thích từ chối), đã ẩn số điện thoại, email, giấy tờ và biển số.",
                "What the desk says to the reporter, why it was passed on, or what the reporter says: the reporter alone sees it. Once the report "
                    + "is published anybody sees the answer (what was done, why it was refused) without phones, e-mails, identity numbers, plates."
            )
        ),
        .optional("working_hours", .number(minimum: 0).note("Giờ làm việc được gia hạn.", "How much more time was granted.")),
        .optional("pause_reason", .choice(PauseReason.self).note("Chỉ người phản ánh thấy.", "The reporter alone sees it.")),
        .optional(
            "report",
            .text(format: "report-code").note(
                "Phản ánh gốc mà mục này thuộc về.",
                "The original that this happened to, in the history of a duplicate."
            )
        ),
        .optional("refusal", refusal),
        .optional("taken_at", .time.note("Lúc chụp ảnh hiện trường.", "When the pictures of the place were taken.")),
        .optional("evidence", .list(.named("Attachment")).note("Khi đã công khai.", "Once published.")),
        .optional("documents", .list(.object(documentMembers + [.optional("attachment", .named("Attachment"))]))),
    ]

    private static let eventTypes = ReportEventType.allCases.filter { $0.isForReporter || $0 == .undone }.map(\.rawValue)
        .joined(separator: ", ")

    private static let holding = OpenAPI.Schema.object([
        .required("agency", .named("Agency")), .required("from", .time),
        .required("to", .time.nullable.note("null: vẫn đang giữ.", "null: it still has it.")),
    ])
}
