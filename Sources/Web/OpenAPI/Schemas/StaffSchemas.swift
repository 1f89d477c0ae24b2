import Domain
import JSON

extension OpenAPI.Document {
    static let staffSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "StaffReportList",
            .object([
                .required("items", .list(.named("ListedReport"))), .required("next", next),
                .optional(
                    "alike",
                    .boolean.note(
                        "true: không phản ánh nào có đủ các từ của q; đây là những phản ánh có từ gần giống.",
                        "true: nothing says all of `q`; these say something like it."
                    )
                ),
            ])
        ),
        (
            "Inbox",
            .object(
                [
                    "new", "due_today", "overdue", "sent_back", "asked_for_opinion", "awaiting_approval", "disputed", "flagged", "arrived",
                    "new_message",
                ].map {
                    .required($0, .integer(minimum: 0))
                }
            )
        ),
        (
            "ColleagueList",
            .object([
                .required(
                    "items",
                    .list(.object([.required("id", .uuid), .required("username", .text), .required("display_name", .text)]))
                ), .required("next", next),
            ])
        ),
        (
            "BulkAction",
            .object([
                .required("action", .named("Action")),
                .required(
                    "reports",
                    .list(
                        .object([
                            .required("code", .text.note("Mã không có được trả lời riêng.", "What is no code is answered for itself.")),
                            .required("version", .integer(minimum: 1)),
                        ]),
                        count: 1...BulkController.most
                    )
                ),
            ])
        ),
        (
            "BulkResult",
            .object([
                .required(
                    "items",
                    .list(
                        .object([
                            .required("code", .text.note("Như đã gửi, nếu không phải mã.", "As it was sent, if it is no code.")),
                            .required("done", .boolean),
                            .optional("version", .integer(minimum: 1)), .optional("status", .choice(ReportStatus.self)),
                            .optional("problem", .named("Problem")),
                        ])
                    )
                ), .required("next", next),
            ])
        ),
        ("ListedReport", .object(listedMembers)), ("CallerSubmission", callerSubmission),
        ("StaffReport", .object(staffMembers)),
        (
            "Duplicates",
            .object([.required("items", .list(.named("DuplicateCandidate"))), .required("group", duplicateGroup.nullable)])
        ),
        ("DuplicateCandidate", .object(candidateMembers)),
        ("StaffReporter", staffReporter),
        ("HistoryEntry", historyEntry),
        ("Action", action),
        (
            "Clocks",
            .object([
                .required("code", .text(format: "report-code")), .required("version", .integer(minimum: 1)), .required("as_of", .time),
                .required("clocks", .list(.named("ExplainedClock"))),
            ])
        ),
        ("ExplainedClock", explainedClock),
        ("ClockSegment", clockSegment),
        ("ClockLevel", clockLevel),
        (
            "CalendarVersion",
            .object([
                .required("code", .text), .required("version", .integer(minimum: 1)),
                .optional("unit", .named("Unit").note("Lịch riêng của đơn vị này.", "With this unit's own hours.")),
            ])
        ),
    ]

    /// Of whatever is for practice, and of nothing else.
    static let banner: [OpenAPI.Schema.Property] = [
        .optional("training", .boolean.note("true: để thực hành.", "true: for practice.")),
        .optional("banner", .text.note("Luôn hiển thị cho cán bộ.", "Always to be shown.").example(.string(PracticeBanner.text.vi))),
    ]

    private static let versionedMembers: [OpenAPI.Schema.Property] =
        banner + [
            .required("version", .integer(minimum: 1).note("Phần phiên bản của ETag.", "What the ETag begins with.")),
            .required("id", .uuid), .required("code", .text(format: "report-code")),
        ] + standing + [
            .required("updated_at", .time), .required("point", .named("Point").nullable), .required("text", .text.nullable),
            followerCount,
        ]

    private static let listedMembers: [OpenAPI.Schema.Property] =
        versionedMembers + [
            .required(
                "excerpt",
                .text.note(
                    "Phần đầu của nội dung, đã ẩn số điện thoại, email, giấy tờ và biển số.",
                    "The beginning of what was reported; phones, e-mails, identity numbers and plates are hidden."
                )
            ),
            .required("due_at", .time.nullable.note("Hạn gần nhất đang tính.", "The first limit that runs out.")), moderation, flagCounts,
            .required(
                "duplicates",
                .integer(minimum: 0).note("Số phản ánh trùng được trả lời cùng.", "How many duplicates are answered with it.")
            ),
        ] + work + [
            .required("attention", .list(.choice(ReportConcern.self)).note("Những điều cần chú ý.", "What it asks for.")),
            .required(
                "question",
                OpenAPI.Schema.object([.required("text", .text), .required("asked_at", .time)]).nullable.note(
                    "Cơ quan khác hỏi cơ quan bạn.",
                    "What your desk was asked."
                )
            ),
        ]

    private static let flagCounts = OpenAPI.Schema.Property.required(
        "flags",
        .list(.object([.required("reason", .choice(FlagReason.self)), .required("count", .integer(minimum: 1))])).note(
            "Phần công khai bị báo là sai, từ lần cuối cơ quan công khai hoặc ẩn nội dung.",
            "What people say is wrong about what is public, since the desk has last published or withheld it."
        )
    )

    private static let work: [OpenAPI.Schema.Property] = [
        .required(
            "assignee",
            OpenAPI.Schema.object([.required("id", .uuid), .required("username", .text)]).nullable.note("Người xử lý.", "Whose work it is.")
        ),
        .required(
            "team",
            OpenAPI.Schema.object([.required("id", .uuid), .required("name", .text)]).nullable.note("Tổ xử lý.", "The team whose it is.")
        ),
    ]

    private static let candidateMembers: [OpenAPI.Schema.Property] =
        versionedMembers + [
            .required("excerpt", .text.note("Phần đầu của nội dung.", "The beginning of what was reported.")),
            .required("distance_m", metres.nullable.note("null: không rõ vị trí.", "null: a place is not known.")),
            .required("likeness", .number(minimum: 0, maximum: 1).note("Của nội dung.", "Of the words.")),
            .required("score", .number(minimum: 0, maximum: 1)),
            .required("attachments", .list(.named("StaffAttachment"))),
        ]

    private static let duplicateGroup = OpenAPI.Schema.object([
        .required("original", .text(format: "report-code")), .required("duplicates", .list(.text(format: "report-code"))),
        .required(
            "followers",
            .integer(minimum: 0).note("Người theo dõi, ngoài người gửi.", "Who follows any of them, besides who filed them.")
        ),
    ])

    private static let staffMembers: [OpenAPI.Schema.Property] =
        versionedMembers + [
            .required("description", .text), .required("address", .text.nullable), .required("occurred_at", .time.nullable),
            .required("location", .named("Point").nullable.note("Vị trí chính xác.", "The exact place.")),
            .required("accuracy_m", metres.nullable),
            .required("attributes", OpenAPI.Schema(.map(OpenAPI.Schema(.either([.text, .number, .boolean]))))),
            .required("external_id", .text.nullable), .required("channel", .choice(Channel.self)),
            .required(
                "attachments",
                .list(.named("StaffAttachment")).note(
                    "Bản gốc; url dùng trong năm phút.",
                    "The originals; each `url` holds for five minutes."
                )
            ),
            .required(
                "redactions",
                redactions.note(
                    "Phần của description đã ẩn trong text công khai, đếm theo ký tự Unicode.",
                    "Parts of `description` that the public `text` leaves out, in Unicode scalars."
                )
            ),
            .required(
                "preview",
                OpenAPI.Schema.object([.required("text", .text), .required("redactions", redactions)]).nullable.note(
                    "publish lúc này sẽ công khai gì; null khi đã công khai hoặc không bao giờ công khai.",
                    "What `publish` would show now; null where it is published, or never is."
                )
            ),
            .optional("reporter", .named("StaffReporter").nullable.note("null: không để lại gì.", "null: nobody said.")),
            .required("duplicate_of", .text(format: "report-code").nullable),
            .required(
                "possible_duplicate_of",
                .text(format: "report-code").nullable.note(
                    "Cùng thiết bị hoặc người dùng, cùng lĩnh vực, trong 50 m và 10 phút.",
                    "Of the same device or user, in the same category, within 50 m and 10 minutes."
                )
            ),
            moderation, flagCounts,
        ] + work + [
            .required(
                "allowed_actions",
                .list(actionName).note("Cơ quan của bạn làm được lúc này.", "What your desk may do now.")
            ),
            .required("history", .list(.named("HistoryEntry"))),
        ]

    /// In order.
    private static let redactions = OpenAPI.Schema.list(
        .object([
            .required("kind", .choice(PersonalDatum.self)), .required("from", .integer(minimum: 0)), .required("to", .integer(minimum: 0)),
        ])
    )

    private static let moderation = OpenAPI.Schema.Property.required(
        "moderation",
        .choice(Moderation.self).nullable.note(
            "burst: đến cùng lúc với nhiều phản ánh giống nhau.",
            "burst: it came with many others that have something in common with it."
        )
    )

    private static let actionName = OpenAPI.Schema.choice(ActionOrder.actions.map(\.rawValue))

    private static let staffReporter = OpenAPI.Schema.object([
        .required("kind", .choice(Reporter.Kind.self)),
        .required("name", .text.nullable.note("null cả khi người đó không muốn cho ai biết.", "Also null for show_name_to nobody.")),
        .required("phone", .text.nullable.example("+84912345678")), .required("email", .text.nullable),
        .required("show_name_to", .choice(NameVisibility.self)),
    ])

    private static let historyEntry = OpenAPI.Schema.object([
        .required("seq", .integer(minimum: 1)), .required("at", .time),
        .required("type", .text.note("Nay có \(allEventTypes); sẽ có thêm.", "Now \(allEventTypes); more may come.").example("filed")),
        .required("label", .text), .required("public", .boolean),
        .required("by", .object([.required("kind", .choice(["citizen", "agency", "system"])), .required("name", .text)])),
        .optional("staff", .text.note("Tên của mã truy cập đã làm việc này.", "The name of the token it was done with.")),
        .optional("agency", .named("Agency").note("Giữ phản ánh từ đây.", "Has the report from here on.")),
        .optional("status", .choice(ReportStatus.self)), .optional("unit", .named("Unit")),
        .optional("category", .object([.required("code", .text), .required("name", .text)])),
        .optional("severity", .choice(Severity.self)), .optional("pause_reason", .choice(PauseReason.self)),
        .optional("working_s", .integer(minimum: 1).note("Giây làm việc xin hoặc được thêm.", "Working seconds asked for or granted.")),
        .optional("assignee", .uuid.note("Giao cho tài khoản này.", "The account it was given to.")),
        .optional("team", .uuid.note("Giao cho tổ này.", "The team it was given to.")), .optional("opinion_of", .named("Agency")),
        .optional("refusal", .choice(RefusalCode.self)), .optional("rating", .choice(Rating.self)),
        .optional("taken_at", .time.note("Lúc chụp ảnh hiện trường.", "When the pictures of the place were taken.")),
        .optional("documents", .list(.object(documentMembers + [.optional("attachment", .uuid)]))),
        .optional(
            "member",
            .text(format: "report-code").note(
                "Phản ánh trùng mà người gửi không đồng ý với kết quả.",
                "The duplicate whose reporter disputes the answer."
            )
        ),
        .optional("undone", .integer(minimum: 1).note("seq của bước bị thu hồi.", "The `seq` of the step taken back.")),
        .optional(
            "level",
            .object([
                .required("clock", .choice(clockNames)), .required("cycle", .integer(minimum: 1)),
                .required("level", .text.example("warn_75")),
                .required("occurred_at", .time), .optional("agency", .named("Agency")),
                .optional("reaches", .choice(EscalationRank.self).note("Báo cáo đến ai.", "Whom an escalation reaches.")),
                .required("by_reclassification", .boolean),
            ])
        ),
        .optional("texts", OpenAPI.Schema(.map(.text)).note("Lời kèm theo, theo vai trò.", "Words that go with it, by their role.")),
    ])

    private static let allEventTypes = ReportEventType.allCases.map(\.rawValue).joined(separator: ", ")
    static let clockNames = ["acknowledge", "resolve", "handle"]

    private static let explainedClock = OpenAPI.Schema.object([
        .required("clock", .choice(clockNames)), .required("cycle", .integer(minimum: 1)),
        .optional("agency", .named("Agency").note("Của đồng hồ handle.", "Whose `handle` clock it is.")),
        .required("state", .choice(ClockState.self)),
        .optional("outcome", .choice(["met", "missed", "cancelled"]).note("Cách tính trong thống kê.", "How it counts in figures.")),
        .optional("cancel_reason", .choice(ClockEvent.CancelReason.self)), .required("policy", .named("Policy")),
        .optional("calendar", .named("CalendarVersion")), .optional("started_at", .time), .optional("counts_from", .time),
        .optional("due_at", .time),
        .optional("breach_at", .time.note("Sau thời điểm này là quá hạn.", "Overdue after this instant.")),
        .optional("projected_due_at", .time), .optional("resumes_at", .time), .optional("stopped_at", .time),
        .required("target_s", .integer(minimum: 1).nullable), .required("extended_s", .integer(minimum: 0)),
        .required("used_s", .integer(minimum: 0)), .optional("remaining_s", .integer),
        .required("segments", .list(.named("ClockSegment"))), .required("levels", .list(.named("ClockLevel"))),
        .required("explanation", .text),
    ])

    private static let clockSegment = OpenAPI.Schema.object([
        .required("from", .time), .required("to", .time.nullable.note("null: đến as_of và tiếp.", "null: until as_of, and on.")),
        .required("state", .choice(["running", "paused"])), .optional("agency", .named("Agency")),
        .optional("calendar", .named("CalendarVersion")), .required("used_s", .integer(minimum: 0)),
        .required("not_counted_s", .integer(minimum: 0).note("Giây làm việc khi tạm dừng.", "Working seconds of a pause that is over.")),
        .required("why", .choice(["counts"] + PauseReason.allCases.map(\.rawValue))),
    ])

    private static let clockLevel = OpenAPI.Schema.object([
        .required("level", .text.example("warn_75")), .required("percent", .integer(minimum: 1)),
        .required("reaches", .choice(["agency"] + EscalationRank.allCases.map(\.rawValue))),
        .optional("passed_at", .time), .optional("noticed_at", .time), .optional("agency", .named("Agency")),
        .optional("by_reclassification", .boolean), .optional("passes_after", .time),
    ])
}
