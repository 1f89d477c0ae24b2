import Domain
import JSON

extension OpenAPI.Parameter {
    /// Of readings of private data.
    static let purpose = filter(
        "purpose",
        .choice(ReadingPurpose.self),
        "Xem để làm gì: handling (mặc định) giải quyết, supervision đôn đốc, complaint khiếu nại hoặc thanh tra, data_request trả lời chủ thể dữ liệu, incident sự cố.",
        "What the data are read for: handling (unless told), supervision, a complaint or an inspection, a request of the person concerned, an incident.",
        "handling"
    )

    /// Of lists for staff.
    static let staffList: [OpenAPI.Parameter] = [
        values("status", of: ReportStatus.allCases.map(\.rawValue), "Trạng thái.", "Statuses.", "submitted,acknowledged"),
        filter("unit", .text, "Đơn vị: id hoặc mã năm chữ số.", "Units, by id or code of five digits.", "00004"),
        filter("agency", .text, "Cơ quan đang giữ: id.", "Desks that have the reports, by id."),
        filter("category", .text, "Mã lĩnh vực hoặc nhóm.", "Codes of categories or groups.", "road.pothole"),
        values("severity", of: Severity.allCases.map(\.rawValue), "Mức độ.", "Severities.", "urgent"),
        filter("assignee", .text, "Người xử lý: id tài khoản, me hoặc none.", "Whose work it is: ids of accounts, `me`, or `none`.", "me"),
        filter("team", .text, "Tổ xử lý: id.", "Whose work it is: ids of teams."),
        values(
            "confidence",
            of: RoutingConfidence.allCases.map(\.rawValue),
            "Mức chắc chắn của đơn vị.",
            "How sure the unit is.",
            "low"
        ),
        filter(
            "attention",
            .choice(ReportConcern.self),
            "Bị trả lại, được hỏi ý kiến (phản ánh ở cơ quan khác), chờ duyệt, bị khiếu nại kết quả, bị báo sai phần công khai, mới chuyển đến "
                + "chưa ai xử lý, có tin mới của người phản ánh, từng giữ hoặc được hỏi (nay ở cơ quan khác).",
            "Sent back; asked for an opinion on (at other desks); awaiting approval; disputed; flagged by the public; passed on to the desk, "
                + "which has done nothing yet; with news of the reporter; had or asked about (at other desks now).",
            "sent_back"
        ),
        filter(
            "q",
            .text(length: 1...ReportQuestion.longest),
            "Từ trong nội dung hoặc địa chỉ, có dấu hay không dấu, gõ sai ít cũng được; hoặc mã phản ánh (mọi phản ánh được xem); hoặc số điện thoại của người "
                + "phản ánh (được ghi nhật ký).",
            "Words of what was reported or its address, with or without marks, slips of the hand allowed; or a report's code, of any that one may see; or the "
                + "reporter's phone (kept in the audit).",
            "o ga cho"
        ), values("moderation", of: Moderation.allCases.map(\.rawValue), "Cần xem lại vì.", "To be looked at twice, because of.", "burst"),
        filter("overdue", .choice(["true", "false"]), "Có đồng hồ đang chạy đã quá hạn.", "Whether a clock runs past its limit.", "true"),
        time("due_before", "Hạn gần nhất trước thời điểm này.", "Whose first limit runs out before."),
        time("from", "Gửi từ thời điểm này.", "Filed at this time or later."), time("to", "Gửi trước thời điểm này.", "Filed before."),
        time("updated_since", "Thay đổi từ thời điểm này.", "Changed at this time or later."),
        filter(
            "sort",
            .choice(ReportOrder.Key.allCases.flatMap { [$0.rawValue, "-\($0.rawValue)"] }),
            "Thứ tự, mặc định due_at; dấu '-' đảo ngược.",
            "The order, `due_at` unless told; '-' reverses it.",
            "-updated_at"
        ),
        .limit, .cursor,
    ]

    /// Of the audit.
    static let audit: [OpenAPI.Parameter] = [
        filter("actor", .text(pattern: "^[!-~]{1,64}$"), "Tên tài khoản hoặc mã.", "Whose deeds, by the name of their account or token."),
        values("action", of: AuditAction.allCases.map(\.rawValue), "Việc.", "What was done.", "private_read"),
        filter("object", .text(pattern: "^[!-~]{1,128}$"), "Mã phản ánh, hoặc id.", "A report's code, or an id.", "HN-26-7K3F9Q-3"),
        time("from", "Từ thời điểm này.", "At this time or later."), time("to", "Trước thời điểm này.", "Before this time."), .limit,
        .cursor,
    ]

    static func filter(
        _ name: String,
        _ schema: OpenAPI.Schema,
        _ vi: String,
        _ en: String,
        _ example: JSONValue? = nil
    ) -> OpenAPI.Parameter {
        OpenAPI.Parameter(
            place: .query,
            name: name,
            schema: example.map { schema.example($0) } ?? schema,
            note: BilingualText(vi: vi, en: en)
        )
    }

    /// Some of a closed list, by comma.
    static func values(_ name: String, of all: [String], _ vi: String, _ en: String, _ example: JSONValue) -> OpenAPI.Parameter {
        let one = "(\(all.joined(separator: "|")))"
        return filter(name, .text(pattern: "^\(one)(,\(one))*$"), vi, en, example)
    }

    static func time(_ name: String, _ vi: String, _ en: String) -> OpenAPI.Parameter {
        filter(name, OpenAPI.Schema(.either([.date, .time])), vi, en, "2026-03-02")
    }
}
