import Domain
import HTTPTypes
import JSON

extension ProblemCode {
    /// What any operation for staff may refuse.
    static let staff: [ProblemCode] = signedIn + [.secondFactorRequired]
    /// What any operation on one's own account may refuse.
    static let signedIn: [ProblemCode] = stored + [.staffTokenInvalid]
}

extension OpenAPI.Document {
    static let staffOperations: [OpenAPI.Operation] = [
        readInbox, listColleagues, listStaffReports, fileForCaller, readStaffReport, actOnReport, actOnReports, readDuplicates, readClocks,
    ]

    private static let listStaffReports = OpenAPI.Operation(
        .get,
        "/v1/staff/reports",
        id: "listStaffReports",
        tag: .staff,
        summary: BilingualText(vi: "Danh sách phản ánh để xử lý", en: "List reports to handle"),
        note: BilingualText(
            vi:
                "Phản ánh tại cơ quan mình (agency=me); đầu mối điều phối xem được tất cả. Mặc định theo hạn gần nhất (due_at) trên toàn bộ danh sách; không có hạn đang tính thì đứng cuối. Nhiều giá trị cách nhau "
                + "bằng dấu phẩy. cursor chỉ dùng với đúng các bộ lọc và thứ tự đã cho. Accept: text/csv: một bảng cho bảng tính, không có nội dung hay "
                + "người phản ánh, tối đa \(StaffListTable.most) dòng (limit); phần sau theo Link.",
            en:
                "Reports at one's own desk (`agency=me`); the coordinator lists all. By the first limit that runs out (`due_at`) over the whole set unless told; those in which none runs stand last. Several "
                + "values are separated by commas. A cursor goes with the filters and the order it was given for. `Accept: text/csv`: a table for "
                + "spreadsheets without what was written or by whom, at most \(StaffListTable.most) rows (`limit`); `Link` leads to the rest."
        ),
        parameters: OpenAPI.Parameter.staffList,
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang của danh sách.", en: "A page of the list."),
                headers: [.link] + OpenAPI.Header.always,
                contents: [.json("StaffReportList"), OpenAPI.Content(mediaType: "text/csv", schema: .text)]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let readInbox = OpenAPI.Operation(
        .get,
        "/v1/staff/inbox",
        id: "readInbox",
        tag: .staff,
        summary: BilingualText(vi: "Việc đang chờ tại cơ quan mình", en: "What waits at one's own desk"),
        note: BilingualText(
            vi: "Một phản ánh có thể được đếm ở nhiều mục. Danh sách tương ứng: status=submitted; overdue=false&due_before=ngày mai; "
                + "overdue=true; attention=…, đều với agency=me. Đầu mối điều phối: awaiting_approval của toàn Thành phố.",
            en: "A report may be counted more than once. The lists: `status=submitted`; `overdue=false` with `due_before` tomorrow; "
                + "`overdue=true`; `attention=…`, each with `agency=me`. At the coordinator's desk `awaiting_approval` is of the whole city."
        ),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Số lượng.", en: "How many."),
                headers: OpenAPI.Header.always,
                contents: [.json("Inbox")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let listColleagues = OpenAPI.Operation(
        .get,
        "/v1/staff/colleagues",
        id: "listColleagues",
        tag: .staff,
        summary: BilingualText(vi: "Người làm việc tại cơ quan mình", en: "Who works at one's own desk"),
        note: BilingualText(vi: "Có thể được giao phản ánh (assign).", en: "Whom reports can be given to by `assign`."),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Theo tên đăng nhập.", en: "By username."),
                headers: OpenAPI.Header.always,
                contents: [.json("ColleagueList")]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let fileForCaller = OpenAPI.Operation(
        .post,
        "/v1/staff/reports",
        id: "fileForCaller",
        tag: .staff,
        summary: BilingualText(
            vi: "Gửi phản ánh thay người gọi điện hoặc đến trực tiếp",
            en: "File a report for a caller or at the counter"
        ),
        note: BilingualText(
            vi:
                "Như POST /v1/reports, với channel là hotline hoặc counter. Giao tracking_token cho người phản ánh. Không tính vào giới hạn "
                + "của ai; được ghi nhật ký.",
            en:
                "As `POST /v1/reports`, with `channel` hotline or counter. The `tracking_token` is for the caller. Counted against nobody's "
                + "limits; kept in the audit."
        ),
        parameters: [.idempotencyKeyOfStaff],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("CallerSubmission"),
            examples: [
                OpenAPI.Content.Example(
                    name: "hotline",
                    summary: BilingualText(vi: "Gọi điện", en: "By telephone"),
                    value: [
                        "category": "road.pothole", "description": "Ổ gà sâu trước cổng chợ",
                        "location": ["lat": 21.039446, "lon": 105.836365], "reporter": ["phone": "0912 345 678"], "channel": "hotline",
                    ]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Phản ánh đã được ghi nhận và chuyển đi.", en: "The report is recorded and passed on."),
                headers: [.staffLocation, .idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("Filing")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .idempotencyKeyRequired, .idempotencyKeyInvalid, .idempotencyKeyReused, .outsideArea, .outcomeUnknown,
        ]
    )

    private static let actOnReports = OpenAPI.Operation(
        .post,
        "/v1/staff/reports/actions",
        id: "actOnReports",
        tag: .staff,
        summary: BilingualText(vi: "Xử lý nhiều phản ánh một lần", en: "Act on many reports at once"),
        note: BilingualText(
            vi: "Cùng một việc cho tối đa \(BulkController.most) phản ánh, mỗi phản ánh theo phiên bản đã xem; từng phản ánh được xử lý "
                + "riêng và có kết quả riêng (problem khi không được). Không phản ánh nào là của mình: trả lời như với phản ánh đầu tiên.",
            en: "The same action on at most \(BulkController.most) reports, each on the version that was seen; each is done or not for "
                + "itself, with a `problem` where it is not. If none of them is yours to change, the answer is that of the first."
        ),
        parameters: [],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("BulkAction"),
            examples: [
                OpenAPI.Content.Example(
                    name: "acknowledge",
                    summary: BilingualText(vi: "Tiếp nhận", en: "Accept"),
                    value: ["action": ["action": "acknowledge"], "reports": [["code": "HN-26-7K3F9Q-3", "version": 1]]]
                )
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Kết quả của từng phản ánh, theo thứ tự đã gửi.", en: "What became of each, in the order sent."),
                headers: OpenAPI.Header.always,
                contents: [.json("BulkResult")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [.notFound, .forbidden]
    )

    private static let readStaffReport = OpenAPI.Operation(
        .get,
        "/v1/staff/reports/{code}",
        id: "readStaffReport",
        tag: .staff,
        summary: BilingualText(vi: "Xem phản ánh để xử lý", en: "Read a report to handle it"),
        note: BilingualText(
            vi: "Dành cho cơ quan đang hoặc đã giữ phản ánh, cơ quan được hỏi ý kiến và đầu mối điều phối Thành phố; "
                + "cơ quan khác nhận 404. Người phản ánh (reporter) chỉ hiện với cơ quan đang giữ và đầu mối điều phối. "
                + "Mỗi lần xem đều được ghi nhật ký: ai xem trường riêng tư nào, để làm gì (purpose).",
            en: "For the desk that has the report, desks that had it or were asked for an opinion, and the city's coordinator; others are "
                + "answered with 404. Who reported (`reporter`) is shown to the desk that has it and to the coordinator only. Each reading is "
                + "kept in the audit: who was shown which private fields, and for what `purpose`."
        ),
        parameters: [.reportCode, .purpose, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("StaffReport", BilingualText(vi: "Mọi điều về phản ánh.", en: "Everything about it.")), .notModified],
        problems: ProblemCode.staff + [.notFound, .checkDigit]
    )

    private static let actOnReport = OpenAPI.Operation(
        .post,
        "/v1/staff/reports/{code}/actions",
        id: "actOnReport",
        tag: .staff,
        summary: BilingualText(vi: "Xử lý phản ánh", en: "Act on a report"),
        note: BilingualText(
            vi: "Không cần Idempotency-Key: làm xong thì phiên bản đã khác, gửi lại với cùng If-Match sẽ nhận 412. "
                + "Điều quy tắc không cho phép: 409 kèm rule. Gia hạn, và kết quả của cơ quan có yêu cầu duyệt, do lãnh đạo (unit_admin trở lên) duyệt, không phải người đề nghị. "
                + "Lĩnh vực thuộc đầu mối điều phối (như thái độ cán bộ) không giao cho đơn vị cấp xã, phường: phân loại vào đó là chuyển lên. "
                + "relocate đưa phản ánh đến cơ quan phụ trách vị trí mới. Phản ánh trùng đi theo phản ánh gốc; mỗi cơ quan chỉ gộp vào phản ánh của mình, đầu mối điều phối vào mọi phản ánh, khi phản ánh gốc chưa kết thúc. "
                + "undo thu hồi bước cuối của chính mình trong năm phút, cùng những gì làm trong bước đó. Người đề nghị thu hồi đề nghị đang chờ duyệt bằng send_back, hoặc đề nghị lại. "
                + "Từ chối vì không rõ (unclear) chỉ khi câu hỏi đã 5 ngày làm việc không được trả lời.",
            en: "No Idempotency-Key is needed: once done the version is another, and the same If-Match again is answered with 412. "
                + "What the rules forbid: 409 with `rule`. More time, and answers of a desk that asks for it, are approved by a leader (`unit_admin` or above), never by whoever asked. "
                + "Categories of the coordinator's own (as officials' conduct) go to no unit's desk: classifying a report so hands it over. "
                + "`relocate` takes a report to whoever handles the other place. Duplicates go where their original goes; a desk merges into reports of its own, the coordinator into any, while the original has not ended. "
                + "`undo` takes back one's own last step within five minutes, with all that was done in it. Who asked a leader for something takes it back by `send_back`, or asks anew. "
                + "`unclear` refuses what was asked and not answered within five working days."
        ),
        parameters: [.reportCode, .ifMatch],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("Action"), examples: OpenAPI.Content.Example.actions),
        token: .staff,
        answers: [.versioned("StaffReport", BilingualText(vi: "Phản ánh sau khi xử lý.", en: "The report as it is then."))],
        problems: ProblemCode.staff + ProblemCode.body + [
            .notFound, .checkDigit, .forbidden, .ifMatchRequired, .ifMatchInvalid, .versionDiffers, .actionRefused, .outsideArea,
            .outcomeUnknown,
        ]
    )

    private static let readDuplicates = OpenAPI.Operation(
        .get,
        "/v1/staff/reports/{code}/duplicates",
        id: "readDuplicates",
        tag: .staff,
        summary: BilingualText(vi: "Xem phản ánh có thể trùng", en: "Read what may be duplicates"),
        note: BilingualText(
            vi:
                "Cùng nhóm lĩnh vực, trong 500 m và 14 ngày, kể cả vừa kết thúc; giống nhất đứng đầu, theo khoảng cách, nội dung (có hay không "
                + "dấu), thời gian và lĩnh vực. Chỉ phản ánh tại cơ quan mình; đầu mối điều phối xem tất cả. group: các phản ánh được trả lời chung.",
            en:
                "In the same group of categories, within 500 m and 14 days, also what was closed lately; the likeliest first, by distance, words "
                + "(with marks or without), time and category. Of one's own desk; the coordinator sees all. `group`: what is answered together."
        ),
        parameters: [.reportCode],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các phản ánh.", en: "The reports."),
                headers: OpenAPI.Header.always,
                contents: [.json("Duplicates")]
            )
        ],
        problems: ProblemCode.staff + [.notFound, .checkDigit]
    )

    private static let readClocks = OpenAPI.Operation(
        .get,
        "/v1/staff/reports/{code}/sla",
        id: "readClocks",
        tag: .staff,
        summary: BilingualText(vi: "Xem thời hạn được tính thế nào", en: "Read how the time limits come about"),
        note: BilingualText(
            vi: "used_s của các đoạn (segments) cộng lại bằng used_s của đồng hồ. Tính đến as_of: đầu phút này, hoặc việc cuối cùng.",
            en: "The `used_s` of the segments sum to the clock's. As of `as_of`: the minute begun, or the last thing that happened."
        ),
        parameters: [.reportCode, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("Clocks", BilingualText(vi: "Các đồng hồ, có giải thích.", en: "The clocks, explained.")), .notModified],
        problems: ProblemCode.staff + [.notFound, .checkDigit]
    )
}

extension OpenAPI.Content.Example {
    static let actions: [OpenAPI.Content.Example] = [
        OpenAPI.Content.Example(
            name: "acknowledge",
            summary: BilingualText(vi: "Tiếp nhận", en: "Accept"),
            value: ["action": "acknowledge"]
        ),
        OpenAPI.Content.Example(
            name: "resolve",
            summary: BilingualText(vi: "Trả lời kết quả", en: "Give the solution"),
            value: ["action": "resolve", "summary": "Đã vá ổ gà trước cổng chợ trong sáng nay."]
        ),
        OpenAPI.Content.Example(
            name: "extend",
            summary: BilingualText(vi: "Đề nghị gia hạn", en: "Ask for more time"),
            value: ["action": "extend", "working_hours": 16, "reason": "Phải chờ vật liệu; mặt đường ướt không trải nhựa được."]
        ),
    ]
}
