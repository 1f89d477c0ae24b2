import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let sessionOperations: [OpenAPI.Operation] = [
        signIn, signOut, readPrincipal, activateAccount, changePassword, changeSecondFactor,
    ]

    private static let signIn = OpenAPI.Operation(
        .post,
        "/v1/sessions",
        id: "signIn",
        tag: .sessions,
        summary: BilingualText(vi: "Đăng nhập", en: "Sign in"),
        note: BilingualText(
            vi:
                "Sai tên, sai mật khẩu, tài khoản bị khóa: cùng một trả lời. Sai nhiều lần thì phải chờ ngày càng lâu, tối đa một phút (429).",
            en:
                "A wrong name, a wrong password and a disabled account are answered alike. Who fails often waits ever longer, a minute at most "
                + "(429)."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("SignIn"), examples: [.signIn]),
        answers: [created("Session", BilingualText(vi: "Đã đăng nhập.", en: "Signed in."))],
        problems: ProblemCode.stored + ProblemCode.body + [.signInRefused, .otpRequired, .outcomeUnknown]
    )

    private static let signOut = OpenAPI.Operation(
        .delete,
        "/v1/sessions/current",
        id: "signOut",
        tag: .sessions,
        summary: BilingualText(vi: "Đăng xuất", en: "Sign out"),
        parameters: [],
        token: .staff,
        answers: [.nothing(BilingualText(vi: "Mã truy cập hết hiệu lực.", en: "The token opens nothing any more."))],
        problems: ProblemCode.signedIn + [.outcomeUnknown]
    )

    private static let activateAccount = OpenAPI.Operation(
        .post,
        "/v1/activations",
        id: "activateAccount",
        tag: .sessions,
        summary: BilingualText(vi: "Đặt mật khẩu bằng liên kết một lần", en: "Set the password by a one-time link"),
        note: BilingualText(
            vi: "Mật khẩu từ 12 ký tự, không nằm trong số hay bị đoán; ngoài ra không có quy định nào khác. Bị từ chối (422) thì liên kết "
                + "vẫn còn.",
            en:
                "A password has twelve characters or more and is none of those guessed first; nothing else is asked of it. If it is refused "
                + "(422) the link is still good."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("Activation")),
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Tài khoản hoạt động; hãy đăng nhập.", en: "The account is active: sign in."),
                headers: OpenAPI.Header.always,
                contents: [.json("Activated")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [.linkPast, .outcomeUnknown]
    )

    private static let readPrincipal = OpenAPI.Operation(
        .get,
        "/v1/me",
        id: "readPrincipal",
        tag: .sessions,
        summary: BilingualText(vi: "Mình là ai", en: "Who one is"),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Tài khoản, cơ quan và vai trò hiện nay.", en: "Account, desk and roles as they are now."),
                headers: OpenAPI.Header.always,
                contents: [.json("Principal")]
            )
        ],
        problems: ProblemCode.signedIn
    )

    private static let changePassword = OpenAPI.Operation(
        .post,
        "/v1/me/password",
        id: "changePassword",
        tag: .sessions,
        summary: BilingualText(vi: "Đổi mật khẩu", en: "Change one's password"),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("PasswordChange")),
        token: .staff,
        answers: [.nothing(BilingualText(vi: "Đã đổi; các phiên khác kết thúc.", en: "Changed; every other session has ended."))],
        problems: ProblemCode.signedIn + ProblemCode.body + [.outcomeUnknown]
    )

    private static let changeSecondFactor = OpenAPI.Operation(
        .post,
        "/v1/me/totp",
        id: "changeSecondFactor",
        tag: .sessions,
        summary: BilingualText(vi: "Xác thực hai bước", en: "One's second factor"),
        note: BilingualText(
            vi:
                "begin trả về khóa cho ứng dụng (RFC 6238), confirm với một mã thì có hiệu lực và trả về mười mã khôi phục, mỗi mã dùng một "
                + "lần. renew_recovery_codes thay các mã đó; remove bỏ đi để cài lại.",
            en:
                "`begin` gives the secret for an app (RFC 6238); `confirm` with a code puts it to use and gives ten recovery codes, each good "
                + "once. `renew_recovery_codes` replaces those; `remove` takes all away, to begin anew."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("SecondFactorOrder"), examples: [.confirmation]),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Trạng thái mới.", en: "How it stands now."),
                headers: OpenAPI.Header.always,
                contents: [.json("SecondFactor")]
            )
        ],
        problems: ProblemCode.signedIn + ProblemCode.body + [.accountRefused, .outcomeUnknown]
    )

    private static func created(_ schema: String, _ note: BilingualText) -> OpenAPI.Answer {
        OpenAPI.Answer(status: .created, note: note, headers: OpenAPI.Header.always, contents: [.json(schema)])
    }
}

extension OpenAPI.Answer {
    /// Done, and there is nothing to tell.
    static func nothing(_ note: BilingualText) -> OpenAPI.Answer {
        OpenAPI.Answer(status: .noContent, note: note, headers: OpenAPI.Header.always)
    }
}

extension OpenAPI.Content.Example {
    fileprivate static let signIn = OpenAPI.Content.Example(
        name: "officer",
        summary: BilingualText(vi: "Cán bộ có xác thực hai bước", en: "An officer with a second factor"),
        value: ["username": "ba-dinh", "password": "con meo tren mai nha", "otp": "492039"]
    )

    fileprivate static let confirmation = OpenAPI.Content.Example(
        name: "confirm",
        summary: BilingualText(vi: "Xác nhận bằng một mã", en: "Confirm by a code"),
        value: ["action": "confirm", "otp": "492039"]
    )
}
