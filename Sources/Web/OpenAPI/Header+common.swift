import Domain
import HTTPTypes
import JSON

extension OpenAPI.Header {
    static let requestID = OpenAPI.Header(
        name: HTTPField.Name.requestID.rawName,
        schema: .text(length: 1...64),
        note: BilingualText(vi: "Mã của yêu cầu, để tra cứu khi có lỗi.", en: "The request's name, to be quoted when something is wrong.")
    )

    static let contentLanguage = OpenAPI.Header(
        name: "Content-Language",
        schema: .choice(Language.self),
        note: BilingualText(vi: "Ngôn ngữ của trả lời.", en: "The answer's language.")
    )

    static let vary = OpenAPI.Header(
        name: "Vary",
        schema: .text,
        note: BilingualText(vi: "Các tiêu đề làm đổi trả lời.", en: "The headers that the answer depends on.")
    )

    static let cacheControl = OpenAPI.Header(
        name: "Cache-Control",
        schema: .text,
        note: BilingualText(
            vi: "no-cache: hỏi lại bằng If-None-Match trước khi dùng; dữ liệu riêng thì không được lưu.",
            en: "no-cache: ask again with If-None-Match before use; what is private must not be kept."
        )
    )

    static let eTag = OpenAPI.Header(
        name: "ETag",
        schema: .text(pattern: "^\"[!-~]+\"$"),
        note: BilingualText(
            vi: "Phiên bản của nội dung, theo ngôn ngữ và người xem.",
            en: "The version of the content, by language and view."
        )
    )

    static let link = OpenAPI.Header(
        name: HTTPField.Name.link.rawName,
        schema: .text,
        note: BilingualText(vi: "Trang sau: rel=\"next\".", en: "The next page: rel=\"next\"."),
        isRequired: false
    )

    static let location = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/reports/HN-[0-9]{2}-[0-9A-Z]{6}-[0-9A-Z]$"),
        note: BilingualText(vi: "Đường dẫn của phản ánh.", en: "The report's path.")
    )

    static let staffLocation = OpenAPI.Header(
        name: "Location",
        schema: .text(pattern: "^/v1/staff/reports/HN-[0-9]{2}-[0-9A-Z]{6}-[0-9A-Z]$"),
        note: BilingualText(vi: "Đường dẫn của phản ánh, cho cán bộ.", en: "The report's path, for staff.")
    )

    static let idempotentReplay = OpenAPI.Header(
        name: HTTPField.Name.idempotentReplay.rawName,
        schema: .choice(["true"]),
        note: BilingualText(
            vi: "Có mặt khi khóa này đã được trả lời trước đó: không có gì được ghi thêm.",
            en: "There when the key had been answered before: nothing more was recorded."
        ),
        isRequired: false
    )

    static let retryAfter = OpenAPI.Header(
        name: "Retry-After",
        schema: .integer(minimum: 1),
        note: BilingualText(vi: "Thử lại sau số giây này.", en: "Try again after so many seconds.")
    )

    static let rateLimit = OpenAPI.Header(
        name: HTTPField.Name.rateLimit.rawName,
        schema: .text.example("\"device-hour\";r=7;t=1080"),
        note: BilingualText(
            vi: "Hạn mức gần hết nhất (draft-ietf-httpapi-ratelimit-headers): còn r lần, sau t giây thì đủ lại.",
            en: "The quota nearest to its end (draft-ietf-httpapi-ratelimit-headers): `r` left, all of them after `t` seconds."
        ),
        isRequired: false
    )

    static let rateLimitPolicy = OpenAPI.Header(
        name: HTTPField.Name.rateLimitPolicy.rawName,
        schema: .text.example("\"device-hour\";q=10;w=3600"),
        note: BilingualText(
            vi: "Mọi hạn mức được tính: q lần trong w giây.",
            en: "Every quota that counts: `q` in `w` seconds."
        ),
        isRequired: false
    )

    static let allow = OpenAPI.Header(
        name: "Allow",
        schema: .text,
        note: BilingualText(vi: "Các phương thức được hỗ trợ.", en: "The methods served here.")
    )

    static let wwwAuthenticate = OpenAPI.Header(
        name: "WWW-Authenticate",
        schema: .choice(["Bearer"]),
        note: BilingualText(vi: "Cách xác thực.", en: "How to authenticate.")
    )

    /// What every answer with content carries.
    static let always: [OpenAPI.Header] = [.contentLanguage, .vary, .cacheControl, .requestID, .rateLimit, .rateLimitPolicy]
    /// The same for content that has a version.
    static let versioned: [OpenAPI.Header] = [.eTag] + always
}
