import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let auditOperations: [OpenAPI.Operation] = [readAudit, listSeals, readProof, readWholeProof]

    private static let readAudit = OpenAPI.Operation(
        .get,
        "/v1/audit",
        id: "readAudit",
        tag: .audit,
        summary: BilingualText(vi: "Nhật ký kiểm tra", en: "Read the audit"),
        note: BilingualText(
            vi: "Mới nhất trước. Ai đã làm gì, và ai đã xem trường riêng tư nào của phản ánh nào, để làm gì; không có dữ liệu cá nhân. "
                + "Việc vừa xảy ra hiện sau khoảng một giây.",
            en:
                "The newest first. Who did what, and who was shown which private fields of which report and what for; no personal data. What "
                + "has just happened appears after a second or so."
        ),
        parameters: OpenAPI.Parameter.audit,
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang.", en: "A page."),
                headers: [.link] + OpenAPI.Header.always,
                contents: [.json("AuditEntryList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let listSeals = OpenAPI.Operation(
        .get,
        "/v1/audit/seals",
        id: "listSeals",
        tag: .audit,
        summary: BilingualText(vi: "Các niêm phong", en: "List the seals"),
        note: BilingualText(
            vi:
                "Theo thứ tự. Mỗi niêm phong ký lên gốc cây Merkle của mọi sự kiện và mục nhật ký từ lần trước. Ai giữ bản sao thì phát hiện "
                + "được lịch sử bị sửa hay cắt bớt; lấy tiếp bằng after là số cuối đã có.",
            en:
                "In order. Each signs the root of the Merkle tree over all events and entries of the audit since the one before. Whoever keeps "
                + "them can tell a history that was changed or cut short; to go on, give the last number they have as `after`."
        ),
        parameters: [.afterSeal, .limit, .ifNoneMatch],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang; next là giá trị after tiếp theo.", en: "A page; `next` is what to give as `after`."),
                headers: [.link] + OpenAPI.Header.versioned,
                contents: [.json("SealList")]
            ),
            .notModified,
        ],
        problems: ProblemCode.stored
    )

    private static let readProof = OpenAPI.Operation(
        .get,
        "/v1/reports/{code}/proof",
        id: "readProof",
        tag: .audit,
        summary: BilingualText(vi: "Bằng chứng niêm phong của phản ánh", en: "Prove what is told of a report"),
        note: BilingualText(
            vi:
                "Với mỗi mục của quá trình công khai: dữ liệu để tự tính lại mã băm, và đường dẫn đến gốc đã ký. Phần không công khai chỉ là "
                + "mã băm. Lĩnh vực không công khai: 404 nếu không có mã theo dõi. Cách tính: README.",
            en:
                "For each item of the public timeline what it takes to compute its digest, and its path to a root that is signed. What is not "
                + "public appears as digests only. Categories that are not public: 404 without the tracking token. The README tells how."
        ),
        parameters: [.reportCode, .ifNoneMatch],
        token: .tracking,
        answers: [
            .versioned("ReportProof", BilingualText(vi: "Bằng chứng cho từng mục.", en: "What proves each item.")), .notModified,
        ],
        problems: ProblemCode.stored + [.tokenInvalid, .citizenTokenInvalid, .notFound, .checkDigit]
    )

    private static let readWholeProof = OpenAPI.Operation(
        .get,
        "/v1/staff/reports/{code}/proof",
        id: "readWholeProof",
        tag: .staff,
        summary: BilingualText(vi: "Bằng chứng niêm phong của toàn bộ quá trình", en: "Prove the whole history of a report"),
        note: BilingualText(
            vi: "Dành cho ai xem được phản ánh, thuộc lĩnh vực nào cũng vậy: mọi sự kiện, cả sự kiện không công khai (seq: 0).",
            en: "For whoever may see the report, whatever its category: every event, also those that are not public (`seq`: 0)."
        ),
        parameters: [.reportCode, .ifNoneMatch],
        token: .staff,
        answers: [
            .versioned("ReportProof", BilingualText(vi: "Bằng chứng cho từng sự kiện.", en: "What proves each event.")), .notModified,
        ],
        problems: ProblemCode.staff + [.notFound, .checkDigit]
    )
}

extension OpenAPI.Parameter {
    fileprivate static let afterSeal = OpenAPI.Parameter(
        place: .query,
        name: "after",
        schema: .integer(minimum: 0, maximum: AuditController.greatest).example(0),
        note: BilingualText(vi: "Sau số này.", en: "Only those after this number.")
    )
}
