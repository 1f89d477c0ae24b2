import Domain
import JSON

extension OpenAPI.Document {
    static let reporterSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "MessageSubmission",
            .object(
                [
                    .optional("text", words.nullable),
                    .optional(
                        "attachments",
                        .list(.uuid, count: 0...AttachmentLimits.perEntry).nullable.note(
                            "id của tệp đã gửi, chưa dùng.",
                            "Ids of files that were sent and are in nothing else."
                        )
                    ),
                ],
                needsOneOf: ["text", "attachments"]
            )
        ),
        (
            "Feedback",
            .object([
                .required("rating", .choice(Rating.self)), .optional("comment", words.nullable),
                .optional("dispute", .boolean.nullable.note("Không đồng ý với kết quả.", "Disagrees with the result.")),
            ])
        ),
        (
            "ReportCorrection",
            .object(
                [
                    .optional("category", .text(format: "category-code").nullable),
                    .optional("description", text(ReportLimits.description, lines: true).nullable),
                    .optional("location", location.nullable), .optional("address", text(ReportLimits.address).nullable),
                    .optional(
                        "attributes",
                        OpenAPI.Schema(.map(OpenAPI.Schema(.either([.text, .number, .boolean])))).nullable
                    ),
                ],
                needsOneOf: ["category", "description", "location", "address", "attributes"]
            )
        ),
        (
            "ReporterAct",
            .object([
                .required("code", .text(format: "report-code")),
                .required("seq", .integer(minimum: 1).note("Số của việc trong lịch sử.", "Its number in the history.")),
                .required("type", .text.example("message_added")), .required("at", .time),
                .required("status", .choice(ReportStatus.self)), .optional("status_group", .choice(ReportStatus.Group.self)),
                .required("status_label", .text),
            ]).note("Việc đã làm, và tình trạng ngay sau đó.", "What was done, and where the report stood then.")
        ),
    ]

    private static let words = text(ReportLimits.actionText, lines: true)
}
