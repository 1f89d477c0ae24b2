import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let citizenOperations: [OpenAPI.Operation] = [requestCode, openSession, endSession, listOwnReports]

    private static let requestCode = OpenAPI.Operation(
        .post,
        "/v1/citizen/otp",
        id: "requestCode",
        tag: .citizens,
        summary: BilingualText(vi: "Xin mã đăng nhập", en: "Ask for a sign-in code"),
        note: BilingualText(
            vi:
                "Mã \(CitizenSignInRules.codeDigits) chữ số được gửi đến điện thoại, dùng một lần trong \(CitizenSignInRules.codeSeconds / 60) phút. Trả lời như nhau dù "
                + "số đã từng đăng nhập hay chưa. Mỗi số, từ mỗi mạng: \(CitizenSignInRules.phoneFromNetwork.count) mã trong mười phút.",
            en:
                "A code of \(CitizenSignInRules.codeDigits) digits is sent to the phone, good once within \(CitizenSignInRules.codeSeconds / 60) minutes. The answer is the same "
                + "whether or not anybody has signed in by it. For a number, from a network: \(CitizenSignInRules.phoneFromNetwork.count) codes in ten minutes."
        ),
        parameters: [],
        body: .json(
            "CodeOrder",
            OpenAPI.Content.Example(
                name: "phone",
                summary: BilingualText(vi: "Số di động", en: "A mobile number"),
                value: ["phone": "0912 345 678"]
            )
        ),
        answers: [
            OpenAPI.Answer(
                status: .accepted,
                note: BilingualText(vi: "Mã sẽ được gửi.", en: "A code will be sent."),
                headers: OpenAPI.Header.always,
                contents: [.json("CodeRequest")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [.signInClosed, .outcomeUnknown]
    )

    private static let openSession = OpenAPI.Operation(
        .post,
        "/v1/citizen/sessions",
        id: "openCitizenSession",
        tag: .citizens,
        summary: BilingualText(vi: "Đăng nhập bằng mã", en: "Sign in with a code"),
        note: BilingualText(
            vi:
                "Sai \(CitizenSignInRules.tries) lần thì phải xin mã mới. Phiên kéo dài \(CitizenSignInRules.sessionDays) ngày, không dùng \(CitizenSignInRules.idleDays) ngày thì hết.",
            en:
                "After \(CitizenSignInRules.tries) wrong codes another one has to be asked for. A session lasts \(CitizenSignInRules.sessionDays) days, or "
                + "\(CitizenSignInRules.idleDays) without use."
        ),
        parameters: [],
        body: .json("CodeTrial"),
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã đăng nhập.", en: "Signed in."),
                headers: OpenAPI.Header.always,
                contents: [.json("CitizenSession")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [.signInClosed, .citizenSignInRefused, .outcomeUnknown]
    )

    private static let endSession = OpenAPI.Operation(
        .delete,
        "/v1/citizen/sessions/current",
        id: "endCitizenSession",
        tag: .citizens,
        summary: BilingualText(vi: "Đăng xuất", en: "Sign out"),
        parameters: [],
        token: .citizen,
        answers: [
            OpenAPI.Answer(
                status: .noContent,
                note: BilingualText(vi: "Phiên đã kết thúc.", en: "The session is over."),
                headers: OpenAPI.Header.always
            )
        ],
        problems: ProblemCode.stored + [.citizenTokenInvalid, .outcomeUnknown]
    )

    private static let listOwnReports = OpenAPI.Operation(
        .get,
        "/v1/me/reports",
        id: "listOwnReports",
        tag: .citizens,
        summary: BilingualText(vi: "Phản ánh của tôi", en: "My reports"),
        note: BilingualText(
            vi: "Phản ánh gửi khi đã đăng nhập và phản ánh có số điện thoại đã xác minh, mới nhất trước; kèm mã theo dõi phòng khi bị mất.",
            en:
                "Those filed while signed in, and those with the phone that was shown to be one's own; the newest first, with the tracking token "
                + "for whoever has lost it."
        ),
        parameters: [.limit, .cursor],
        token: .citizen,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang của danh sách.", en: "A page of the list."),
                headers: [.link] + OpenAPI.Header.always,
                contents: [.json("CitizenReportList")]
            )
        ],
        problems: ProblemCode.stored + [.citizenTokenInvalid]
    )
}
