import Domain
import JSON

extension OpenAPI.Document {
    static let administrationSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("CalendarList", list(of: "CalendarSummary")),
        ("CalendarSummary", .object(summary)),
        (
            "Calendar",
            .object(
                summary + [
                    .required("utc_offset_s", .integer), .required("nominal_day_s", .integer(minimum: 1)),
                    .optional("unit", .named("Unit")), .required("weeks", weeks),
                    .required("exceptions", .list(.object(calendarDay + [isOwn]))),
                    .required("units", .list(.named("Unit")).note("Các đơn vị có giờ riêng.", "The units with hours of their own.")),
                ]
            )
        ),
        ("WorkingWeek", .object((1...7).map { .optional("\($0)", hours) })),
        ("CalendarDay", .object(calendarDay)),
        (
            "CalendarOrder",
            .object(
                change + [
                    .optional(
                        "reason",
                        .text(length: 1...1_000).note("Cần khi đổi ngày đã tính.", "Needed where days already counted change.")
                    ),
                    .optional("dry_run", .boolean),
                ]
            )
        ),
        ("CalendarPublication", publication),
        ("CalendarFinding", finding),
        ("ClockMove", move),
        ("ApprovalList", list(of: "Approval")),
        ("Approval", approval),
        (
            "ApprovalDecision",
            .object([.required("decision", .choice(ApprovalVerdict.self)), .optional("comment", .text(length: 1...1_000))])
        ),
    ]

    private static let principal = OpenAPI.Schema.text(pattern: "^[a-z0-9-]{1,32}$").example("dieu-phoi-1")

    /// In order and apart, of whole minutes.
    private static let hours = OpenAPI.Schema.list(
        .text(pattern: "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$").example("08:00-12:00"),
        count: 0...24
    )

    private static let summary: [OpenAPI.Schema.Property] = [
        .required("code", .text), .required("version", .integer(minimum: 1)), .required("name", .text), .required("first_day", .date),
        .required("last_day", .date), .required("source", .text), .required("published_at", .time),
        .required("published_by", principal.nullable.note("null: nạp từ tệp tham chiếu.", "null: loaded with the reference data.")),
    ]

    private static let weeks = OpenAPI.Schema.list(
        .object([.required("from", .date), .required("week", .named("WorkingWeek"))])
    ).note("Mỗi tuần áp dụng từ from đến tuần sau.", "Each holds from its day on, until the next.")

    private static let calendarDay: [OpenAPI.Schema.Property] = [
        .required("date", .date), .required("kind", .choice(CalendarException.Kind.self)),
        .optional("hours", hours.note("Rỗng: nghỉ.", "Empty: closed.")), .required("name", .text(length: 1...200)),
        .optional("decision", .text(length: 1...200).nullable),
    ]

    private static let isOwn = OpenAPI.Schema.Property.optional(
        "own",
        .boolean.note("Của riêng đơn vị; chỉ với unit.", "The unit's own; with `unit` only.")
    )

    private static let change: [OpenAPI.Schema.Property] = [
        .optional(
            "unit",
            .uuid.note("Đơn vị có giờ riêng; không gửi: Thành phố.", "The unit whose own hours these are; without: the city.")
        ),
        .optional("week", .named("WorkingWeek")),
        .optional(
            "week_from",
            .date.note(
                "Ngày bắt đầu áp dụng week, thay mọi tuần đã định từ đó; không gửi: ngày sau khi ban hành.",
                "The day from which `week` holds, in the place of all weeks that were to begin then or later; without: the day after "
                    + "publication."
            )
        ),
        .optional("exceptions", .list(.named("CalendarDay"), count: 0...CalendarFile.mostEntries)),
        .optional("first_day", .date), .optional("last_day", .date), .optional("name", .text(length: 1...200)),
        .optional("name_en", .text(length: 1...200)), .optional("source", .text(length: 1...200)),
    ]

    private static let publication = OpenAPI.Schema.object([
        .required("outcome", .choice(["published", "proposed", "unchanged", "dry_run"])), .optional("version", .integer(minimum: 1)),
        .optional("kind", .choice(CalendarReview.Kind.self)), .optional("kind_label", .text),
        .optional("findings", .list(.named("CalendarFinding"))), .optional("changed_days", .integer(minimum: 0)),
        .optional("days", .list(.date).note("Tối đa \(CalendarReview.mostDays) ngày.", "At most \(CalendarReview.mostDays) of them.")),
        .optional("approval", .named("Approval")), .optional("fit", .boolean),
        .optional("complete", .boolean.note("Đã xét mọi phản ánh.", "All reports were looked at.")),
        .optional(
            "not_looked_at",
            .object([.required("open_reports", .integer(minimum: 0)), .required("closed_reports", .integer(minimum: 0))]).note(
                "Khi complete là false: số phản ánh chưa xét. Xét phản ánh đang mở trước, mới nhất trước.",
                "With `complete: false`: how many were not looked at. The open ones come first, and the newest of them."
            )
        ),
        .optional("reports", .integer(minimum: 0)), .optional("moved_reports", .integer(minimum: 0)),
        .optional("clocks", .integer(minimum: 0)), .optional("moved_clocks", .integer(minimum: 0)),
        .optional("newly_missed", .integer(minimum: 0)), .optional("no_longer_missed", .integer(minimum: 0)),
        .optional("not_computed", .integer(minimum: 0)),
        .optional("moves", .list(.named("ClockMove")).note("Đổi nhiều nhất trước.", "Those that move furthest, the worst first.")),
    ])

    private static let finding = OpenAPI.Schema.object([
        .required("unit", .uuid.nullable), .required("code", .choice(CalendarFinding.codes)),
        .required("forbids", .boolean.note("false: chỉ lưu ý.", "false: a warning only.")), .required("message", .text),
    ])

    private static let clockStanding = OpenAPI.Schema.object([
        .required("outcome", .choice(ClockState.self)), .required("due_at", .time.nullable),
        .required("resumes_at", .time.nullable.note("Khi tự hết tạm dừng.", "When a pause ends by itself.")),
        .required("used_s", .integer.nullable),
    ])

    private static let move = OpenAPI.Schema.object([
        .required("report", .text(format: "report-code")), .required("clock", .choice(["acknowledge", "resolve", "handle"])),
        .required("cycle", .integer(minimum: 1)),
        .optional("agency", .named("Agency").note("Chỉ với handle: của ai.", "With `handle` only: whose it is.")),
        .required("before", clockStanding), .required("after", clockStanding),
        .required("later_s", .integer.nullable.note("Âm: sớm hơn.", "Negative: earlier.")),
        .required(
            "later_working_s",
            .integer.nullable.note("Giây làm việc theo lịch hiện nay.", "Working seconds by the calendar in force.")
        ),
    ])

    private static let approval = OpenAPI.Schema.object([
        .required("id", .uuid), .required("kind", .choice(ApprovalKind.self)), .required("subject", .text),
        .required("base_version", .integer(minimum: 0)), .required("reason", .text), .required("proposed_by", principal),
        .required("proposed_at", .time),
        .required("proposal", OpenAPI.Schema(.either([.object(change), .named("PolicyChange"), .named("DataErasure")]))),
        .required(
            "decision",
            .object([
                .required("verdict", .choice(ApprovalVerdict.self)), .required("by", principal), .required("at", .time),
                .required("comment", .text.nullable),
            ]).nullable
        ),
    ])

    private static func list(of name: String) -> OpenAPI.Schema {
        .object([.required("items", .list(.named(name))), .required("next", .text.nullable)])
    }
}
