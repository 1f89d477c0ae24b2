import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let takingPartOperations: [OpenAPI.Operation] = [followReport, unfollowReport, flagReport]

    /// Whoever it is, and what may stand in their way.
    private static let anybody: [ProblemCode] = [
        .citizenTokenInvalid, .scopeMissing, .reporterAssertionInvalid, .notFound, .checkDigit, .outcomeUnknown,
    ]
    private static let retried: [ProblemCode] = [.idempotencyKeyInvalid, .idempotencyKeyReused, .actionRefused]

    private static let followReport = OpenAPI.Operation(
        .post,
        "/v1/reports/{code}/follow",
        id: "followReport",
        tag: .reports,
        summary: BilingualText(vi: "Theo dõi: tôi cũng vậy", en: "Follow a report: me too"),
        note: BilingualText(
            vi:
                "Bằng số điện thoại hoặc email (được mã hóa như của người phản ánh), số của phiên đăng nhập (hnz_…), hoặc ứng dụng đăng ký tự "
                + "báo cho người dùng của mình (Reporter-Assertion). Mỗi người được đếm một lần; không ai biết người khác có theo dõi hay không. "
                + "Theo dõi phản ánh trùng là theo dõi phản ánh gốc: code trong câu trả lời là mã gốc.",
            en:
                "By a phone or an e-mail address, which are sealed as reporters' are, by that of the session (hnz_…), or by a registered client "
                + "that tells its users itself (Reporter-Assertion). Everybody counts once; whether somebody follows already is told to nobody. Who "
                + "follows a duplicate follows its original: `code` in the answer is that one's."
        ),
        parameters: [.reportCode, .retryKey, .reporterAssertion],
        body: .json(
            "FollowSubmission",
            OpenAPI.Content.Example(
                name: "phone",
                summary: BilingualText(vi: "Bằng số điện thoại", en: "By a phone"),
                value: ["phone": "0912 345 678"]
            )
        ),
        token: .filer,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đang theo dõi.", en: "It is followed."),
                headers: [.idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("Following")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + anybody + retried
    )

    private static let unfollowReport = OpenAPI.Operation(
        .delete,
        "/v1/reports/{code}/follow",
        id: "unfollowReport",
        tag: .reports,
        summary: BilingualText(vi: "Thôi theo dõi", en: "Stop following a report"),
        note: BilingualText(
            vi: "Người đã đăng nhập (hnz_…) theo số của mình, hoặc ứng dụng đăng ký, cho mình hoặc người dùng của mình.",
            en: "For whoever is signed in (hnz_…), by their phone; or a registered client, for itself or its user."
        ),
        parameters: [.reportCode, .reporterAssertion],
        token: .filer,
        answers: [
            OpenAPI.Answer(
                status: .noContent,
                note: BilingualText(vi: "Không còn theo dõi.", en: "It is not followed, or not any more."),
                headers: OpenAPI.Header.always
            )
        ],
        problems: ProblemCode.stored + anybody
    )

    private static let flagReport = OpenAPI.Operation(
        .post,
        "/v1/reports/{code}/flags",
        id: "flagReport",
        tag: .reports,
        summary: BilingualText(vi: "Báo phần công khai có vấn đề", en: "Say that something is wrong about what is public"),
        note: BilingualText(
            vi: "Chỉ khi nội dung đã được công khai. Mỗi người dùng, thiết bị hoặc địa chỉ được đếm một lần; cơ quan xử lý xem lại.",
            en: "Once something is published. Each user, device or address counts once; the desk looks at it."
        ),
        parameters: [.reportCode, .retryKey, .reporterAssertion],
        body: .json("FlagSubmission"),
        token: .filer,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã báo cho cơ quan xử lý.", en: "The desk is told."),
                headers: [.idempotentReplay] + OpenAPI.Header.always,
                contents: [.json("Flag")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + anybody + retried
    )
}
