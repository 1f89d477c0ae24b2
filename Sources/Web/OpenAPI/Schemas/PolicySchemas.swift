import Domain
import JSON

extension OpenAPI.Document {
    static let policySchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("FullPolicy", .object(policyMembers)),
        ("PolicyList", .object([.required("items", .list(.named("FullPolicy"))), .required("next", next)])),
        (
            "PolicyHistory",
            .object([
                .required("code", .text), .required("in_force", .boolean), .required("items", .list(.named("PolicyVersion"))),
                .required("next", next),
            ])
        ),
        (
            "PolicyVersion",
            .object(
                policyMembers + [
                    .required("published_at", .time),
                    .required("retired_at", .time.nullable.note("null: đang có hiệu lực.", "null: in force.")),
                    .required("published_by", .text.nullable.note("null: từ dữ liệu gốc.", "null: loaded with the reference data.")),
                ]
            )
        ),
        (
            "PolicyLimit",
            .object([
                .required("target_s", seconds), .required("legal_basis", .text.nullable), .required("confirmed", .boolean),
            ])
        ),
        ("PolicySubmission", submittedPolicy),
        (
            "PolicyProposal",
            .object([
                .required("policy", .named("PolicySubmission")),
                .required("reason", .text(format: "text", length: 1...1_000).note("Cho người phê duyệt.", "For whoever approves it.")),
            ])
        ),
        (
            "PolicyChange",
            .object(
                [
                    .optional("publish", .object(members(unit: .uuid))), .optional("retire", .boolean),
                    .optional(
                        "migrate",
                        .boolean.note(
                            "Phản ánh đang mở chuyển sang phiên bản đang áp dụng.",
                            "Open reports get the version in force."
                        )
                    ),
                ],
                needsOneOf: ["publish", "retire", "migrate"]
            )
        ),
        (
            "PolicySimulationRequest",
            .object([
                .required("policy", .named("PolicySubmission")),
                .optional(
                    "reports",
                    .integer(minimum: SimulationRequest.reports.lowerBound, maximum: SimulationRequest.reports.upperBound).nullable
                        .note("Mặc định \(SimulationRequest.standardReports).", "\(SimulationRequest.standardReports) unless told.")
                ),
                .optional("from", OpenAPI.Schema(.either([.date, .time])).nullable),
                .optional("to", OpenAPI.Schema(.either([.date, .time])).nullable),
                .optional("unit", .text(length: 1...64).example("00004").nullable.note("Mã hoặc id.", "Its official code or id.")),
                .optional("category", .text(format: "category-code").nullable.note("Cả nhóm cũng được.", "A group too.")),
            ])
        ),
        (
            "PolicySimulation",
            .object([
                .required("as_of", .time), .required("requested", .integer(minimum: 1)),
                .required("reports", count),
                .required("uncomputed", count.note("Không tính được, không nằm trong số nào.", "Cannot be computed; in no figure.")),
                .required("examined", count), .required("complete", .boolean), .required("acknowledge", .named("SimulatedClock")),
                .required("resolve", .named("SimulatedClock")), .required("overruled", .list(overruled)),
                .required("changes", .list(.object(changeMembers + [.required("clocks", count)]))),
                .required(
                    "differences",
                    .list(
                        .object(
                            [.required("code", .text(format: "report-code")), .required("cycle", .integer(minimum: 1))] + changeMembers
                        ),
                        count: 0...PolicySimulation.mostListed
                    )
                ),
            ])
        ),
        ("SimulatedClock", .object([.required("was", .named("SimulatedTally")), .required("would_be", .named("SimulatedTally"))])),
        (
            "SimulatedTally",
            .object([
                .required("met", count),
                .required(
                    "extended",
                    count.note(
                        "Đúng hạn sau khi được gia hạn, tính riêng; would_be không tính thời gian gia hạn.",
                        "In time that had been extended, counted apart; would_be leaves extensions out."
                    )
                ),
                .required("missed", count.note("Kể cả đang tính mà đã quá hạn.", "Those overdue and running too.")),
                .required("cancelled", count), .required("undecided", count),
                .required(
                    "on_time",
                    .object([
                        .required("numerator", count), .required("denominator", count),
                        .required("rate", .number(minimum: 0, maximum: 1).nullable),
                    ])
                ),
                .required(
                    "used",
                    .object([
                        .required("clocks", count), .required("median_s", .integer(minimum: 0)), .required("p90_s", .integer(minimum: 0)),
                        .required("median_share", .number(minimum: 0)), .required("p90_share", .number(minimum: 0)),
                    ]).nullable.note(
                        "Của các đồng hồ đã dừng; share là phần của thời hạn.",
                        "Of clocks that ended; shares of their limits."
                    )
                ),
            ])
        ),
    ]

    private static let count = OpenAPI.Schema.integer(minimum: 0)

    /// Working seconds.
    private static let seconds = OpenAPI.Schema.integer(
        minimum: PolicyLimits.seconds.lowerBound,
        maximum: PolicyLimits.seconds.upperBound
    ).note("Giây làm việc.", "Working seconds.")

    private static let nominalDay = OpenAPI.Schema.integer(minimum: 1, maximum: 86_400)
        .note("Giây làm việc của một ngày làm việc.", "Working seconds that one working day is.")

    private static let levels = OpenAPI.Schema.object([
        .optional("warn", .list(.integer(minimum: 1, maximum: 99), count: 0...PolicyLimits.levels).nullable),
        .optional("escalate", .list(escalation, count: 0...PolicyLimits.levels).nullable),
    ]).note("Phần trăm của thời hạn, tăng dần.", "Percents of the limit, rising.")

    private static let escalation = OpenAPI.Schema.object([
        .required("percent", .integer(minimum: 1, maximum: 1_000)), .required("to", .choice(EscalationRank.self)),
    ])

    private static let policyMembers = members(unit: .named("Unit"))

    private static func members(unit: OpenAPI.Schema) -> [OpenAPI.Schema.Property] {
        [
            .required("code", .text.example("urgent")), .required("version", .integer(minimum: 1)),
            .required("name", .object([.required("vi", .text), .required("en", .text)])),
            .required(
                "scope",
                .object([
                    .required("category", .text.nullable), .required("severity", OpenAPI.Schema.choice(Severity.self).nullable),
                    .required("unit", unit.nullable),
                ])
            ),
            .required("calendar", .text), .required("nominal_day_s", nominalDay),
            .required("resolve_starts", .choice(SLAPolicy.ResolveStart.self)),
            .required("acknowledge", .named("PolicyLimit")), .required("resolve", .named("PolicyLimit")),
            .required("handle_s", seconds.nullable), .required("levels", levels),
            .required(
                "reopening",
                .object([
                    .required("percent", .integer(minimum: 0, maximum: 100)), .required("least_s", seconds),
                    .required("target_s", seconds.note("Thời hạn khi mở lại.", "What a reopening leaves.")),
                ])
            ),
            .required("confirmed", .boolean),
        ]
    }

    private static let submittedLimit = OpenAPI.Schema.object([
        .required("target_s", seconds),
        .optional(
            "legal_basis",
            .text(format: "line", length: 1...PolicyLimits.legalBasis).nullable.note("Cần khi confirmed.", "Needed where confirmed.")
        ),
        .optional("confirmed", OpenAPI.Schema.boolean.nullable),
    ])

    private static let submittedPolicy = OpenAPI.Schema.object([
        .required("code", .text(pattern: "^[a-z][a-z0-9-]{0,39}$")),
        .required(
            "name",
            .object([
                .required("vi", .text(format: "line", length: 1...PolicyLimits.name)),
                .required("en", .text(format: "line", length: 1...PolicyLimits.name)),
            ])
        ),
        .optional(
            "scope",
            OpenAPI.Schema.object([
                .optional("category", .text(format: "category-code").nullable),
                .optional("severity", OpenAPI.Schema.choice(Severity.self).nullable),
                .optional("unit", .text(length: 1...64).example("00004").nullable),
            ]).nullable.note("Không có gì: mặc định cho mọi phản ánh.", "Empty: the default, for every report.")
        ),
        .required("calendar", .text(length: 1...64).example("hanoi-office")), .optional("nominal_day_s", nominalDay.nullable),
        .optional("resolve_starts", OpenAPI.Schema.choice(SLAPolicy.ResolveStart.self).nullable), .required("acknowledge", submittedLimit),
        .required("resolve", submittedLimit), .optional("handle_s", seconds.nullable), .optional("levels", levels.nullable),
        .optional(
            "reopening",
            OpenAPI.Schema.object([
                .optional("percent", OpenAPI.Schema.integer(minimum: 0, maximum: 100).nullable), .optional("least_s", seconds.nullable),
            ]).nullable
        ),
    ])

    private static let overruled = OpenAPI.Schema.object([
        .required("clock", .choice(["acknowledge", "resolve"])), .required("policy", .text), .required("version", .integer(minimum: 1)),
        .required("was", .named("PolicyLimit")), .required("would_be", .named("PolicyLimit")), .required("reports", count),
    ])

    private static let changeMembers: [OpenAPI.Schema.Property] = [
        .required("clock", .choice(["acknowledge", "resolve"])), .required("was", .choice(ClockState.self)),
        .required("would_be", .choice(ClockState.self)),
    ]
}
