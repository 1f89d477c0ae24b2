import Domain
import HTTPTypes

/// Every kind of refusal, as clients see it: a closed list.
enum ProblemCode: String, CaseIterable {
    case malformedJSON = "malformed_json"
    case malformedQuery = "malformed_query"
    case malformedMultipart = "malformed_multipart"
    case idempotencyKeyRequired = "idempotency_key_required"
    case idempotencyKeyInvalid = "idempotency_key_invalid"
    case idempotencyKeyReused = "idempotency_key_reused"
    case tokenInvalid = "token_invalid"
    case staffTokenInvalid = "staff_token_invalid"
    case clientTokenInvalid = "client_token_invalid"
    case reporterAssertionInvalid = "reporter_assertion_invalid"
    case citizenTokenInvalid = "citizen_token_invalid"
    case identityRequired = "identity_required"
    case citizenSignInRefused = "citizen_sign_in_refused"
    case signInClosed = "sign_in_closed"
    case providerUnavailable = "provider_unavailable"
    case forbidden
    case scopeMissing = "scope_missing"
    case externalIDTaken = "external_id_taken"
    case tokenOver = "token_over"
    case signInRefused = "sign_in_refused"
    case otpRequired = "otp_required"
    case secondFactorRequired = "second_factor_required"
    case linkPast = "link_past"
    case accountRefused = "account_refused"
    case ifMatchRequired = "if_match_required"
    case ifMatchInvalid = "if_match_invalid"
    case versionDiffers = "version_differs"
    case actionRefused = "action_refused"
    case approvalRefused = "approval_refused"
    case calendarUnfit = "calendar_unfit"
    case routingRefused = "routing_refused"
    case periodRunning = "period_running"
    case periodClosed = "period_closed"
    case notFound = "not_found"
    case checkDigit = "check_digit"
    case methodNotAllowed = "method_not_allowed"
    case malformedRequest = "malformed_request"
    case headersTooLarge = "headers_too_large"
    case requestTimeout = "request_timeout"
    case requestIncomplete = "request_incomplete"
    case bodyTooLarge = "body_too_large"
    case fileTooLarge = "file_too_large"
    case fileTypeUnsupported = "file_type_unsupported"
    case fileRefused = "file_refused"
    case rangeNotSatisfiable = "range_not_satisfiable"
    case attachmentLinkPast = "attachment_link_past"
    case cursorPast = "cursor_past"
    case storageFull = "storage_full"
    case uriTooLong = "uri_too_long"
    case unsupportedMediaType = "unsupported_media_type"
    case invalidFields = "invalid_fields"
    case outsideArea = "outside_area"
    case rateLimited = "rate_limited"
    case uploadQuotaUsedUp = "upload_quota_used_up"
    case overloaded
    case busy
    case unavailable
    case outcomeUnknown = "outcome_unknown"
    case internalError = "internal_error"

    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest, .malformedJSON, .malformedQuery, .malformedMultipart, .idempotencyKeyRequired, .idempotencyKeyInvalid,
            .ifMatchInvalid, .reporterAssertionInvalid:
            .badRequest
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .tokenInvalid, .staffTokenInvalid, .clientTokenInvalid, .citizenTokenInvalid, .signInRefused, .citizenSignInRefused,
            .otpRequired:
            .unauthorized
        case .forbidden, .scopeMissing, .secondFactorRequired, .signInClosed, .identityRequired: .forbidden
        case .actionRefused, .approvalRefused, .routingRefused, .externalIDTaken, .tokenOver, .accountRefused, .periodRunning,
            .periodClosed:
            .conflict
        case .linkPast, .attachmentLinkPast, .cursorPast: .gone
        case .versionDiffers: .preconditionFailed
        case .ifMatchRequired: .preconditionRequired
        case .notFound, .checkDigit: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .requestIncomplete: .badRequest
        case .bodyTooLarge, .fileTooLarge: .contentTooLarge
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .uriTooLong: .uriTooLong
        case .unsupportedMediaType, .fileTypeUnsupported: .unsupportedMediaType
        case .fileRefused, .invalidFields, .outsideArea, .idempotencyKeyReused, .calendarUnfit: .unprocessableContent
        case .rateLimited, .uploadQuotaUsedUp: .tooManyRequests
        case .overloaded, .busy, .unavailable, .outcomeUnknown, .providerUnavailable: .serviceUnavailable
        case .internalError: .internalServerError
        }
    }

    var title: BilingualText {
        switch self {
        case .malformedJSON: BilingualText(vi: "Nội dung gửi lên không phải JSON hợp lệ", en: "The body is not valid JSON")
        case .malformedQuery: BilingualText(vi: "Tham số truy vấn không đọc được", en: "The query cannot be read")
        case .malformedMultipart: BilingualText(vi: "Biểu mẫu gửi lên không đọc được", en: "The form cannot be read")
        case .idempotencyKeyRequired: BilingualText(vi: "Thiếu tiêu đề Idempotency-Key", en: "The Idempotency-Key header is missing")
        case .idempotencyKeyInvalid: BilingualText(vi: "Idempotency-Key không hợp lệ", en: "The Idempotency-Key is not valid")
        case .idempotencyKeyReused:
            BilingualText(vi: "Idempotency-Key đã dùng cho nội dung khác", en: "The Idempotency-Key was used with another body")
        case .tokenInvalid: BilingualText(vi: "Cần mã theo dõi đúng của phản ánh", en: "The report's tracking token is needed")
        case .staffTokenInvalid: BilingualText(vi: "Cần mã truy cập của cán bộ", en: "A token of staff is needed")
        case .clientTokenInvalid: BilingualText(vi: "Mã truy cập của ứng dụng không có hiệu lực", en: "The client's token is not in force")
        case .reporterAssertionInvalid: BilingualText(vi: "Reporter-Assertion không đọc được", en: "The Reporter-Assertion cannot be read")
        case .citizenTokenInvalid: BilingualText(vi: "Cần đăng nhập", en: "A citizen's session is needed")
        case .identityRequired: BilingualText(vi: "Cần biết ai gửi", en: "It is not known well enough who files")
        case .citizenSignInRefused: BilingualText(vi: "Không đăng nhập được", en: "This does not sign in")
        case .signInClosed: BilingualText(vi: "Chưa mở cách đăng nhập này", en: "Nobody can sign in like this here")
        case .providerUnavailable: BilingualText(vi: "Nhà cung cấp danh tính không trả lời", en: "The identity provider does not answer")
        case .forbidden: BilingualText(vi: "Không có quyền", en: "Not permitted")
        case .scopeMissing:
            BilingualText(vi: "Mã truy cập của ứng dụng không mở được việc này", en: "The client's token does not open this")
        case .externalIDTaken: BilingualText(vi: "external_id đã dùng cho phản ánh khác", en: "The external_id is another report's")
        case .tokenOver: BilingualText(vi: "Mã truy cập không còn hiệu lực", en: "The token is not in force any more")
        case .signInRefused: BilingualText(vi: "Không đăng nhập được", en: "Signing in was refused")
        case .otpRequired: BilingualText(vi: "Cần mã xác thực hai bước", en: "A code of the second factor is needed")
        case .secondFactorRequired: BilingualText(vi: "Cần cài xác thực hai bước", en: "A second factor has to be set up")
        case .linkPast: BilingualText(vi: "Liên kết không còn hiệu lực", en: "The link is past")
        case .accountRefused: BilingualText(vi: "Không thực hiện được với tài khoản này", en: "This cannot be done to the account")
        case .ifMatchRequired: BilingualText(vi: "Thiếu tiêu đề If-Match", en: "The If-Match header is missing")
        case .ifMatchInvalid: BilingualText(vi: "If-Match không hợp lệ", en: "The If-Match header is not valid")
        case .versionDiffers: BilingualText(vi: "Đã có phiên bản khác", en: "There is another version by now")
        case .actionRefused: BilingualText(vi: "Không thực hiện được việc này lúc này", en: "This cannot be done now")
        case .approvalRefused: BilingualText(vi: "Không quyết định được đề nghị này", en: "The proposal cannot be decided like this")
        case .calendarUnfit: BilingualText(vi: "Lịch làm việc không đạt kiểm tra", en: "The calendar does not pass the checks")
        case .routingRefused: BilingualText(vi: "Không đổi được quy tắc này", en: "The rule cannot be changed like this")
        case .periodRunning: BilingualText(vi: "Kỳ báo cáo chưa kết thúc", en: "The period is not over")
        case .periodClosed: BilingualText(vi: "Kỳ báo cáo đã chốt số liệu", en: "The period is closed")
        case .notFound: BilingualText(vi: "Không tìm thấy", en: "Not found")
        case .checkDigit: BilingualText(vi: "Mã phản ánh sai ký tự kiểm tra", en: "The report code's check character is wrong")
        case .methodNotAllowed: BilingualText(vi: "Phương thức không được hỗ trợ", en: "The method is not allowed")
        case .malformedRequest: BilingualText(vi: "Yêu cầu không đúng chuẩn HTTP", en: "The request is not valid HTTP")
        case .headersTooLarge: BilingualText(vi: "Phần tiêu đề quá lớn", en: "The headers are too large")
        case .requestTimeout: BilingualText(vi: "Yêu cầu gửi quá chậm", en: "The request came too slowly")
        case .requestIncomplete: BilingualText(vi: "Yêu cầu chưa gửi hết", en: "The request did not come to its end")
        case .bodyTooLarge: BilingualText(vi: "Nội dung gửi lên quá lớn", en: "The body is too large")
        case .fileTooLarge: BilingualText(vi: "Tệp quá lớn", en: "The file is too large")
        case .fileTypeUnsupported: BilingualText(vi: "Loại tệp không được nhận", en: "Files of this kind are not taken")
        case .fileRefused: BilingualText(vi: "Không nhận được tệp này", en: "This file is not taken")
        case .rangeNotSatisfiable: BilingualText(vi: "Tệp không có đoạn này", en: "The file has no such range")
        case .attachmentLinkPast: BilingualText(vi: "Liên kết đã quá hạn", en: "The link is past")
        case .cursorPast: BilingualText(vi: "Mốc đọc không còn dùng được", en: "The cursor is past")
        case .storageFull: BilingualText(vi: "Hết chỗ chứa tệp", en: "There is no room for files")
        case .uriTooLong: BilingualText(vi: "Địa chỉ yêu cầu quá dài", en: "The address is too long")
        case .unsupportedMediaType: BilingualText(vi: "Kiểu nội dung không được hỗ trợ", en: "The media type is not supported")
        case .invalidFields: BilingualText(vi: "Một số trường không hợp lệ", en: "Some fields are not valid")
        case .outsideArea: BilingualText(vi: "Vị trí nằm ngoài địa bàn Hà Nội", en: "The place is outside Hanoi")
        case .rateLimited: BilingualText(vi: "Gửi quá nhiều yêu cầu", en: "Too many requests")
        case .uploadQuotaUsedUp: BilingualText(vi: "Hôm nay đã gửi quá nhiều ảnh", en: "Too many pictures for today")
        case .overloaded: BilingualText(vi: "Hệ thống quá tải", en: "The service is overloaded")
        case .busy: BilingualText(vi: "Hệ thống đang bận", en: "The service is busy")
        case .unavailable: BilingualText(vi: "Hệ thống tạm thời gián đoạn", en: "The service is temporarily unavailable")
        case .outcomeUnknown: BilingualText(vi: "Chưa rõ kết quả", en: "The outcome is unknown")
        case .internalError: BilingualText(vi: "Lỗi hệ thống", en: "Internal error")
        }
    }

    /// What the reader should do.
    var detail: BilingualText {
        switch self {
        case .malformedJSON:
            BilingualText(
                vi: "Gửi một tài liệu JSON mã hóa UTF-8, không có tên trùng nhau, lồng không quá 32 cấp.",
                en: "Send one JSON document in UTF-8, without duplicate names, nested at most 32 deep."
            )
        case .malformedQuery:
            BilingualText(
                vi: "Mã hóa tham số theo chuẩn URL, UTF-8; mỗi tham số một lần, nhiều giá trị cách nhau bằng dấu phẩy.",
                en: "Percent-encode the parameters as UTF-8, each given once: several values are separated by commas."
            )
        case .malformedMultipart:
            BilingualText(
                vi: "Gửi multipart/form-data theo RFC 7578, đến hết, không có gì trước và sau các phần.",
                en: "Send multipart/form-data by RFC 7578, to its end, with nothing before and after the parts."
            )
        case .idempotencyKeyRequired:
            BilingualText(
                vi: "Đặt một UUID mới cho mỗi phản ánh và gửi lại đúng UUID đó khi thử lại.",
                en: "Choose a new UUID for each report and send the same one when you try again."
            )
        case .idempotencyKeyInvalid:
            BilingualText(
                vi: "Khóa phải là một UUID khi không có ứng dụng đăng ký; ứng dụng đăng ký dùng 1–128 ký tự in được.",
                en: "Without a registered client the key must be a UUID; a registered one has 1–128 printable characters."
            )
        case .idempotencyKeyReused:
            BilingualText(
                vi: "Nội dung khác cần một khóa mới; không có gì được thay đổi.",
                en: "Another body needs another key; nothing was changed."
            )
        case .tokenInvalid:
            BilingualText(
                vi: "Mã theo dõi được cấp khi gửi phản ánh; gửi kèm bằng Authorization: Bearer trk_…",
                en: "The token was handed out when the report was filed; show it as `Authorization: Bearer trk_…`."
            )
        case .staffTokenInvalid:
            BilingualText(
                vi: "Gửi Authorization: Bearer hn_… với mã còn hiệu lực.",
                en: "Send Authorization: Bearer hn_… with a token in force."
            )
        case .clientTokenInvalid:
            BilingualText(
                vi: "Mã hnc_… sai, đã hết hạn hoặc bị thu hồi; xin quản trị viên mã mới.",
                en: "The hnc_… token is wrong, expired or revoked: ask the administrator for another."
            )
        case .reporterAssertionInvalid:
            BilingualText(
                vi: "Gửi Reporter-Assertion: user=:<base64 của 16–64 byte>:, assurance=<mức> theo RFC 8941.",
                en: "Send Reporter-Assertion: user=:<base64 of 16–64 bytes>:, assurance=<level> by RFC 8941."
            )
        case .scopeMissing:
            BilingualText(
                vi: "Gửi mã truy cập của ứng dụng có scope cần thiết; không có gì thay đổi.",
                en: "Send a client's token with the scope that is needed; nothing was changed."
            )
        case .externalIDTaken:
            BilingualText(
                vi: "Mỗi external_id của một ứng dụng chỉ một phản ánh; gửi lại cùng phản ánh thì dùng cùng Idempotency-Key.",
                en: "An external_id of a client names one report; to send the same report again, use its Idempotency-Key."
            )
        case .tokenOver:
            BilingualText(vi: "Tạo mã mới cho ứng dụng; không có gì thay đổi.", en: "Make the client a new token; nothing was changed.")
        case .signInRefused:
            BilingualText(
                vi: "Tên đăng nhập, mật khẩu hoặc mã không đúng, hoặc tài khoản không hoạt động.",
                en: "The username, password or code is wrong, or the account is not active."
            )
        case .otpRequired:
            BilingualText(
                vi: "Gửi lại kèm otp: mã sáu chữ số của ứng dụng, hoặc một mã khôi phục.",
                en: "Send it again with `otp`: the six digits of the app, or a recovery code."
            )
        case .secondFactorRequired:
            BilingualText(
                vi: "Cài bằng POST /v1/me/totp; trước đó chưa dùng được việc khác.",
                en: "Set it up with POST /v1/me/totp; nothing else can be done before."
            )
        case .linkPast:
            BilingualText(
                vi: "Đã dùng, đã thay bằng liên kết khác hoặc quá hạn; hãy xin quản trị viên liên kết mới.",
                en: "It was used, replaced, or is too old: ask your administrator for another."
            )
        case .accountRefused: BilingualText(vi: "Xem rule.", en: "See the rule.")
        case .citizenTokenInvalid:
            BilingualText(
                vi: "Đăng nhập lại rồi gửi Authorization: Bearer hnz_….",
                en: "Sign in again and send Authorization: Bearer hnz_…."
            )
        case .identityRequired: BilingualText(vi: "Xem rule.", en: "See the rule.")
        case .citizenSignInRefused:
            BilingualText(
                vi: "Mã sai, đã dùng hoặc hết hạn; sau năm lần sai phải xin mã mới.",
                en: "What was sent is wrong, used or over; after five wrong codes another one has to be asked for."
            )
        case .signInClosed:
            BilingualText(vi: "Gửi phản ánh không cần đăng nhập.", en: "No sign-in is needed to file a report.")
        case .providerUnavailable:
            BilingualText(vi: "Thử lại sau ít giây, hoặc đăng nhập cách khác.", en: "Try again in a few seconds, or sign in another way.")
        case .forbidden:
            BilingualText(
                vi: "Vai trò hoặc cơ quan của bạn không làm được việc này; với phản ánh, xem allowed_actions.",
                en: "Your roles or your desk may not do this; of a report, see its allowed_actions."
            )
        case .ifMatchRequired:
            BilingualText(
                vi: "Đặt If-Match bằng ETag của nội dung mà bạn đã xem; “*” không đủ.",
                en: "Set If-Match to the ETag of what you have seen; “*” is not enough."
            )
        case .ifMatchInvalid:
            BilingualText(vi: "Gửi nguyên ETag đã nhận, kể cả dấu ngoặc kép.", en: "Send the ETag as it was received, with its quotes.")
        case .versionDiffers:
            BilingualText(
                vi: "Xem lại rồi quyết định; không có gì được thay đổi.",
                en: "Read it again and decide; nothing was changed."
            )
        case .approvalRefused, .routingRefused: BilingualText(vi: "Xem rule.", en: "See the rule.")
        case .calendarUnfit:
            BilingualText(vi: "Xem danh sách errors; không có gì thay đổi.", en: "See the list of errors; nothing was changed.")
        case .actionRefused:
            BilingualText(vi: "Xem allowed_actions của phản ánh.", en: "See the report's allowed_actions.")
        case .periodRunning:
            BilingualText(
                vi: "Chốt được sau ngày cuối của kỳ, khi mọi việc trong kỳ đã được tính, theo ranh giới và lịch hiện hành.",
                en:
                    "It can be closed after its last day, when all that happened in it is counted, by the boundaries and calendars in force."
            )
        case .periodClosed:
            BilingualText(
                vi: "Một kỳ chốt một lần; thay đổi về sau được nêu trong differences.",
                en: "A period is closed once; what has changed since is told as its differences."
            )
        case .notFound: BilingualText(vi: "Không có nội dung nào ở địa chỉ này.", en: "There is nothing at this address.")
        case .checkDigit: BilingualText(vi: "Kiểm tra lại từng ký tự của mã.", en: "Check the code letter by letter.")
        case .methodNotAllowed: BilingualText(vi: "Xem tiêu đề Allow.", en: "See the Allow header.")
        case .malformedRequest:
            BilingualText(vi: "Gửi lại theo RFC 9112 trên một kết nối mới.", en: "Send it again by RFC 9112, on another connection.")
        case .headersTooLarge:
            BilingualText(
                vi: "Tối đa 100 dòng tiêu đề, mỗi dòng 8 KB, tổng cộng 16 KB.",
                en: "At most 100 header fields, of 8 KB each and 16 KB in all."
            )
        case .requestTimeout:
            BilingualText(
                vi: "Gửi lại toàn bộ yêu cầu trong 30 giây; tệp thì ít nhất 10 KB mỗi giây.",
                en: "Send the whole request within 30 seconds; files at 10 KB a second at least."
            )
        case .requestIncomplete: BilingualText(vi: "Gửi lại toàn bộ yêu cầu.", en: "Send the whole request again.")
        case .bodyTooLarge: BilingualText(vi: "Tối đa 64 KB.", en: "At most 64 KB.")
        case .fileTooLarge:
            BilingualText(
                vi: "Mỗi tệp tối đa \(AttachmentLimits.bytes >> 20) MB.",
                en: "A file has at most \(AttachmentLimits.bytes >> 20) MB."
            )
        case .fileTypeUnsupported, .fileRefused: BilingualText(vi: "Xem rule.", en: "See the rule.")
        case .rangeNotSatisfiable:
            BilingualText(vi: "Xem độ dài trong Content-Range.", en: "See how long it is in Content-Range.")
        case .attachmentLinkPast:
            BilingualText(
                vi: "Liên kết chỉ dùng trong năm phút: xem lại phản ánh để lấy liên kết mới.",
                en: "A link holds for five minutes: read the report again for another."
            )
        case .cursorPast:
            BilingualText(
                vi: "Lịch sử đã được khôi phục về trước mốc này: hãy đọc lại từ đầu, hoặc từ since=now sau khi đối chiếu.",
                en: "The history was set back to before it: read from the beginning, or on from since=now once you have compared."
            )
        case .storageFull:
            BilingualText(
                vi: "Thử lại sau; phản ánh không kèm tệp vẫn gửi được.",
                en: "Try again later; reports without files can be filed all the same."
            )
        case .uriTooLong: BilingualText(vi: "Tham số truy vấn tối đa 4 KB.", en: "The query may have 4 KB at most.")
        case .unsupportedMediaType:
            BilingualText(
                vi: "Gửi application/json, hoặc multipart/form-data nơi nhận tệp.",
                en: "Send application/json, or multipart/form-data where files are taken."
            )
        case .invalidFields: BilingualText(vi: "Xem danh sách errors.", en: "See the list of errors.")
        case .outsideArea:
            BilingualText(
                vi: "Vị trí cách địa bàn Thành phố hơn 500 m; kiểm tra lại vị trí trên bản đồ.",
                en: "The place is more than 500 m outside the city; check the pin."
            )
        case .rateLimited:
            BilingualText(vi: "Chờ số giây ghi ở tiêu đề Retry-After.", en: "Wait as many seconds as the Retry-After header says.")
        case .uploadQuotaUsedUp:
            BilingualText(
                vi: "Chờ số giây ghi ở tiêu đề Retry-After. Phản ánh không kèm ảnh vẫn gửi được.",
                en: "Wait as many seconds as the Retry-After header says. Reports without pictures are taken all the same."
            )
        case .overloaded, .busy, .unavailable:
            BilingualText(
                vi: "Thử lại sau ít giây; khi gửi phản ánh, dùng lại Idempotency-Key cũ.",
                en: "Try again in a few seconds; a filing with its same Idempotency-Key."
            )
        case .outcomeUnknown:
            BilingualText(
                vi:
                    "Yêu cầu có thể đã được ghi nhận. Gửi lại y nguyên, cùng Idempotency-Key hoặc If-Match, để biết chắc; sẽ không bị trùng.",
                en: "This may have been recorded. Send it again as it was, with its Idempotency-Key or If-Match; it will not be done twice."
            )
        case .internalError:
            BilingualText(vi: "Báo mã request_id cho quản trị viên.", en: "Tell the administrator the request_id.")
        }
    }
}
