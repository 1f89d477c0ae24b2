import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let accountOperations: [OpenAPI.Operation] = [listAccounts, inviteAccount, readAccount, changeAccount, resetAccount]

    /// What a write of accounts, teams and desks may refuse.
    static let accountWrites: [ProblemCode] =
        ProblemCode.staff + ProblemCode.body + [
            .forbidden, .accountRefused, .outcomeUnknown,
        ]
    /// Of one that there is.
    static let accountChanges: [ProblemCode] = accountWrites + [.notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers]
    static let accountReads: [ProblemCode] = ProblemCode.staff + [.forbidden]

    private static let listAccounts = OpenAPI.Operation(
        .get,
        "/v1/admin/accounts",
        id: "listAccounts",
        tag: .accounts,
        summary: BilingualText(vi: "Các tài khoản", en: "The accounts"),
        note: BilingualText(
            vi: "Quản trị đơn vị thấy tài khoản của cơ quan mình; quản trị Thành phố và kiểm toán thấy tất cả.",
            en: "A unit's administrator sees the accounts of their desk, the city's and an auditor all."
        ),
        parameters: [.agencyID, .accountRole, .accountStatus, .limit, .cursor],
        token: .staff,
        answers: [.list("AccountList", BilingualText(vi: "Theo tên đăng nhập.", en: "By username."))],
        problems: accountReads
    )

    private static let inviteAccount = OpenAPI.Operation(
        .post,
        "/v1/admin/accounts",
        id: "inviteAccount",
        tag: .accounts,
        summary: BilingualText(vi: "Mở tài khoản", en: "Make an account"),
        note: BilingualText(
            vi:
                "Mật khẩu do chính chủ đặt bằng activation.token (POST /v1/activations), chỉ trả lời một lần. Quản trị đơn vị mở được officer "
                + "và unit_admin ở cơ quan mình. Vai trò cấp Thành phố chỉ ở đầu mối điều phối.",
            en:
                "Its owner sets the password by `activation.token` (POST /v1/activations), which is shown this once. A unit's administrator may "
                + "make officers and unit_admins of their own desk. Roles of the city stand at the coordinator's desk alone."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("Invitation"), examples: [.invitation]),
        token: .staff,
        answers: [.invited],
        problems: accountWrites
    )

    private static let readAccount = OpenAPI.Operation(
        .get,
        "/v1/admin/accounts/{id}",
        id: "readAccount",
        tag: .accounts,
        summary: BilingualText(vi: "Xem tài khoản", en: "Read an account"),
        parameters: [.objectID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("Account", BilingualText(vi: "Tài khoản.", en: "The account.")), .notModified],
        problems: ProblemCode.staff + [.notFound]
    )

    private static let changeAccount = OpenAPI.Operation(
        .patch,
        "/v1/admin/accounts/{id}",
        id: "changeAccount",
        tag: .accounts,
        summary: BilingualText(vi: "Sửa, khóa, mở tài khoản", en: "Change, disable and enable an account"),
        note: BilingualText(
            vi:
                "Có hiệu lực từ yêu cầu kế tiếp của chủ tài khoản. Không ai sửa tài khoản của chính mình; quản trị Thành phố cuối cùng không "
                + "khóa được.",
            en: "It holds from the next request of its owner on. Nobody changes their own, and the city's last administrator stays."
        ),
        parameters: [.objectID, .ifMatchObject],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("AccountChange"), examples: [.disabling]),
        token: .staff,
        answers: [.versioned("Account", BilingualText(vi: "Tài khoản sau khi sửa.", en: "The account as it is then."))],
        problems: accountChanges
    )

    private static let resetAccount = OpenAPI.Operation(
        .post,
        "/v1/admin/accounts/{id}/activation",
        id: "resetAccount",
        tag: .accounts,
        summary: BilingualText(vi: "Cấp lại liên kết đặt mật khẩu", en: "Reset an account"),
        note: BilingualText(
            vi: "Bỏ mật khẩu, xác thực hai bước và liên kết danh tính, kết thúc mọi phiên, cấp liên kết mới; liên kết cũ hết hiệu lực.",
            en: "Takes password, second factor and identities away, ends every session, and gives a new link; an older one is past."
        ),
        parameters: [.objectID],
        token: .staff,
        answers: [.invited],
        problems: ProblemCode.staff + [.forbidden, .accountRefused, .outcomeUnknown, .notFound]
    )
}

extension OpenAPI.Answer {
    static func list(_ schema: String, _ note: BilingualText) -> OpenAPI.Answer {
        OpenAPI.Answer(status: .ok, note: note, headers: OpenAPI.Header.always + [.link], contents: [.json(schema)])
    }

    fileprivate static let invited = OpenAPI.Answer(
        status: .created,
        note: BilingualText(vi: "Chờ chủ tài khoản đặt mật khẩu.", en: "It waits for its owner to set a password."),
        headers: [.locationOf("accounts")] + OpenAPI.Header.always,
        contents: [.json("InvitedAccount")]
    )
}

extension OpenAPI.Header {
    /// Of something of the administration.
    static func locationOf(_ collection: String) -> OpenAPI.Header {
        OpenAPI.Header(
            name: "Location",
            schema: .text(pattern: "^/v1/admin/\(collection)/[0-9a-f-]{36}$"),
            note: BilingualText(vi: "Đường dẫn.", en: "Its path.")
        )
    }
}

extension OpenAPI.Parameter {
    static let objectID = OpenAPI.Parameter(
        place: .path,
        name: "id",
        schema: .uuid,
        note: BilingualText(vi: "id.", en: "The id."),
        isRequired: true
    )

    static let agencyID = OpenAPI.Parameter(
        place: .query,
        name: "agency",
        schema: .uuid,
        note: BilingualText(vi: "Cơ quan, theo id.", en: "A desk, by its id.")
    )

    static let ifMatchObject = OpenAPI.Parameter(
        place: .header,
        name: "If-Match",
        schema: .text(pattern: "^\"[0-9]+-[!#-~]*\"$").example("\"1-account-invited-false-vi\""),
        note: BilingualText(
            vi: "ETag như đã xem; chỉ phần phiên bản được so sánh. Đã có phiên bản khác: 412.",
            en: "The ETag as it was seen; only the version in it counts. If there is another by now: 412."
        ),
        isRequired: true
    )

    fileprivate static let accountRole = OpenAPI.Parameter(
        place: .query,
        name: "role",
        schema: .choice(Role.self).example("officer"),
        note: BilingualText(vi: "Có vai trò này.", en: "Those who have the role.")
    )

    fileprivate static let accountStatus = OpenAPI.Parameter(
        place: .query,
        name: "status",
        schema: .choice(AccountStatus.self).example("invited"),
        note: BilingualText(vi: "Trạng thái.", en: "The status.")
    )
}

extension OpenAPI.Content.Example {
    fileprivate static let invitation = OpenAPI.Content.Example(
        name: "officer",
        summary: BilingualText(vi: "Một cán bộ của cơ quan mình", en: "An officer of one's own desk"),
        value: ["username": "ba-dinh-2", "display_name": "Cán bộ tiếp nhận 2", "roles": ["officer"]]
    )

    fileprivate static let disabling = OpenAPI.Content.Example(
        name: "disable",
        summary: BilingualText(vi: "Khóa", en: "Disable it"),
        value: ["status": "disabled"]
    )
}
