import Domain
import HTTPTypes
import Hummingbird
import JSON

extension ProblemCode {
    /// What any operation may refuse, whatever it does.
    static let anywhere: [ProblemCode] = [
        .malformedRequest, .malformedQuery, .uriTooLong, .headersTooLarge, .invalidFields, .rateLimited, .overloaded, .internalError,
        .unavailable,
    ]
    /// The same where the database is asked.
    static let stored: [ProblemCode] = anywhere + [.busy]
    /// What may be wrong about a body.
    static let body: [ProblemCode] = unread + [.malformedJSON, .unsupportedMediaType]
    /// The same about one that nobody asks for.
    static let unread: [ProblemCode] = [.requestTimeout, .requestIncomplete, .bodyTooLarge]
}

extension OpenAPI.Answer {
    static let notModified = OpenAPI.Answer(
        status: .notModified,
        note: BilingualText(vi: "Nội dung chưa đổi.", en: "Nothing has changed."),
        headers: OpenAPI.Header.versioned
    )

    /// JSON with a version.
    static func versioned(_ schema: String, _ note: BilingualText, example: OpenAPI.Content.Example? = nil) -> OpenAPI.Answer {
        OpenAPI.Answer(status: .ok, note: note, headers: OpenAPI.Header.versioned, contents: [.json(schema, example)])
    }
}

extension OpenAPI.Content {
    static func json(_ schema: String, _ example: Example? = nil) -> OpenAPI.Content {
        OpenAPI.Content(mediaType: "application/json", schema: .named(schema), examples: example.map { [$0] } ?? [])
    }
}

extension OpenAPI.Document {
    static let reportOperations: [OpenAPI.Operation] = [fileReport, readReport, readTimeline]

    private static let fileReport = OpenAPI.Operation(
        .post,
        "/v1/reports",
        id: "fileReport",
        tag: .reports,
        summary: BilingualText(vi: "Gửi phản ánh", en: "File a report"),
        note: BilingualText(
            vi: "Trả lời 201 khi phản ánh đã được lưu bền vững. Nội dung tối đa \(Request.longestBody / 1024) KB, lồng không quá "
                + "\(JSONParser.maximumDepth) cấp. Khi không nhận được trả lời, hoặc 503: gửi lại cùng khóa. Người đã đăng nhập (hnz_…) được ghi nhận "
                + "là người gửi; không ghi số khác thì dùng số đã xác minh. Việc khẩn cấp luôn được nhận, dù phiên đã hết hay thiếu danh tính.",
            en:
                "201 is sent when the report is stored durably. The body has at most \(Request.longestBody / 1024) KB and is nested at most "
                + "\(JSONParser.maximumDepth) deep. Without an answer, or with 503: send it again with the same key. Whoever is signed in (hnz_…) is recorded as the one who "
                + "reports, with the phone they have proved unless another is given. What is urgent is always taken, though a session is over or "
                + "identity is lacking."
        ),
        parameters: [.idempotencyKey, .reporterAssertion],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("ReportSubmission"), examples: OpenAPI.Content.Example.filings),
        form: .form("FilingForm"),
        token: .filer,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Phản ánh đã được ghi nhận và chuyển đi.", en: "The report is recorded and passed on."),
                headers: [.location, .idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("Filing", .filed)],
                links: [
                    OpenAPI.Link(name: "report", operationID: "readReport", parameter: "code", pointer: "/code"),
                    OpenAPI.Link(name: "timeline", operationID: "readTimeline", parameter: "code", pointer: "/code"),
                    OpenAPI.Link(name: "category", operationID: "readCategory", parameter: "code", pointer: "/category/code"),
                ]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [
            .malformedMultipart, .uploadQuotaUsedUp, .fileTooLarge, .fileTypeUnsupported, .fileRefused, .storageFull,
            .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .reporterAssertionInvalid, .scopeMissing,
            .externalIDTaken, .outsideArea, .identityRequired, .citizenTokenInvalid, .outcomeUnknown,
        ]
    )

    private static let readReport = OpenAPI.Operation(
        .get,
        "/v1/reports/{code}",
        id: "readReport",
        tag: .reports,
        summary: BilingualText(vi: "Xem phản ánh", en: "Read a report"),
        note: BilingualText(
            vi:
                "Ai cũng xem được phần công khai; kèm mã theo dõi, hoặc đăng nhập khi phản ánh là của mình, thì xem được dữ liệu của mình (own). "
                + "Lĩnh vực không công khai: 404 với người khác.",
            en:
                "Anybody sees what is public; with the tracking token, or signed in when the report is theirs, reporters see their own data (`own`). "
                + "Categories that are not public: 404 for others."
        ),
        parameters: [.reportCode, .ifNoneMatch],
        token: .tracking,
        answers: [
            .versioned("Report", BilingualText(vi: "Tình trạng hiện nay.", en: "How it stands."), example: .publicReport), .notModified,
        ],
        problems: ProblemCode.stored + [.tokenInvalid, .citizenTokenInvalid, .notFound, .checkDigit]
    )

    private static let readTimeline = OpenAPI.Operation(
        .get,
        "/v1/reports/{code}/timeline",
        id: "readTimeline",
        tag: .reports,
        summary: BilingualText(vi: "Xem quá trình xử lý", en: "Read what happened to a report"),
        parameters: [.reportCode, .ifNoneMatch],
        token: .tracking,
        answers: [
            .versioned(
                "Timeline",
                BilingualText(vi: "Việc đã xảy ra, và cơ quan nào giữ bao lâu.", en: "What happened, and which desk held it how long.")
            ),
            .notModified,
        ],
        problems: ProblemCode.stored + [.tokenInvalid, .citizenTokenInvalid, .notFound, .checkDigit]
    )
}
