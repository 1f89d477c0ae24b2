import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let reviewOperations: [OpenAPI.Operation] = [listReviews, readSheet]

    private static let listReviews = OpenAPI.Operation(
        .get,
        "/v1/staff/reviews",
        id: "listReviews",
        tag: .staff,
        summary: BilingualText(vi: "Phản ánh cần xem lại hằng tháng", en: "What is to be looked at again each month"),
        note: BilingualText(
            vi: "Người phản ánh không hài lòng, phản ánh không công khai, và một mẫu của các lần từ chối (1/\(ReviewCounts.oneIn), ít nhất "
                + "\(ReviewCounts.fewestDrawn)) trong tháng, theo thời gian. Mẫu không đoán trước được, và ai xem cũng như nhau. Dành cho điều phối, "
                + "kiểm toán và quản trị Thành phố.",
            en:
                "Reporters who are not satisfied, reports the public is not shown, and of the refusals a sample (one in \(ReviewCounts.oneIn), at "
                + "least \(ReviewCounts.fewestDrawn)) of the month, by time. Nobody can know the sample before, and it is the same whoever asks. For "
                + "the city's coordinator, auditors and administrators."
        ),
        parameters: [
            OpenAPI.Parameter(
                place: .query,
                name: "month",
                schema: OpenAPI.Schema.text(pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])$").example("2026-03"),
                note: BilingualText(vi: "Tháng, giờ Hà Nội.", en: "The month, in Hanoi."),
                isRequired: true
            ), .limit, .cursor,
        ],
        token: .staff,
        answers: [.list("ReviewList", BilingualText(vi: "Một trang.", en: "A page."))],
        problems: accountReads
    )

    private static let readSheet = OpenAPI.Operation(
        .get,
        "/v1/staff/reports/{code}/sheet",
        id: "readSheet",
        tag: .staff,
        summary: BilingualText(vi: "Phiếu phản ánh để in", en: "A report on paper"),
        note: BilingualText(
            vi:
                "HTML đứng một mình, để mở và in: nội dung, người phản ánh (nếu được xem), thời hạn, quá trình xử lý, văn bản, tệp, phản ánh có "
                + "thể trùng. Quyền và nhật ký như khi xem phản ánh.",
            en: "HTML that stands alone, to be opened and printed: what was reported, by whom (for who may know), time limits, history, "
                + "documents, files, possible duplicates. Rights and audit are those of reading the report."
        ),
        parameters: [.reportCode, .purpose],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Phiếu.", en: "The sheet."),
                headers: OpenAPI.Header.always,
                contents: [OpenAPI.Content(mediaType: "text/html", schema: .text)]
            )
        ],
        problems: ProblemCode.staff + [.notFound, .checkDigit]
    )

    static let reviewSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "ReviewList",
            .object([
                .required("items", .list(.named("ReviewItem"))), .required("next", .text.nullable),
                .required(
                    "counts",
                    .object([
                        .required("unsatisfied", .integer(minimum: 0)), .required("disputed", .integer(minimum: 0)),
                        .required("withheld", .integer(minimum: 0)),
                        .required("refused", .integer(minimum: 0)),
                        .required("drawn", .integer(minimum: 0).note("Số lần từ chối trong mẫu.", "Refusals in the sample.")),
                    ])
                ),
            ])
        ),
        (
            "ReviewItem",
            .object([
                .required("kind", .choice(ReviewItem.Kind.self)), .required("code", .text(format: "report-code")),
                .required("seq", .integer(minimum: 1).note("Bước trong lịch sử.", "The entry of its history.")), .required("at", .time),
                .required("status", .choice(ReportStatus.self)), .required("status_label", .text),
                .required("category", .object([.required("code", .text), .required("name", .text)])),
                .required("unit", OpenAPI.Schema.named("Unit").nullable),
                .required("agency", OpenAPI.Schema.named("Agency").note("Nơi giữ phản ánh trước đó.", "The desk that had it before.")),
                .optional("refusal", .choice(RefusalCode.self)),
            ])
        ),
    ]
}
