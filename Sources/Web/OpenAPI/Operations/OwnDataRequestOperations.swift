import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let ownDataRequestOperations: [OpenAPI.Operation] = [listOwnDataRequests, askAboutOwnData, exportOwnData]

    private static let listOwnDataRequests = OpenAPI.Operation(
        .get,
        "/v1/me/data-requests",
        id: "listOwnDataRequests",
        tag: .citizens,
        summary: BilingualText(vi: "Yêu cầu về dữ liệu của tôi", en: "My requests about my data"),
        note: BilingualText(
            vi: "Các yêu cầu đã gửi khi đăng nhập, mới nhất trước: tình trạng và thời hạn.",
            en: "Those sent while signed in, the newest first: how they stand, and by when they are answered."
        ),
        parameters: [.limit, .cursor],
        token: .citizen,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang của danh sách.", en: "A page of the list."),
                headers: [.link] + OpenAPI.Header.always,
                contents: [.json("OwnDataRequestList")]
            )
        ],
        problems: ProblemCode.stored + [.citizenTokenInvalid]
    )

    private static let askAboutOwnData = OpenAPI.Operation(
        .post,
        "/v1/me/data-requests",
        id: "askAboutOwnData",
        tag: .citizens,
        summary: BilingualText(vi: "Gửi yêu cầu về dữ liệu của tôi", en: "Ask about my data"),
        note: BilingualText(
            vi:
                "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP, Điều 5. Không cần khai số điện thoại: dữ liệu là của người đang đăng nhập, dù bằng "
                + "số điện thoại hay qua nhà cung cấp danh tính. Mỗi loại một yêu cầu đang mở: 409. Idempotency-Key (UUID) là mã của yêu cầu.",
            en:
                "Law 91/2025/QH15; Decree 356/2025/ND-CP, art. 5. No phone is named: the data are those of whoever is signed in, by a phone or at "
                + "an identity provider. One request of each kind is open at a time: 409. The Idempotency-Key, a UUID, is the request's id."
        ),
        parameters: [.idempotencyKey],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("OwnDataRequestSubmission"),
            examples: [
                OpenAPI.Content.Example(
                    name: "access",
                    summary: BilingualText(vi: "Xin bản sao", en: "A copy"),
                    value: ["kind": "access", "details": "Xin bản sao mọi dữ liệu của tôi."]
                )
            ]
        ),
        token: .citizen,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã ghi nhận.", en: "It is registered."),
                headers: [.idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("OwnDataRequest")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [
            .citizenTokenInvalid, .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .actionRefused, .outcomeUnknown,
        ]
    )

    private static let exportOwnData = OpenAPI.Operation(
        .get,
        "/v1/me/data-requests/{id}/export",
        id: "exportOwnData",
        tag: .citizens,
        summary: BilingualText(vi: "Mọi dữ liệu lưu về tôi", en: "All that is kept of me"),
        note: BilingualText(
            vi: "Sau khi yêu cầu cung cấp dữ liệu (access) của mình đã được thực hiện; trước đó: 409.",
            en: "Once one's own request for access was carried out; 409 before."
        ),
        parameters: [.dataRequestID],
        token: .citizen,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các lần đăng nhập, rồi từng phản ánh.", en: "Sign-ins, then report by report."),
                headers: OpenAPI.Header.always,
                contents: [.json("PersonalExport")]
            )
        ],
        problems: ProblemCode.stored + [.citizenTokenInvalid, .notFound, .actionRefused, .outcomeUnknown]
    )
}
