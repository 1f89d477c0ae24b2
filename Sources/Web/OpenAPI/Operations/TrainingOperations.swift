import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let trainingOperations: [OpenAPI.Operation] = [listTrainingCases, beginTrainingCase]

    private static let listTrainingCases = OpenAPI.Operation(
        .get,
        "/v1/staff/training/cases",
        id: "listTrainingCases",
        tag: .staff,
        summary: BilingualText(vi: "Tình huống thực hành", en: "Cases for practice"),
        note: BilingualText(
            vi: "Chỉ dành cho tài khoản tại bàn thực hành.",
            en: "For accounts at the desks for practice only."
        ),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Mọi tình huống.", en: "All cases."),
                headers: OpenAPI.Header.always,
                contents: [.json("TrainingCaseList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let beginTrainingCase = OpenAPI.Operation(
        .post,
        "/v1/staff/training/reports",
        id: "beginTrainingCase",
        tag: .staff,
        summary: BilingualText(vi: "Bắt đầu một tình huống thực hành", en: "Begin a case for practice"),
        note: BilingualText(
            vi: "Tạo phản ánh của tình huống tại bàn thực hành của bạn; xử lý bằng đúng các thao tác như phản ánh thật. Phản ánh thực hành "
                + "không bao giờ công khai, không được thống kê, không đến cơ quan nào khác: chuyển cho ai thì bàn thực hành kia nhận thay. "
                + "Người phản ánh trong kịch bản tự trả lời khi được hỏi. Sau \(RetentionPolicy.practiceDays) ngày được cất đi.",
            en: "Makes the case's reports at your desk for practice; they are handled by the very operations that real ones are. They are "
                + "never public, counted nowhere, and reach nobody else: whoever they are passed to, the other desk for practice has them in "
                + "their place. The reporter of the script answers when asked. After \(RetentionPolicy.practiceDays) days they are put away."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("TrainingOrder"), examples: [.pothole]),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã tạo.", en: "They are there."),
                headers: OpenAPI.Header.always,
                contents: [.json("BegunTrainingCase")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [.forbidden, .outcomeUnknown]
    )

    static let trainingSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("TrainingCaseList", .object([.required("items", .list(.named("TrainingCase"))), .required("next", .text.nullable)])),
        (
            "TrainingCase",
            .object([
                .required("code", .text.example("pothole")), .required("title", .text),
                .required("briefing", .text.note("Điều cần biết trước khi bắt đầu.", "What to know before one begins.")),
                .required("good_handling", .text.note("Xử lý thế nào là tốt.", "How it is handled well.")),
                .required("reports", .integer(minimum: 1).note("Số phản ánh của tình huống.", "How many reports it has.")),
            ])
        ),
        ("TrainingOrder", .object([.required("case", .text.example("pothole"))])),
        (
            "BegunTrainingCase",
            .object(
                banner + [
                    .required("case", .named("TrainingCase")), .required("agency", .named("Agency")),
                    .required("reports", .list(.text(format: "report-code"))),
                ]
            )
        ),
    ]
}

extension OpenAPI.Content.Example {
    fileprivate static let pothole = OpenAPI.Content.Example(
        name: "pothole",
        summary: BilingualText(vi: "Ổ gà", en: "A pothole"),
        value: ["case": "pothole"]
    )
}
