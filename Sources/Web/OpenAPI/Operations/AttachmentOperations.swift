import Domain
import HTTPTypes
import JSON

extension ProblemCode {
    /// What may be wrong about files.
    static let files: [ProblemCode] =
        unread + [
            .malformedMultipart, .unsupportedMediaType, .uploadQuotaUsedUp, .fileTooLarge, .fileTypeUnsupported, .fileRefused, .storageFull,
            .outcomeUnknown, .idempotencyKeyInvalid, .idempotencyKeyReused,
        ]
}

extension OpenAPI.Content {
    static func form(_ schema: String) -> OpenAPI.Content {
        OpenAPI.Content(mediaType: "multipart/form-data", schema: .named(schema))
    }

    fileprivate static func file(_ mediaType: String) -> OpenAPI.Content {
        OpenAPI.Content(mediaType: mediaType, schema: .text(format: "binary"))
    }
}

extension OpenAPI.Header {
    static let contentRange = OpenAPI.Header(
        name: "Content-Range",
        schema: .text(pattern: "^bytes ([0-9]+-[0-9]+|[*])/[0-9]+$"),
        note: BilingualText(vi: "Đoạn của tệp, và độ dài của cả tệp.", en: "The range of the file, and how long that is.")
    )

    fileprivate static let acceptRanges = OpenAPI.Header(
        name: "Accept-Ranges",
        schema: .choice(["bytes"]),
        note: BilingualText(vi: "Có thể xin một đoạn (Range).", en: "One range may be asked for.")
    )

    fileprivate static let contentDisposition = OpenAPI.Header(
        name: "Content-Disposition",
        schema: .text,
        note: BilingualText(vi: "Tài liệu chỉ để tải về.", en: "Documents are for downloading alone.")
    )

    fileprivate static let fileLocation = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/attachments/"),
        note: BilingualText(vi: "Như url.", en: "As `url`.")
    )

    fileprivate static let ofFiles: [OpenAPI.Header] = [
        .eTag, .acceptRanges, .cacheControl, .contentDisposition, .requestID, .rateLimit, .rateLimitPolicy,
    ]
}

extension OpenAPI.Parameter {
    fileprivate static let attachment = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid.example("0199c3a1-7b1e-7c44-9a51-2f0d8e6b3c11"),
        note: BilingualText(vi: "Tệp đính kèm.", en: "The attachment."),
        isRequired: true
    )

    fileprivate static func query(_ name: String, _ schema: OpenAPI.Schema, _ note: BilingualText) -> OpenAPI.Parameter {
        OpenAPI.Parameter(place: .query, name: name, schema: schema, note: note)
    }

    fileprivate static let fileKey = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.idempotencyKey.rawName,
        schema: .text(pattern: "^[!-~]{1,128}$").example("3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11"),
        note: BilingualText(
            vi:
                "Một UUID mới cho mỗi tệp; ứng dụng đăng ký dùng 1–128 ký tự in được bất kỳ. Cùng khóa, cùng tệp thì cùng id, chừng nào tệp còn được giữ.",
            en:
                "A new UUID for each file; a registered client has any 1–128 printable characters. The same key with the same file has the same id for as "
                + "long as the file is kept."
        )
    )

    fileprivate static let range = OpenAPI.Parameter(
        place: .header,
        name: "Range",
        schema: .text.example("bytes=0-65535"),
        note: BilingualText(vi: "Một đoạn của tệp (RFC 9110).", en: "One range of the file (RFC 9110).")
    )
}

extension OpenAPI.Document {
    static let attachmentOperations: [OpenAPI.Operation] = [
        uploadAttachment, readAttachment, uploadStaffAttachment, redactAttachment,
    ]

    private static let uploaded = OpenAPI.Answer(
        status: .created,
        note: BilingualText(vi: "Tệp đã được kiểm tra, làm lại và lưu.", en: "The file was checked, made anew and stored."),
        headers: [.fileLocation, .idempotentReplay] + OpenAPI.Header.always,
        contents: [.json("UploadedAttachment")]
    )

    private static let uploadAttachment = OpenAPI.Operation(
        .post,
        "/v1/attachments",
        id: "uploadAttachment",
        tag: .attachments,
        summary: BilingualText(vi: "Gửi ảnh", en: "Send a picture"),
        note: BilingualText(
            vi:
                "Một tệp (file). Ảnh được giải mã và mã hóa lại, xoay đúng chiều, bỏ mọi siêu dữ liệu; tệp gốc không được giữ. Sau đó ghi id vào "
                + "attachments của phản ánh: ai có id là người dùng được, một lần. Quá \(AttachmentLimits.unclaimedHours) giờ không dùng thì bị xóa.",
            en:
                "One file (`file`). The picture is decoded and encoded anew, turned upright, and loses all metadata; what was sent is not kept. "
                + "Then name its id in a report's `attachments`: whoever has the id may, once. Unclaimed for "
                + "\(AttachmentLimits.unclaimedHours) hours it is gone."
        ),
        parameters: [.fileKey, .reporterAssertion],
        form: .form("UploadForm"),
        token: .filer,
        answers: [uploaded],
        problems: ProblemCode.stored + ProblemCode.files + [.reporterAssertionInvalid, .scopeMissing]
    )

    private static let readAttachment = OpenAPI.Operation(
        .get,
        "/v1/attachments/{id}",
        id: "readAttachment",
        tag: .attachments,
        summary: BilingualText(vi: "Xem ảnh, tải tài liệu", en: "See a picture, download a document"),
        note: BilingualText(
            vi: "Tệp của phản ánh đã công khai thì ai cũng xem được; tệp khác chỉ theo url đã nhận, trong năm phút.",
            en: "Anybody sees those of a published report; others by a `url` that was given, for five minutes."
        ),
        parameters: [
            .attachment,
            .query("size", .choice(Attachment.Size.thumbnails.map(\.rawValue)), BilingualText(vi: "Bản nhỏ.", en: "A smaller one.")),
            .query(
                "v",
                .text(pattern: "^[0-9a-f]{16}$"),
                BilingualText(vi: "Phiên bản, như trong url.", en: "Which picture, as in `url`.")
            ),
            .query(
                "expires",
                .integer(minimum: 0, maximum: .max),
                BilingualText(vi: "Như trong url, cùng signature.", en: "As in `url`, with `signature`.")
            ),
            .query(
                "signature",
                .text(pattern: "^[A-Za-z0-9_-]{43}$"),
                BilingualText(vi: "Như trong url, cùng expires.", en: "As in `url`, with `expires`.")
            ),
            .range, .ifNoneMatch,
        ],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Tệp.", en: "The file."),
                headers: OpenAPI.Header.ofFiles,
                contents: files
            ),
            OpenAPI.Answer(
                status: .partialContent,
                note: BilingualText(vi: "Một đoạn của tệp.", en: "A range of the file."),
                headers: [.contentRange] + OpenAPI.Header.ofFiles,
                contents: files
            ),
            OpenAPI.Answer(
                status: .notModified,
                note: BilingualText(vi: "Tệp chưa đổi.", en: "Nothing has changed."),
                headers: OpenAPI.Header.ofFiles
            ),
        ],
        problems: ProblemCode.stored + [.notFound, .attachmentLinkPast, .rangeNotSatisfiable]
    )

    private static let files: [OpenAPI.Content] = ["image/jpeg", "image/png", "image/webp", "application/pdf"].map(OpenAPI.Content.file)

    private static let uploadStaffAttachment = OpenAPI.Operation(
        .post,
        "/v1/staff/attachments",
        id: "uploadStaffAttachment",
        tag: .attachments,
        summary: BilingualText(vi: "Gửi ảnh hoặc tài liệu xử lý", en: "Send a picture or document of one's work"),
        note: BilingualText(
            vi: "Như trên, thêm PDF: chỉ kiểm tra cấu trúc, không nhận mã lệnh, tệp nhúng hay khóa; luôn để tải về.",
            en:
                "As above, and PDF besides: its structure is checked, and scripts, embedded files and locks are refused; it is always a download."
        ),
        parameters: [.fileKey],
        form: .form("UploadForm"),
        token: .staff,
        answers: [uploaded],
        problems: ProblemCode.staff + ProblemCode.files + [.forbidden]
    )

    private static let redactAttachment = OpenAPI.Operation(
        .post,
        "/v1/staff/attachments/{id}/redact",
        id: "redactAttachment",
        tag: .attachments,
        summary: BilingualText(vi: "Che một phần ảnh", en: "Hide parts of a picture"),
        note: BilingualText(
            vi:
                "Các hình chữ nhật (điểm ảnh của ảnh đầy đủ) bị xóa khỏi bản công chúng thấy, trước hay sau khi công khai; lần sau thay cho lần "
                + "trước. Bản gốc vẫn riêng tư, cho đến khi hết hạn lưu. Như một bước xử lý: cần If-Match của phản ánh.",
            en:
                "The rectangles (pixels of the full picture) are wiped out of what the public sees, before it is published or after; each time "
                + "takes the place of the time before. The original stays private until its time is over. As an action on the report it needs its "
                + "`If-Match`."
        ),
        parameters: [.attachment, .ifMatch],
        body: .json("Redaction"),
        token: .staff,
        answers: [.versioned("StaffReport", BilingualText(vi: "Phản ánh sau khi che ảnh.", en: "The report as it is then."))],
        problems: ProblemCode.staff + ProblemCode.body + [
            .notFound, .forbidden, .ifMatchRequired, .ifMatchInvalid, .versionDiffers, .fileRefused, .storageFull, .outcomeUnknown,
        ]
    )
}
