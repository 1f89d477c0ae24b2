import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let identityOperations: [OpenAPI.Operation] = [
        startSignIn, finishSignIn, listIdentities, startLink, finishLink, removeIdentity,
    ]

    private static let startSignIn = OpenAPI.Operation(
        .post,
        "/v1/sessions/oidc/{provider}/start",
        id: "startStaffProviderSignIn",
        tag: .sessions,
        summary: BilingualText(
            vi: "Bắt đầu đăng nhập qua nhà cung cấp danh tính (cán bộ)",
            en: "Begin to sign in at an identity provider, as staff"
        ),
        note: providerVisit,
        parameters: [.provider],
        answers: [providerStart],
        problems: ProblemCode.stored + ProblemCode.unread + [.notFound, .providerUnavailable, .outcomeUnknown]
    )

    private static let finishSignIn = OpenAPI.Operation(
        .post,
        "/v1/sessions/oidc/{provider}/finish",
        id: "finishStaffProviderSignIn",
        tag: .sessions,
        summary: BilingualText(vi: "Hoàn tất đăng nhập (cán bộ)", en: "Finish the sign-in, as staff"),
        note: BilingualText(
            vi:
                "Thay cho mật khẩu, không thay xác thực hai bước: ai đã cài thì gửi luôn otp. Mỗi state chỉ dùng một lần, kể cả khi thiếu otp "
                + "(otp_required), sai otp hoặc phải chờ (429): khi đó bắt đầu lại. Danh tính chưa liên kết, tài khoản bị khóa, mã sai: cùng một trả lời.",
            en:
                "In the place of the password, not of the second factor: whoever has one sends `otp` at once. A state is good for one attempt, "
                + "also where `otp` is missing (`otp_required`) or wrong, or one has to wait (429): begin anew then. An identity that is not "
                + "linked, a disabled account and a wrong code are answered alike."
        ),
        parameters: [.provider],
        body: .json("StaffProviderFinish"),
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã đăng nhập.", en: "Signed in."),
                headers: OpenAPI.Header.always,
                contents: [.json("Session")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [
            .notFound, .signInRefused, .otpRequired, .providerUnavailable, .outcomeUnknown,
        ]
    )

    private static let listIdentities = OpenAPI.Operation(
        .get,
        "/v1/me/identities",
        id: "listIdentities",
        tag: .sessions,
        summary: BilingualText(vi: "Danh tính đã liên kết", en: "One's linked identities"),
        parameters: [],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Theo nhà cung cấp.", en: "By issuer."),
                headers: OpenAPI.Header.always,
                contents: [.json("IdentityList")]
            )
        ],
        problems: ProblemCode.signedIn
    )

    private static let startLink = OpenAPI.Operation(
        .post,
        "/v1/me/identities/{provider}/start",
        id: "startIdentityLink",
        tag: .sessions,
        summary: BilingualText(vi: "Bắt đầu liên kết danh tính", en: "Begin to link an identity"),
        note: providerVisit,
        parameters: [.provider],
        body: .json("PasswordProof"),
        token: .staff,
        answers: [providerStart],
        problems: linking
    )

    private static let finishLink = OpenAPI.Operation(
        .post,
        "/v1/me/identities/{provider}/finish",
        id: "finishIdentityLink",
        tag: .sessions,
        summary: BilingualText(vi: "Hoàn tất liên kết", en: "Finish the link"),
        note: BilingualText(
            vi:
                "Chỉ lưu mã định danh (sub) tại nhà cung cấp. Mỗi tài khoản một danh tính tại mỗi nhà cung cấp, mỗi danh tính một tài khoản; mỗi "
                + "state chỉ dùng một lần, bởi chính tài khoản đã bắt đầu.",
            en:
                "Only the provider's `sub` is kept. An account has one identity at a provider, an identity is one account's; a state is good "
                + "for one attempt, of the account that has begun."
        ),
        parameters: [.provider],
        body: .json("ProviderFinish"),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã liên kết.", en: "Linked."),
                headers: OpenAPI.Header.always,
                contents: [.json("Identity")]
            )
        ],
        problems: linking
    )

    private static let removeIdentity = OpenAPI.Operation(
        .post,
        "/v1/me/identities/{provider}/remove",
        id: "removeIdentity",
        tag: .sessions,
        summary: BilingualText(vi: "Bỏ liên kết", en: "Take an identity away"),
        parameters: [.provider],
        body: .json("PasswordProof"),
        token: .staff,
        answers: [.nothing(BilingualText(vi: "Đã bỏ; các phiên khác kết thúc.", en: "Taken away; every other session has ended."))],
        problems: ProblemCode.signedIn + ProblemCode.body + [.notFound, .outcomeUnknown]
    )

    private static let linking: [ProblemCode] =
        ProblemCode.staff + ProblemCode.body + [.notFound, .accountRefused, .providerUnavailable, .outcomeUnknown]
}
