import Domain
import JSON
import Services

extension OpenAPI.Document {
    static let figureSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("FigureSummary", .object(head + figures + [.required("before", .object(period + figures))])),
        (
            "FigureTable",
            .object(head + [.required("ranked_by", .choice(FigureRate.self)), .required("items", .list(.named("FigureRow")))])
        ),
        (
            "FigureRow",
            .object(
                [
                    .optional("unit", OpenAPI.Schema.named("Unit").nullable.note("null: chưa rõ.", "null: not known.")),
                    .optional("filed_per_10000_people", OpenAPI.Schema.number(minimum: 0).nullable),
                    .optional("filed_per_km2", OpenAPI.Schema.number(minimum: 0).nullable),
                    .optional("indicative", .list(.text).note("Chỉ để tham khảo.", "What is indicative only.")),
                    .optional(
                        "category",
                        categoryNamed.nullable.note("null: các lĩnh vực không công khai.", "null: those that are never listed in public.")
                    ),
                    .optional("agency", .named("Agency")), .optional("severity", .choice(Severity.self)),
                    .optional("severity_label", .text),
                    .optional("channel", .choice(Channel.self)),
                    .required(
                        "rank",
                        OpenAPI.Schema.integer(minimum: 1).nullable.note("null: quá ít để so sánh.", "null: of too few to be compared.")
                    ),
                    .required("small", .boolean),
                ] + figures + [.optional("before", .object(figures))]
            )
        ),
        (
            "FigureTimeline",
            .object(
                head + [
                    .required("interval", .choice(FigureInterval.self)),
                    .required(
                        "items",
                        .list(
                            .object([
                                .required("from", .time), .required("to", .time),
                                .required(
                                    "values",
                                    OpenAPI.Schema(
                                        .map(
                                            OpenAPI.Schema(.either([.integer(), .named("FigureShare"), .named("WorkingHours")]))
                                        )
                                    )
                                ), .optional("explain", links),
                            ])
                        )
                    ),
                ]
            )
        ),
        (
            "FigureShare",
            .object([
                .required("numerator", .integer(minimum: 0)), .required("denominator", .integer(minimum: 0)),
                .required("rate", OpenAPI.Schema.number(minimum: 0).nullable.note("null: 0/0.", "null: 0/0.")),
            ])
        ),
        (
            "WorkingHours",
            .object([
                .required("count", .integer(minimum: 0)), .required("median", hours), .required("p90", hours), .required("mean", hours),
            ])
        ),
        (
            "FigureByCode",
            .object([.required("total", .integer(minimum: 0)), .required("by_code", OpenAPI.Schema(.map(.integer(minimum: 0))))])
        ),
        (
            "Backlog",
            .object(
                [.required("at", .time)] + about + [
                    .required("open", count), .required("overdue", count), .required("paused", count),
                    .required("oldest_filed_at", .time.nullable),
                    .required(
                        "by_age",
                        .list(
                            .object([
                                .required("from_days", count), .required("to_days", count.nullable), .required("open", count),
                                .required("overdue", count),
                            ])
                        )
                    ),
                    .required(
                        "by_share",
                        .list(
                            .object([
                                .required(
                                    "used_percent",
                                    OpenAPI.Schema(.integerChoice([0] + Services.Backlog.shares))
                                        .note(
                                            "Đã dùng hơn chừng này thời hạn giải quyết.",
                                            "More than so much of the time to resolve is used."
                                        )
                                ), .required("open", count),
                            ])
                        )
                    ),
                    .required(
                        "by_status",
                        .list(
                            .object([
                                .required("status", .choice(ReportStatus.self)), .required("status_label", .text), .required("open", count),
                            ])
                        )
                    ),
                    .required(
                        "by_unit",
                        .list(
                            .object([
                                .required("unit", OpenAPI.Schema.named("Unit").nullable), .required("open", count),
                                .required("overdue", count),
                            ])
                        )
                    ), .optional("worst", .list(.named("ReportBehindFigure"))), .optional("explain", links),
                ]
            )
        ),
        (
            "RepeatSites",
            .object([
                .required("days", count), .required("fewest", count),
                .required(
                    "items",
                    .list(
                        .object([
                            .required("point", .named("Point")), .required("category", categoryNamed.nullable),
                            .required("unit", OpenAPI.Schema.named("Unit").nullable), .required("reports", count), .required("open", count),
                            .required("first_at", .time), .required("last_at", .time),
                            .required("codes", .list(.text(format: "report-code"))),
                        ])
                    )
                ),
            ])
        ),
        (
            "ReportsBehindFigure",
            .object([.required("items", .list(.named("ReportBehindFigure"))), .required("next", next)])
        ),
        (
            "ReportBehindFigure",
            .object([
                .required("code", .text(format: "report-code")),
                .required(
                    "at",
                    OpenAPI.Schema.time.nullable.note(
                        "Lúc được tính, hoặc từ lúc quá hạn.",
                        "When it counted, or since when it is overdue."
                    )
                ),
                .required("filed_at", .time), .required("status", .choice(ReportStatus.self)), .required("status_label", .text),
                .required("unit", OpenAPI.Schema.named("Unit").nullable), .required("category", categoryNamed.nullable),
                .required("agency", OpenAPI.Schema.named("Agency").nullable),
                .optional("hours", OpenAPI.Schema.number(minimum: 0).note("Giờ làm việc.", "Working hours.")),
            ])
        ),
    ]

    private static let count = OpenAPI.Schema.integer(minimum: 0)
    private static let hours = OpenAPI.Schema.number(minimum: 0).nullable.note("Giờ làm việc.", "Working hours.")
    private static let links = OpenAPI.Schema(.map(.text))
    private static let categoryNamed = OpenAPI.Schema.object([.required("code", .text), .required("name", .text)])
    private static let period: [OpenAPI.Schema.Property] = [.required("from", .time), .required("to", .time)]

    /// What figures are about.
    private static let about: [OpenAPI.Schema.Property] = [
        .required("units", .choice(UnitEra.self)), .required("unit", OpenAPI.Schema.named("Unit").nullable),
        .optional(
            "district",
            .object([.required("code", .text), .required("name", .text), .required("units", .list(.named("Unit")))])
        ),
        .required("category", categoryNamed.nullable), .required("agency", OpenAPI.Schema.named("Agency").nullable),
        .required("approximate", .boolean.note("true: quận, huyện cũ.", "true: of a former district.")),
        .required("as_of", OpenAPI.Schema.time.nullable.note("Sự kiện cuối đã tính.", "The last event counted.")),
        .required("position", count.note("Vị trí của sự kiện đó.", "The position of that event.")),
    ]

    private static let head = period + [.required("basis", .choice(FigureBasis.self))] + about

    private static let figures: [OpenAPI.Schema.Property] =
        ["filed", "acknowledged", "resolved", "withdrawn", "duplicate", "unmerged", "closed", "reopened", "disputed"].map {
            .required($0, count)
        }
        + ["refused", "rated", "voided"].map { .required($0, .named("FigureByCode")) }
        + [
            "transferred", "rerouted", "extended", "paused", "evidence_owed", "with_evidence", "flagged", "burst", "cancelled", "open",
            "overdue",
        ].map { .required($0, count) }
        + [
            .required("rates", OpenAPI.Schema(.map(.named("FigureShare")))), .required("hours_to_acknowledge", .named("WorkingHours")),
            .required("hours_to_resolve", .named("WorkingHours")), .optional("explain", links),
        ]
}
