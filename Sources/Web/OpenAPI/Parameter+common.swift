import Domain
import HTTPTypes
import JSON

extension OpenAPI.Parameter {
    static let acceptLanguage = OpenAPI.Parameter(
        place: .header,
        name: "Accept-Language",
        schema: .text.example("vi"),
        note: BilingualText(
            vi: "Ngôn ngữ của các câu cho người đọc: vi (mặc định) hoặc en.",
            en: "The language of texts for people: vi (unless told) or en."
        )
    )

    static let requestID = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.requestID.rawName,
        schema: .text.example("b0c5d2ae-3f61"),
        note: BilingualText(
            vi: "Mã của yêu cầu, trả lại nguyên vẹn nếu gồm 1–64 chữ cái, chữ số, '-', '_', '.'; nếu không, hệ thống đặt mã khác.",
            en: "A name for the request; sent back if it is 1–64 letters, digits, '-', '_' or '.', and replaced by another if it is not."
        )
    )

    static let device = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.device.rawName,
        schema: .text.example("6a1f0d52-5a0e-4d2c-8a53-0c1b9c6a7f10"),
        note: BilingualText(
            vi: "UUID mà ứng dụng đặt cho thiết bị; chỉ có thể hạ giới hạn số lần gọi. Giá trị không phải UUID được bỏ qua.",
            en: "A UUID an app gives the device it runs on; it may only lower the limit of calls. What is no UUID is passed over."
        )
    )

    static let client = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.client.rawName,
        schema: .text(pattern: "^hnc_[A-Za-z0-9_-]{43}$").example("hnc_mFJQ2kQ1r8l0h0dS3k9yq0b5m2Vw7x4cT6nZ1aE8sUo"),
        note: BilingualText(
            vi: "Mã truy cập của ứng dụng đăng ký khi Authorization đã mang mã khác (trk_…, hnz_…); giới hạn được tính cho ứng dụng.",
            en: "A registered client's token where Authorization holds another (trk_…, hnz_…); limits then count for the client."
        )
    )

    static let ifNoneMatch = OpenAPI.Parameter(
        place: .header,
        name: "If-None-Match",
        schema: .text.example("\"7-public-1-vi\""),
        note: BilingualText(
            vi: "Các ETag đã có; nếu nội dung chưa đổi, trả lời là 304.",
            en: "Entity tags the client has; if nothing has changed the answer is 304."
        )
    )

    static let ifMatch = OpenAPI.Parameter(
        place: .header,
        name: "If-Match",
        schema: .text(pattern: "^(W/)?\"[0-9]+(-[!#-~]*)?\"(, (W/)?\"[0-9]+(-[!#-~]*)?\"){0,49}$").example("\"3-staff-5-0-1-vi\""),
        note: BilingualText(
            vi: "ETag của phản ánh như đã xem; chỉ phần phiên bản được so sánh. Nhiều ETag: một trong số đó. Phản ánh đã thay đổi: 412.",
            en: "The ETag of the report as it was seen; only the version in it counts. Of several, one. If the report has changed: 412."
        ),
        isRequired: true
    )

    static let idempotencyKey = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.idempotencyKey.rawName,
        schema: .text(pattern: "^[!-~]{1,128}$").example("3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11"),
        note: BilingualText(
            vi:
                "Một UUID mới cho mỗi phản ánh, khác UUID toàn số 0; ứng dụng đăng ký dùng 1–128 ký tự in được bất kỳ. Gửi lại đúng UUID đó cho đến khi có trả lời: "
                + "trong 7 ngày cùng khóa, cùng nội dung thì cùng một trả lời.",
            en:
                "A new UUID for each report, not the one of zeros only; a registered client has any 1–128 printable characters. Send the same one until you are answered: "
                + "for 7 days the same key with the same body has the same answer."
        ),
        isRequired: true
    )

    static let retryKey = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.idempotencyKey.rawName,
        schema: .text(pattern: "^[!-~]{1,128}$").example("3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11"),
        note: BilingualText(
            vi: "Không bắt buộc. Một UUID mới cho mỗi việc; gửi lại cùng UUID, cùng nội dung trong 7 ngày thì không làm lại.",
            en: "If any: a new UUID for each act. The same one with the same body does nothing anew for 7 days, and is answered the same."
        )
    )

    static let idempotencyKeyOfStaff = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.idempotencyKey.rawName,
        schema: .uuid.example("3f2c8f0e-3a64-4b7e-9d0f-0d6b8d0a5c11"),
        note: BilingualText(
            vi: "Một UUID mới cho mỗi phản ánh; gửi lại đúng UUID đó cho đến khi có trả lời.",
            en: "A new UUID for each report; send the same one until you are answered."
        ),
        isRequired: true
    )

    static let reporterAssertion = OpenAPI.Parameter(
        place: .header,
        name: HTTPField.Name.reporterAssertion.rawName,
        schema: .text.example("user=:c2hhMjU2IG9mIHRoZSB1c2VyJ3MgaWQ=:, assurance=verified_phone"),
        note: BilingualText(
            vi:
                "Người dùng mà ứng dụng đăng ký (scope reports.assert) gửi thay, theo RFC 8941: user là 16–64 byte băm ổn định, assurance là "
                + "\(assuranceLevels). Giới hạn được tính cho từng người dùng; mỗi ứng dụng một không gian riêng. Không có quyền: 403.",
            en: "The user for whom a registered client (scope reports.assert) files, by RFC 8941: `user` is a stable hash of 16–64 bytes, "
                + "`assurance` one of \(assuranceLevels). Limits count for each user; users of two clients are never the same. Without the "
                + "right: 403."
        )
    )

    private static let assuranceLevels = ReporterAssertion.levels.sorted { $0.value < $1.value }.map(\.key).joined(separator: ", ")

    static let reportCode = OpenAPI.Parameter(
        place: .path,
        name: "code",
        schema: .text(format: "report-code").example("HN-26-7K3F9Q-3"),
        note: BilingualText(
            vi: "Mã phản ánh. Không phân biệt hoa thường, có hay không có gạch nối; O đọc là 0, I và L đọc là 1.",
            en: "The report's code. Case and hyphens do not matter; O is read as 0, I and L as 1."
        ),
        isRequired: true
    )

    static let categoryCode = OpenAPI.Parameter(
        place: .path,
        name: "code",
        schema: .text(format: "category-code").example("road.pothole"),
        note: BilingualText(vi: "Mã lĩnh vực hoặc nhóm lĩnh vực.", en: "The code of a category or of a group."),
        isRequired: true
    )

    static let unitCode = OpenAPI.Parameter(
        place: .path,
        name: "code",
        schema: .text(pattern: "^[0-9]{5}$").example("00004"),
        note: BilingualText(
            vi: "Mã đơn vị hành chính, năm chữ số. Trước và từ 1/7/2025 một mã có thể chỉ hai đơn vị khác nhau.",
            en: "The official code of five digits. Before and since 1 July 2025 one code may mean two different units."
        ),
        isRequired: true
    )

    static let at = OpenAPI.Parameter(
        place: .query,
        name: "at",
        schema: OpenAPI.Schema(.either([.date, .time])).example("2025-06-30"),
        note: BilingualText(
            vi: "Ngày (hoặc thời điểm, tính theo ngày Hà Nội) muốn xem; mặc định hôm nay.",
            en: "The day (or an instant, taken as its day in Hanoi) that is asked about; today unless told."
        )
    )

    static let limit = OpenAPI.Parameter(
        place: .query,
        name: "limit",
        schema: .integer(minimum: QueryParameters.pageSizes.lowerBound, maximum: QueryParameters.pageSizes.upperBound).example(50),
        note: BilingualText(
            vi: "Số mục mỗi trang, mặc định \(QueryParameters.standardPageSize).",
            en: "Items a page, \(QueryParameters.standardPageSize) unless told."
        )
    )

    static let cursor = OpenAPI.Parameter(
        place: .query,
        name: "cursor",
        schema: .text(format: "cursor"),
        note: BilingualText(
            vi: "Giá trị next của trang trước, để nguyên.",
            en: "The previous page's `next`, as it was given."
        )
    )

    static func degrees(_ name: String, _ limit: Double, _ vi: String, _ en: String, _ example: JSONValue) -> OpenAPI.Parameter {
        OpenAPI.Parameter(
            place: .query,
            name: name,
            schema: .number(minimum: -limit, maximum: limit).example(example),
            note: BilingualText(vi: vi, en: en),
            isRequired: true
        )
    }
}
