import Domain
import HTTPTypes
import JSON

extension ProblemCode {
    /// What any operation of the administration may refuse.
    fileprivate static let administration: [ProblemCode] = staff + [.forbidden]
}

extension OpenAPI.Document {
    static let administrationOperations: [OpenAPI.Operation] = [
        listCalendars, readCalendar, publishCalendar, listApprovals, readApproval, decideApproval,
    ]

    private static let listCalendars = OpenAPI.Operation(
        .get,
        "/v1/admin/calendars",
        id: "listCalendars",
        tag: .administration,
        summary: BilingualText(vi: "Các lịch làm việc", en: "The working calendars"),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Phiên bản mới nhất của mỗi lịch.", en: "The newest version of each."),
                headers: OpenAPI.Header.always,
                contents: [.json("CalendarList")]
            )
        ],
        problems: ProblemCode.administration
    )

    private static let readCalendar = OpenAPI.Operation(
        .get,
        "/v1/admin/calendars/{code}",
        id: "readCalendar",
        tag: .administration,
        summary: BilingualText(vi: "Xem lịch làm việc", en: "Read a working calendar"),
        note: BilingualText(
            vi: "Với unit: giờ và ngày tính cho đơn vị đó, ngày của riêng đơn vị có own: true.",
            en: "With `unit`: the hours and days that count for that unit, its own days with `own: true`."
        ),
        parameters: [.calendarCode, .unitID, .ifNoneMatch],
        token: .staff,
        answers: [
            .versioned("Calendar", BilingualText(vi: "Tuần làm việc và các ngày riêng.", en: "The week and the exceptions.")), .notModified,
        ],
        problems: ProblemCode.administration + [.notFound]
    )

    private static let publishCalendar = OpenAPI.Operation(
        .post,
        "/v1/admin/calendars/{code}/versions",
        id: "publishCalendar",
        tag: .administration,
        summary: BilingualText(vi: "Ban hành phiên bản lịch", en: "Publish a calendar's next version"),
        note: BilingualText(
            vi: "Gửi giá trị mới của phần thay đổi; phần không gửi giữ nguyên. Chỉ đổi ngày chưa đến: 201, có hiệu lực ngay và thời hạn "
                + "đang tính được tính lại. Đổi ngày đã tính: 202, cần reason và người thứ hai đồng ý. Với dry_run: 200, cho biết thời hạn "
                + "nào sẽ đổi; chưa tính hết trong 10 giây thì complete là false. Không cần Idempotency-Key: gửi lại sẽ nhận 412.",
            en: "Send the parts that change, whole; what is left out stays. If only days to come change: 201, in force at once, and open "
                + "limits are counted anew. If days already counted change: 202, it takes a `reason` and a second person. With `dry_run`: "
                + "200 says which limits would move; what is not counted within 10 seconds leaves `complete` false. No Idempotency-Key is "
                + "needed: a repetition is answered with 412."
        ),
        parameters: [.calendarCode, .ifMatchVersion],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("CalendarOrder"),
            examples: OpenAPI.Content.Example.calendarOrders
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Không có gì khác, hoặc chỉ xem trước.", en: "Nothing differs, or only a preview."),
                headers: OpenAPI.Header.always,
                contents: [.json("CalendarPublication")]
            ),
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã ban hành.", en: "It is published."),
                headers: [.locationOfCalendar] + OpenAPI.Header.always,
                contents: [.json("CalendarPublication")]
            ),
            OpenAPI.Answer(
                status: .accepted,
                note: BilingualText(vi: "Chờ người thứ hai.", en: "It waits for a second person."),
                headers: [.locationOfApproval] + OpenAPI.Header.always,
                contents: [.json("CalendarPublication")]
            ),
        ],
        problems: ProblemCode.administration + ProblemCode.body + [
            .notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers, .calendarUnfit, .approvalRefused, .outcomeUnknown,
        ]
    )

    private static let listApprovals = OpenAPI.Operation(
        .get,
        "/v1/admin/approvals",
        id: "listApprovals",
        tag: .administration,
        summary: BilingualText(vi: "Các đề nghị chờ duyệt", en: "What waits for a second person"),
        parameters: [.approvalStatus, .limit, .cursor],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Mới nhất trước.", en: "The newest first."),
                headers: OpenAPI.Header.always + [.link],
                contents: [.json("ApprovalList")]
            )
        ],
        problems: ProblemCode.administration
    )

    private static let readApproval = OpenAPI.Operation(
        .get,
        "/v1/admin/approvals/{id}",
        id: "readApproval",
        tag: .administration,
        summary: BilingualText(vi: "Xem đề nghị", en: "Read a proposal"),
        parameters: [.approvalID, .ifNoneMatch],
        token: .staff,
        answers: [
            .versioned("Approval", BilingualText(vi: "Điều được đề nghị và vì sao.", en: "What is proposed, and why.")), .notModified,
        ],
        problems: ProblemCode.administration + [.notFound]
    )

    private static let decideApproval = OpenAPI.Operation(
        .post,
        "/v1/admin/approvals/{id}/decision",
        id: "decideApproval",
        tag: .administration,
        summary: BilingualText(vi: "Quyết định đề nghị", en: "Decide on a proposal"),
        note: BilingualText(
            vi: "Người khác duyệt hoặc từ chối; người đề nghị chỉ rút lại được. Duyệt là thực hiện ngay. Quyết định một lần, không xóa.",
            en: "Somebody else approves or rejects; who proposed it may only withdraw it. What is approved is carried out at once. A "
                + "decision stands, and nothing is deleted."
        ),
        parameters: [.approvalID],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("ApprovalDecision"),
            examples: OpenAPI.Content.Example.decisions
        ),
        token: .staff,
        answers: [.versioned("Approval", BilingualText(vi: "Đề nghị đã quyết định.", en: "The proposal, decided."))],
        problems: ProblemCode.administration + ProblemCode.body + [.notFound, .approvalRefused, .outcomeUnknown]
    )
}

extension OpenAPI.Parameter {
    fileprivate static let calendarCode = OpenAPI.Parameter(
        place: .path,
        name: "code",
        schema: .text(pattern: "^[a-z0-9-]{1,64}$").example("hanoi-office"),
        note: BilingualText(vi: "Mã lịch.", en: "The calendar's code."),
        isRequired: true
    )

    fileprivate static let unitID = OpenAPI.Parameter(
        place: .query,
        name: "unit",
        schema: .uuid,
        note: BilingualText(vi: "Đơn vị, theo id.", en: "A unit, by its id.")
    )

    fileprivate static let ifMatchVersion = OpenAPI.Parameter(
        place: .header,
        name: "If-Match",
        schema: .text(pattern: "^\"[0-9]+-[!#-~]*\"$").example("\"3-calendar-city-1-vi\""),
        note: BilingualText(
            vi: "ETag của lịch như đã xem; chỉ phần phiên bản được so sánh. Đã có phiên bản khác: 412.",
            en: "The ETag of the calendar as it was seen; only the version in it counts. If there is another by now: 412."
        ),
        isRequired: true
    )

    fileprivate static let approvalID = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid,
        note: BilingualText(vi: "Mã đề nghị.", en: "The proposal's id."),
        isRequired: true
    )

    fileprivate static let approvalStatus = OpenAPI.Parameter(
        place: .query,
        name: "status",
        schema: .choice(ApprovalController.statuses.keys.sorted()).example("open"),
        note: BilingualText(
            vi: "open (mặc định): chờ duyệt; all: cả đã quyết định.",
            en: "open (unless told): undecided; all: decided too."
        )
    )
}

extension OpenAPI.Header {
    fileprivate static let locationOfCalendar = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/calendars/[a-z0-9-]{1,64}$"),
        note: BilingualText(vi: "Đường dẫn của lịch.", en: "The calendar's path.")
    )

    fileprivate static let locationOfApproval = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/admin/approvals/[0-9a-f-]{36}$"),
        note: BilingualText(vi: "Đường dẫn của đề nghị.", en: "The proposal's path.")
    )
}

extension OpenAPI.Content.Example {
    fileprivate static let calendarOrders: [OpenAPI.Content.Example] = [
        OpenAPI.Content.Example(
            name: "extend",
            summary: BilingualText(vi: "Xem trước: kéo dài lịch đến hết năm 2028", en: "What it would mean to extend the calendar to 2028"),
            value: ["last_day": "2028-12-31", "dry_run": true]
        ),
        OpenAPI.Content.Example(
            name: "saturday",
            summary: BilingualText(vi: "Phường làm việc sáng thứ Bảy từ 2027", en: "A ward that works on Saturday mornings from 2027 on"),
            value: [
                "unit": "01a20adf-33d6-7c91-ba9c-5ce9200ef1cd", "week": ["6": ["08:00-12:00"]], "week_from": "2027-01-01",
            ]
        ),
    ]

    fileprivate static let decisions: [OpenAPI.Content.Example] = [
        OpenAPI.Content.Example(
            name: "approve",
            summary: BilingualText(vi: "Duyệt", en: "Approve"),
            value: ["decision": "approved"]
        ),
        OpenAPI.Content.Example(
            name: "reject",
            summary: BilingualText(vi: "Từ chối", en: "Reject"),
            value: ["decision": "rejected", "comment": "Công điện nói ngày khác."]
        ),
    ]
}
