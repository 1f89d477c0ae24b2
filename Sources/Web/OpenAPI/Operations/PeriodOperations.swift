import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let periodOperations: [OpenAPI.Operation] = [listPeriods, readPeriod, closePeriod]

    private static let listPeriods = OpenAPI.Operation(
        .get,
        "/v1/admin/periods",
        id: "listPeriods",
        tag: .figures,
        summary: BilingualText(vi: "Các kỳ báo cáo đã chốt", en: "The reporting periods that are closed"),
        note: BilingualText(vi: "Kỳ kết thúc sau cùng trước.", en: "The latest end first."),
        parameters: [.limit, .cursor],
        token: .staff,
        answers: [.list("ClosedPeriodList", BilingualText(vi: "Một trang.", en: "A page."))],
        problems: accountReads
    )

    private static let readPeriod = OpenAPI.Operation(
        .get,
        "/v1/admin/periods/{period}",
        id: "readPeriod",
        tag: .figures,
        summary: BilingualText(vi: "Số liệu đã chốt của kỳ, và khác biệt đến nay", en: "A closed period's figures, and what differs now"),
        note: BilingualText(
            vi:
                "figures là nội dung được ký, mỗi dòng một số: basis, kind, object, measure, số lượng, cách nhau bằng tab. Được ký (Ed25519) là sáu dòng "
                + "phananh-period-1, period, position, closed_at (giây), closed_by, key_id, rồi figures. today_unit theo ranh giới hiện nay: sáp nhập "
                + "làm đổi số ấy mà không phải đính chính; filed_unit thì không.",
            en:
                "`figures` is what was signed, a figure a line: basis, kind, object, measure and count with a tab between each. Signed (Ed25519) are "
                + "six lines, `phananh-period-1`, `period`, `position`, `closed_at` in seconds, `closed_by`, `key_id`, and then `figures`. "
                + "`today_unit` goes by the boundaries of today, so that a reform changes it though nothing was corrected; `filed_unit` does not."
        ),
        parameters: [.reportingPeriod, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("ClosedPeriodDetails", BilingualText(vi: "Kỳ đã chốt.", en: "The period.")), .notModified],
        problems: accountReads + [.notFound]
    )

    private static let closePeriod = OpenAPI.Operation(
        .post,
        "/v1/admin/periods/{period}/close",
        id: "closePeriod",
        tag: .figures,
        summary: BilingualText(vi: "Chốt số liệu của kỳ báo cáo", en: "Close a reporting period"),
        note: BilingualText(
            vi:
                "Giữ lại số liệu như lúc này, có chữ ký; sau khi kỳ kết thúc, một lần. Thay đổi về sau nêu trong differences. Không hoàn tác được. "
                + "Idempotency-Key là mã của lần chốt.",
            en:
                "Keeps the figures as they stand, signed; after its end, once. What changes later is told as `differences`. There is no way back. The "
                + "Idempotency-Key is the closing's id."
        ),
        parameters: [.reportingPeriod, .idempotencyKeyOfStaff],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã chốt.", en: "It is closed."),
                headers: [.locationOfPeriod, .idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("ClosedPeriod")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.unread + [
            .forbidden, .notFound, .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .periodRunning, .periodClosed,
            .outcomeUnknown,
        ]
    )

    static let periodSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("ClosedPeriodList", .object([.required("items", .list(.named("ClosedPeriod"))), .required("next", next)])),
        ("ClosedPeriod", .object(closed)),
        (
            "ClosedPeriodDetails",
            .object(
                closed + [
                    .required("genuine", .boolean.note("Chữ ký đúng.", "Whether the signature is good.")), .required("figures", .text),
                    .required(
                        "compared_at_position",
                        .integer(minimum: 0).note(
                            "Sự kiện cuối đã tính trong số liệu hiện nay.",
                            "The last event counted in what figures are now."
                        )
                    ),
                    .required(
                        "differences",
                        .list(
                            .object([
                                .required("basis", .choice(FigureBasis.self)),
                                .required("kind", .choice(["city", "filed_unit", "today_unit", "category", "agency"])),
                                .required("object", .text),
                                .required("measure", .text), .required("then", .integer()), .required("now", .integer()),
                            ])
                        )
                    ),
                ]
            )
        ),
    ]

    private static let closed: [OpenAPI.Schema.Property] = [
        .required("period", .text(pattern: periodPattern)), .required("from", .time), .required("to", .time),
        .required("position", .integer(minimum: 0)), .required("closed_at", .time),
        .required("closed_by", .text(pattern: "^[a-z0-9-]{1,32}$")), .required("key_id", .text),
        .required("public_key", .text(pattern: "^[0-9a-f]{64}$")), .required("signature", .text(pattern: "^[0-9a-f]{128}$")),
    ]

    fileprivate static let periodPattern = "^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
}

extension OpenAPI.Parameter {
    fileprivate static let reportingPeriod = OpenAPI.Parameter(
        place: .path,
        name: "period",
        schema: OpenAPI.Schema.text(pattern: OpenAPI.Document.periodPattern).example("2026-10"),
        note: BilingualText(vi: "Tháng, quý hoặc năm: 2026-10, 2026-Q4, 2026.", en: "A month, quarter or year: 2026-10, 2026-Q4, 2026."),
        isRequired: true
    )
}

extension OpenAPI.Header {
    fileprivate static let locationOfPeriod = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/periods/20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?$"),
        note: BilingualText(vi: "Đường dẫn của kỳ.", en: "The period's path.")
    )
}
