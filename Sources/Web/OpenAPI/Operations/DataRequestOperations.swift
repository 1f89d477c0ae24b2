import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let dataRequestOperations: [OpenAPI.Operation] = [
        listDataRequests, registerDataRequest, readDataRequest, exportPersonalData, actOnDataRequest,
    ]

    private static let listDataRequests = OpenAPI.Operation(
        .get,
        "/v1/admin/data-requests",
        id: "listDataRequests",
        tag: .administration,
        summary: BilingualText(vi: "Các yêu cầu về dữ liệu cá nhân", en: "Requests about personal data"),
        note: BilingualText(
            vi: "Đang mở: hạn gần nhất trước; với status=all: mới nhất trước. Không nêu người yêu cầu.",
            en: "Those that are open, the first limit first; with status=all the newest first. Who asked is not told."
        ),
        parameters: [.dataRequestStatus, .limit, .cursor],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các yêu cầu.", en: "The requests."),
                headers: OpenAPI.Header.always + [.link],
                contents: [.json("DataRequestList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let registerDataRequest = OpenAPI.Operation(
        .post,
        "/v1/admin/data-requests",
        id: "registerDataRequest",
        tag: .administration,
        summary: BilingualText(vi: "Ghi nhận yêu cầu về dữ liệu cá nhân", en: "Register a request about personal data"),
        note: BilingualText(
            vi: "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP, Điều 5: xác nhận trong 2 ngày làm việc; thực hiện trong 10 ngày (cung cấp, "
                + "chỉnh sửa), 15 ngày (phản đối, rút lại đồng ý), 20 ngày (xóa). Cần ít nhất một trong phone, email, report. "
                + "Idempotency-Key là mã của yêu cầu.",
            en: "Law 91/2025/QH15; Decree 356/2025/ND-CP, art. 5: acknowledged within 2 working days; carried out within 10 days (access, "
                + "correction), 15 (objection, withdrawal of consent), 20 (erasure). It takes one of phone, email, report at least. "
                + "The Idempotency-Key is the request's id."
        ),
        parameters: [.idempotencyKey],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("DataRequestSubmission"),
            examples: [
                OpenAPI.Content.Example(
                    name: "erasure",
                    summary: BilingualText(vi: "Xóa dữ liệu", en: "Erasure"),
                    value: ["kind": "erasure", "requester": ["phone": "0912 345 678"], "details": "Xin xóa thông tin của tôi."]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã ghi nhận.", en: "It is registered."),
                headers: [.locationOfDataRequest, .idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("DataRequest")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .outcomeUnknown,
        ]
    )

    private static let readDataRequest = OpenAPI.Operation(
        .get,
        "/v1/admin/data-requests/{id}",
        id: "readDataRequest",
        tag: .administration,
        summary: BilingualText(vi: "Xem yêu cầu", en: "Read a request"),
        note: BilingualText(
            vi: "Cùng người yêu cầu, mã các phản ánh của họ và họ đã đăng nhập ra sao; việc xem được ghi vào nhật ký.",
            en: "With who asked, the codes of their reports and whom they have signed in as; the audit keeps that it was read."
        ),
        parameters: [.dataRequestID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("DataRequest", BilingualText(vi: "Yêu cầu.", en: "The request.")), .notModified],
        problems: ProblemCode.staff + [.forbidden, .notFound, .outcomeUnknown]
    )

    private static let exportPersonalData = OpenAPI.Operation(
        .get,
        "/v1/admin/data-requests/{id}/export",
        id: "exportPersonalData",
        tag: .administration,
        summary: BilingualText(vi: "Mọi dữ liệu lưu về người yêu cầu", en: "All that is kept of the person"),
        note: BilingualText(
            vi: "Để giao cho người yêu cầu: các lần đăng nhập và các phản ánh; việc xuất được ghi vào nhật ký.",
            en: "To be handed to the person: their sign-ins and their reports; the audit keeps that it was taken out."
        ),
        parameters: [.dataRequestID],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các lần đăng nhập, rồi từng phản ánh.", en: "Sign-ins, then report by report."),
                headers: OpenAPI.Header.always,
                contents: [.json("PersonalExport")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden, .notFound, .outcomeUnknown]
    )

    private static let actOnDataRequest = OpenAPI.Operation(
        .post,
        "/v1/admin/data-requests/{id}/actions",
        id: "actOnDataRequest",
        tag: .administration,
        summary: BilingualText(vi: "Xử lý yêu cầu", en: "Do something about a request"),
        note: BilingualText(
            vi:
                "fulfil của yêu cầu xóa: 202, người thứ hai phê duyệt thì mới xóa. Gia hạn một lần. Đang lưu giữ theo pháp lý thì không xóa.",
            en:
                "`fulfil` of an erasure: 202, and it is carried out when a second person approves. One extension. Nothing under a legal hold "
                + "is erased."
        ),
        parameters: [.dataRequestID],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("DataRequestOrder"),
            examples: [
                OpenAPI.Content.Example(
                    name: "acknowledge",
                    summary: BilingualText(vi: "Xác nhận", en: "Acknowledge"),
                    value: ["action": "acknowledge"]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Đã làm.", en: "It is done."),
                headers: OpenAPI.Header.always,
                contents: [.json("DataRequest")]
            ),
            OpenAPI.Answer(
                status: .accepted,
                note: BilingualText(vi: "Chờ người thứ hai.", en: "It waits for a second person."),
                headers: [.locationOfErasure] + OpenAPI.Header.always,
                contents: [.json("DataRequest")]
            ),
        ],
        problems: ProblemCode.staff + ProblemCode.body + [.forbidden, .notFound, .actionRefused, .outcomeUnknown]
    )
}

extension OpenAPI.Parameter {
    static let dataRequestID = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid,
        note: BilingualText(vi: "Mã yêu cầu.", en: "The request's id."),
        isRequired: true
    )

    fileprivate static let dataRequestStatus = OpenAPI.Parameter(
        place: .query,
        name: "status",
        schema: .choice(ApprovalController.statuses.keys.sorted()).example("open"),
        note: BilingualText(vi: "open (mặc định): đang mở; all: tất cả.", en: "open (unless told): not closed; all: all of them.")
    )
}

extension OpenAPI.Header {
    fileprivate static let locationOfDataRequest = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/data-requests/[0-9a-f-]{36}$"),
        note: BilingualText(vi: "Đường dẫn của yêu cầu.", en: "The request's path.")
    )

    fileprivate static let locationOfErasure = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/approvals/[0-9a-f-]{36}$"),
        note: BilingualText(vi: "Đường dẫn của đề nghị.", en: "The proposal's path.")
    )
}
