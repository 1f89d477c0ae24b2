import Domain
import JSON

extension OpenAPI.Document {
    static let attachmentSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "UploadedAttachment",
            .object(
                attachmentFacts + links + [
                    .required(
                        "suggested_location",
                        .named("Point").nullable.note(
                            "Nơi chụp theo máy ảnh, để gợi ý vị trí; chỉ trả về lần này, không lưu.",
                            "Where the camera says that it was taken, as a suggestion for the pin: told this once, kept nowhere."
                        )
                    )
                ]
            )
        ),
        ("Attachment", .object(attachment)),
        (
            "StaffAttachment",
            .object(
                attachment + [
                    .required("regions", .list(region).note("Phần công chúng không thấy.", "What the public is not shown."))
                ]
            )
        ),
        (
            "Redaction",
            .object([.required("regions", .list(region, count: 1...AttachmentLimits.regions))])
        ),
        ("UploadForm", .object([.required("file", file)])),
        (
            "FilingForm",
            .object([
                .required(
                    "report",
                    .named("ReportSubmission").note(
                        "Phần application/json, tối đa 64 KB.",
                        "A part of application/json, of 64 KB at most."
                    )
                ),
                .optional("file", .list(file, count: 1...AttachmentLimits.perEntry)),
            ])
        ),
    ]

    /// Of a report, in every view that shows them.
    static let attachmentMembers: [OpenAPI.Schema.Property] = [
        .required(
            "attachments",
            .list(.named("Attachment")).note(
                "Công chúng thấy khi phản ánh đã công khai (url giữ được một ngày); người phản ánh thấy bản gốc, url dùng trong năm phút.",
                "The public sees them once the report is published (each `url` holds on); its reporter sees the originals, by a `url` that "
                    + "holds for five minutes."
            )
        )
    ]

    /// What a file is.
    static let attachmentFacts: [OpenAPI.Schema.Property] = [
        .required("id", .uuid), .required("content_type", .text.example("image/jpeg")), .required("bytes", .integer(minimum: 1)),
        .required("width", side), .required("height", side),
    ]

    private static let side = OpenAPI.Schema.integer(minimum: 1).nullable.note("null: tài liệu.", "null: a document.")

    private static let links: [OpenAPI.Schema.Property] = [
        .required("url", .text),
        .optional("thumbnails", .object([.required("320", .text), .required("1280", .text)])),
    ]

    private static let attachment: [OpenAPI.Schema.Property] =
        attachmentFacts + [
            .required("used_as", .choice(Attachment.Use.self)),
            .required(
                "seq",
                .integer(minimum: 1).nullable.note(
                    "Mục trong lịch sử; với người dân chỉ có trong dòng thời gian.",
                    "The entry of the history; to the public and reporters in timelines alone."
                )
            ),
            .required("redacted", .boolean.note("Công chúng thấy bản đã che.", "The public sees less than the original.")),
        ] + links

    /// No side of a picture is longer.
    private static let mostPixels = 65_535

    private static let region = OpenAPI.Schema.object([
        .required("x", .integer(minimum: 0, maximum: mostPixels)), .required("y", .integer(minimum: 0, maximum: mostPixels)),
        .required("width", .integer(minimum: 1, maximum: mostPixels)), .required("height", .integer(minimum: 1, maximum: mostPixels)),
    ])

    private static let file = OpenAPI.Schema.text(format: "binary").note(
        "JPEG, PNG hoặc WebP, tối đa \(AttachmentLimits.bytes >> 20) MB.",
        "JPEG, PNG or WebP, of \(AttachmentLimits.bytes >> 20) MB at most."
    )
}
