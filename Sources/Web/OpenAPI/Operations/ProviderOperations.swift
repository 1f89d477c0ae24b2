import Domain
import HTTPTypes
import JSON

extension OpenAPI.Parameter {
    static let provider = OpenAPI.Parameter(
        place: .path,
        name: "provider",
        schema: .text(pattern: "^[a-z0-9-]{1,32}$").example("vneid"),
        note: BilingualText(vi: "Tên nhà cung cấp danh tính.", en: "The name of an identity provider."),
        isRequired: true
    )
}

extension OpenAPI.Document {
    static let providerOperations: [OpenAPI.Operation] = [start, finish]

    private static let start = OpenAPI.Operation(
        .post,
        "/v1/oidc/{provider}/start",
        id: "startProviderSignIn",
        tag: .citizens,
        summary: BilingualText(vi: "Bắt đầu đăng nhập qua nhà cung cấp danh tính", en: "Begin to sign in at an identity provider"),
        note: providerVisit,
        parameters: [.provider],
        answers: [providerStart],
        problems: ProblemCode.stored + ProblemCode.unread + [.notFound, .providerUnavailable, .outcomeUnknown]
    )

    private static let finish = OpenAPI.Operation(
        .post,
        "/v1/oidc/{provider}/finish",
        id: "finishProviderSignIn",
        tag: .citizens,
        summary: BilingualText(vi: "Hoàn tất đăng nhập", en: "Finish the sign-in"),
        note: BilingualText(
            vi: "Mỗi state chỉ dùng một lần. Chỉ lưu mã định danh (sub) tại nhà cung cấp, không lưu tên hay số giấy tờ.",
            en: "A state is good for one attempt. Only the provider's `sub` is kept, never a name or the number of a document."
        ),
        parameters: [.provider],
        body: .json("ProviderFinish"),
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Đã đăng nhập.", en: "Signed in."),
                headers: OpenAPI.Header.always,
                contents: [.json("CitizenSession")]
            )
        ],
        problems: ProblemCode.stored + ProblemCode.body + [.notFound, .citizenSignInRefused, .providerUnavailable, .outcomeUnknown]
    )

    /// How to go to a provider and come back.
    static let providerVisit = BilingualText(
        vi:
            "Mở authorization_url trong trình duyệt; giữ state_id, không gửi đi đâu. Khi người dùng trở lại redirect_uri với code và state, "
            + "gọi finish cùng state_id trong \(CitizenSignInRules.providerSeconds / 60) phút.",
        en:
            "Open `authorization_url` in a browser and keep `state_id` to yourself. When the person comes back to the `redirect_uri` with `code` and "
            + "`state`, call `finish` with them and the `state_id`, within \(CitizenSignInRules.providerSeconds / 60) minutes."
    )

    /// Where to go.
    static let providerStart = OpenAPI.Answer(
        status: .ok,
        note: BilingualText(vi: "Nơi cần đến.", en: "Where to go."),
        headers: OpenAPI.Header.always,
        contents: [.json("ProviderStart")]
    )
}
