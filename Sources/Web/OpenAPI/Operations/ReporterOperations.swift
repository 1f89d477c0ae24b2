import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let reporterOperations: [OpenAPI.Operation] = [writeMessage, withdrawReport, correctReport, rateSolution]

    /// Whose act it is, and what may stand in its way.
    private static let reporters: [ProblemCode] = [
        .tokenInvalid, .citizenTokenInvalid, .forbidden, .scopeMissing, .notFound, .checkDigit, .actionRefused, .outcomeUnknown,
    ]
    private static let retried: [ProblemCode] = [.idempotencyKeyInvalid, .idempotencyKeyReused]

    private static let whoMay = BilingualText(
        vi: "Người phản ánh: mã theo dõi (trk_…), phiên đăng nhập khi gửi (hnz_…), hoặc ứng dụng đã gửi (hnc_…).",
        en:
            "For whoever filed it: with the tracking token (trk_…), signed in as when filing (hnz_…), or as the client that filed it (hnc_…)."
    )

    private static func note(_ vi: String, _ en: String) -> BilingualText {
        BilingualText(vi: "\(whoMay.vi) \(vi)", en: "\(whoMay.en) \(en)")
    }

    private static func done(_ status: HTTPResponse.Status, _ vi: String, _ en: String) -> OpenAPI.Answer {
        OpenAPI.Answer(
            status: status,
            note: BilingualText(vi: vi, en: en),
            headers: [.idempotentReplay] + OpenAPI.Header.always,
            contents: [.json("ReporterAct")]
        )
    }

    private static let writeMessage = OpenAPI.Operation(
        .post,
        "/v1/reports/{code}/messages",
        id: "writeMessage",
        tag: .reports,
        summary: BilingualText(vi: "Bổ sung thông tin", en: "Add something to a report"),
        note: note(
            "Lúc nào cũng được; lời và ảnh chỉ người phản ánh và cơ quan xử lý thấy. Thời hạn đang chờ người phản ánh thì chạy tiếp.",
            "At any time; only reporter and desk see words and pictures. A time limit that waits for the reporter runs again."
        ),
        parameters: [.reportCode, .retryKey],
        body: .json(
            "MessageSubmission",
            OpenAPI.Content.Example(
                name: "text",
                summary: BilingualText(vi: "Lời nhắn", en: "Words"),
                value: ["text": "Ổ gà ở trước số nhà 12."]
            )
        ),
        token: .reporter,
        answers: [done(.created, "Đã ghi nhận.", "It is recorded.")],
        problems: ProblemCode.stored + ProblemCode.body + reporters + retried
    )

    private static let withdrawReport = OpenAPI.Operation(
        .post,
        "/v1/reports/{code}/withdraw",
        id: "withdrawReport",
        tag: .reports,
        summary: BilingualText(vi: "Rút phản ánh", en: "Withdraw a report"),
        note: note("Trước khi được tiếp nhận.", "Before anybody has accepted it."),
        parameters: [.reportCode, .retryKey],
        token: .reporter,
        answers: [done(.ok, "Đã rút.", "It is withdrawn.")],
        problems: ProblemCode.stored + reporters + retried
    )

    private static let correctReport = OpenAPI.Operation(
        .patch,
        "/v1/reports/{code}",
        id: "correctReport",
        tag: .reports,
        summary: BilingualText(vi: "Sửa phản ánh", en: "Correct a report"),
        note: note(
            "Trước khi được tiếp nhận. Vị trí hay lĩnh vực khác: xác định lại đơn vị và thời hạn, đồng hồ vẫn chạy tiếp. "
                + "attributes thay toàn bộ câu trả lời cũ.",
            "Before anybody has accepted it. With another place or category unit and limits are found anew, and the clocks go on. "
                + "`attributes` take the place of all there were."
        ),
        parameters: [.reportCode],
        body: .json(
            "ReportCorrection",
            OpenAPI.Content.Example(
                name: "place",
                summary: BilingualText(vi: "Vị trí khác", en: "Another place"),
                value: ["location": ["lat": 21.0285, "lon": 105.8542]]
            )
        ),
        token: .reporter,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Phản ánh như người gửi thấy.", en: "The report as its reporter sees it."),
                headers: OpenAPI.Header.always,
                contents: [.json("Report")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + reporters + [.outsideArea]
    )

    private static let rateSolution = OpenAPI.Operation(
        .post,
        "/v1/reports/{code}/feedback",
        id: "rateSolution",
        tag: .reports,
        summary: BilingualText(vi: "Đánh giá kết quả", en: "Rate the solution"),
        note: note(
            "Một lần cho mỗi kết quả, trong 14 ngày; phản ánh kết thúc. dispute (chỉ khi unsatisfied): lần đầu mở lại để xử lý tiếp, "
                + "lần thứ hai Thành phố xem lại và trả lời lần cuối. Người gửi phản ánh trùng đánh giá kết quả của phản ánh gốc. Phản ánh do cán bộ ghi hộ chỉ đánh giá được khi đăng nhập (hnz_…).",
            "Once for each solution, within 14 days; it closes the report. `dispute`, of whoever is unsatisfied, reopens it the first "
                + "time; the second time the city looks at it and answers for good. Who filed a duplicate rates the answer to its original. What an officer filed is rated signed in (hnz_…) alone."
        ),
        parameters: [.reportCode, .retryKey],
        body: .json("Feedback"),
        token: .reporter,
        answers: [done(.created, "Đã ghi nhận.", "It is recorded.")],
        problems: ProblemCode.stored + ProblemCode.body + reporters + retried
    )
}
