import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let legalHoldOperations: [OpenAPI.Operation] = [listLegalHolds, placeLegalHold, readLegalHold, liftLegalHold]

    private static let listLegalHolds = OpenAPI.Operation(
        .get,
        "/v1/admin/legal-holds",
        id: "listLegalHolds",
        tag: .administration,
        summary: BilingualText(vi: "Các lệnh lưu giữ theo yêu cầu pháp lý", en: "The legal holds"),
        note: BilingualText(
            vi: "Đang có hiệu lực; với status=all: tất cả. Mới nhất trước. Không ai khác được biết.",
            en: "Those in force; with status=all all of them. The newest first. Nobody else is told."
        ),
        parameters: [.legalHoldStatus, .legalHoldReport, .limit, .cursor],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các lệnh.", en: "The holds."),
                headers: OpenAPI.Header.always + [.link],
                contents: [.json("LegalHoldList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let placeLegalHold = OpenAPI.Operation(
        .post,
        "/v1/admin/legal-holds",
        id: "placeLegalHold",
        tag: .administration,
        summary: BilingualText(vi: "Lưu giữ dữ liệu của phản ánh", en: "Keep a report's data"),
        note: BilingualText(
            vi:
                "Dữ liệu của phản ánh được giữ dù đã hết hạn lưu và dù ai yêu cầu xóa, đến khi hết hạn (until) hoặc được gỡ. Một phản ánh có thể "
                + "có nhiều lệnh. Idempotency-Key là mã của lệnh.",
            en:
                "The report's data stay whatever their age and whoever asks for their erasure, until it is over (`until`) or lifted. A report "
                + "may have several. The Idempotency-Key is the hold's id."
        ),
        parameters: [.idempotencyKey],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("LegalHoldOrder"),
            examples: [
                OpenAPI.Content.Example(
                    name: "court",
                    summary: BilingualText(vi: "Theo yêu cầu của tòa án", en: "A court asks for it"),
                    value: ["report": "HN-26-7K3F9Q-3", "reason": "Tòa án nhân dân yêu cầu, văn bản 12/2026."]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã lưu giữ.", en: "It is kept."),
                headers: [.locationOfLegalHold, .idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("LegalHold")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .outcomeUnknown,
        ]
    )

    private static let readLegalHold = OpenAPI.Operation(
        .get,
        "/v1/admin/legal-holds/{id}",
        id: "readLegalHold",
        tag: .administration,
        summary: BilingualText(vi: "Xem lệnh lưu giữ", en: "Read a legal hold"),
        parameters: [.legalHoldID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("LegalHold", BilingualText(vi: "Lệnh.", en: "The hold.")), .notModified],
        problems: ProblemCode.staff + [.forbidden, .notFound]
    )

    private static let liftLegalHold = OpenAPI.Operation(
        .post,
        "/v1/admin/legal-holds/{id}/lift",
        id: "liftLegalHold",
        tag: .administration,
        summary: BilingualText(vi: "Gỡ lệnh lưu giữ", en: "Lift a legal hold"),
        note: BilingualText(
            vi: "Không hoàn tác được: cần thì ra lệnh mới. Gửi lại không đổi gì.",
            en: "There is no way back but another hold. A repetition changes nothing."
        ),
        parameters: [.legalHoldID],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("LegalHoldLifting"),
            examples: [
                OpenAPI.Content.Example(
                    name: "lift",
                    summary: BilingualText(vi: "Vụ việc đã kết thúc", en: "The case is closed"),
                    value: ["reason": "Vụ việc đã kết thúc."]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Đã gỡ.", en: "It is lifted."),
                headers: OpenAPI.Header.always,
                contents: [.json("LegalHold")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [.forbidden, .notFound, .outcomeUnknown]
    )
}

extension OpenAPI.Parameter {
    fileprivate static let legalHoldID = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid,
        note: BilingualText(vi: "Mã lệnh.", en: "The hold's id."),
        isRequired: true
    )

    fileprivate static let legalHoldStatus = OpenAPI.Parameter(
        place: .query,
        name: "status",
        schema: .choice(ApprovalController.statuses.keys.sorted()).example("open"),
        note: BilingualText(vi: "open (mặc định): đang có hiệu lực; all: tất cả.", en: "open (unless told): in force; all: all of them.")
    )

    fileprivate static let legalHoldReport = OpenAPI.Parameter(
        place: .query,
        name: "report",
        schema: .text(format: "report-code"),
        note: BilingualText(vi: "Của phản ánh này.", en: "Of this report.")
    )
}

extension OpenAPI.Header {
    fileprivate static let locationOfLegalHold = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/legal-holds/[0-9a-f-]{36}$"),
        note: BilingualText(vi: "Đường dẫn của lệnh.", en: "The hold's path.")
    )
}
